// `kafka lag`: which groups keep up and which do not, the worst first, by Burrow's rules over the last minutes.

import { kafkaCommand } from '../../command.ts';
import { kafkaFlag } from '../../kafka/flags.ts';
import {
  behindMs,
  compareStatus,
  type GroupHistory,
  type LagStatus,
  lagOf,
  lagStatus,
  type PartitionHistory,
  worstStatus,
} from '../../kafka/lag.ts';
import { NAME_PATTERN, readNamePattern } from '../../kafka/name-pattern.ts';
import { tableOf } from '../../kafka/table.ts';
import { LIMITS } from '../../limits.ts';

const HEADER = ['STATUS', 'GROUP', 'STATE', 'LAG', 'CHANGE', 'BEHIND', 'MOST-BEHIND'];

export const lag = kafkaCommand({
  name: 'kafka lag',
  summary: 'Show which consumer groups keep up, the worst first.',
  examples: ['kafka lag', "kafka lag 'billing.*'"],
  effect: 'read',
  grammar: {
    positionals: { usage: '[REGEX]', min: 0, max: 1, pattern: NAME_PATTERN },
    flags: kafkaFlag,
  },
  read: ({ positionals }) => ({ matches: readNamePattern(positionals[0] ?? '.*') }),

  access: () => [{ operation: 'Describe', resourceType: 'Group' }],

  run: async ({ matches }, { lagHistory, nowMs }) => {
    const history = lagHistory().filter(({ groupId }) => matches(groupId));
    const found = history
      .filter(({ partitions }) => partitions.length > 0)
      .map(assess)
      .sort(
        (one, other) =>
          compareStatus(one.status, other.status) ||
          other.lag - one.lag ||
          (one.groupId < other.groupId ? -1 : 1),
      );
    return {
      stdout: tableOf([HEADER, ...found.map(lineOf)]),
      stderr: windowInWords(history, nowMs()),
      exitCode: 0,
    };
  },
});

interface Assessed {
  readonly groupId: string;
  readonly state: string;
  readonly status: LagStatus;
  readonly lag: number;
  readonly change: number;
  readonly most: PartitionHistory | undefined;
}

function assess({ groupId, state, isRead, partitions }: GroupHistory): Assessed {
  const newest = ({ samples }: PartitionHistory) => lagAt(samples.at(-1));
  const oldest = ({ samples }: PartitionHistory) => lagAt(samples[0]);
  const lagNow = sum(partitions.map(newest));
  return {
    groupId,
    state,
    status: worstStatus(partitions.map(({ samples }) => lagStatus(samples, isRead))),
    lag: lagNow,
    change: lagNow - sum(partitions.map(oldest)),
    most: partitions.toSorted((one, other) => newest(other) - newest(one))[0],
  };
}

function lagAt(sample: PartitionHistory['samples'][number] | undefined): number {
  return sample === undefined ? 0 : lagOf(sample);
}

function lineOf({ status, groupId, state, lag: records, change, most }: Assessed) {
  const behind = most === undefined ? 0 : behindMs(most.samples);
  return [
    status,
    groupId,
    state,
    String(records),
    change > 0 ? `+${change}` : String(change),
    behind === undefined ? `> ${seconds(spanMs(most))}` : seconds(behind),
    most === undefined || records === 0 ? '-' : `${most.topic}-${most.partition}`,
  ];
}

function spanMs(history: PartitionHistory | undefined): number {
  return (history?.samples.at(-1)?.atMs ?? 0) - (history?.samples[0]?.atMs ?? 0);
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

/** A short window says little: then it is said how short. */
function windowInWords(history: readonly GroupHistory[], nowMs: number): string {
  const samples = history.flatMap(({ partitions }) => partitions.map((each) => each.samples));
  const most = Math.max(0, ...samples.map(({ length }) => length));
  const newest = Math.max(0, ...samples.map((each) => each.at(-1)?.atMs ?? 0));
  if (most === 0) return 'Nothing has been seen yet: groups are looked at every half minute.\n';
  const age = seconds(nowMs - newest);
  return `Seen ${most} of ${LIMITS.kafkaLagSamples} times, the last ${age} ago.\n`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
