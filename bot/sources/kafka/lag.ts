// Consumer groups that do not keep up, by Burrow's rules over the looks that were taken (kafka/lag.ts). Pure.

import {
  type GroupHistory,
  type LagStatus,
  lagOf,
  lagStatus,
  worstStatus,
} from '../../kafka/lag.ts';
import type { Finding } from '../polled.ts';
import type { Severity } from '../source.ts';
import { groupOf, type KafkaWhere, labelsOf } from './where.ts';

/** With fewer looks everything that is behind looks as if it stood still. */
const SAMPLES = 5;
const SHOWN = 5;

const SAID: Readonly<
  Record<Exclude<LagStatus, 'OK'>, { readonly severity: Severity; readonly words: string }>
> = {
  STOP: { severity: 'warning', words: 'is behind, and nobody is in it to read' },
  STALL: { severity: 'warning', words: 'has members, is behind and does not move' },
  WARN: { severity: 'warning', words: 'falls further and further behind' },
  REWIND: { severity: 'info', words: 'has gone back: it reads again what it had read' },
};

export function lagFindings(
  groups: readonly GroupHistory[],
  where: KafkaWhere,
): readonly Finding[] {
  return groups.flatMap((group) => {
    const partitions = group.partitions
      .filter(({ samples }) => samples.length >= SAMPLES)
      .map((each) => ({ ...each, status: lagStatus(each.samples, group.isRead) }));
    const status = worstStatus(partitions.map((each) => each.status));
    if (status === 'OK') return [];
    const bad = partitions.filter((each) => each.status !== 'OK');
    const lags = bad.map(({ topic, partition, samples, status: of }) => {
      const last = samples.at(-1);
      return { name: `${topic}-${partition}`, lag: last === undefined ? 0 : lagOf(last), of };
    });
    const total = lags.reduce((sum, { lag }) => sum + lag, 0);
    const most = lags.toSorted((one, other) => other.lag - one.lag).slice(0, SHOWN);
    const topics = [...new Set(bad.map(({ topic }) => topic))];
    const { severity, words } = SAID[status];
    return [
      {
        ...groupOf('ConsumerLag', where, `group/${group.groupId}`),
        severity,
        title: `group ${group.groupId} ${words}`,
        lines: [
          `${status}: ${total} records in ${lags.length} of ${group.partitions.length} partitions`,
          ...most.map(({ name, lag, of }) => `${name}: ${lag} (${of})`),
        ],
        labels: labelsOf('ConsumerLag', where, {
          ...{ group: group.groupId, lag: status },
          ...(topics.length === 1 ? { topic: topics[0] ?? '' } : {}),
        }),
      },
    ];
  });
}
