// Looks at where all groups of all Kafkas stand, now and then, and keeps the last looks: lag is a matter of time. A Kafka that
// cannot be asked loses nothing but that look.

import type { Clock, Kafkas } from '../ports.ts';
import { createWatch } from '../watching.ts';
import type { GroupHistory, LagSample } from './lag.ts';

export interface LagWatch {
  start(): void;
  stop(): Promise<void>;
  /** As it was seen last. */
  history(kafka: string): readonly GroupHistory[];
}

export interface LagWatchOptions {
  readonly kafkas: () => Kafkas;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
  readonly limits: {
    readonly kafkaLagEveryMs: number;
    readonly kafkaLagSamples: number;
    /** Of one Kafka; those of the groups that come later by name are left out. */
    readonly kafkaLagPartitions: number;
  };
}

const MAY_ASK = [
  { operation: 'Describe', resourceType: 'Group' },
  { operation: 'Describe', resourceType: 'Topic' },
] as const;

export function createLagWatch(options: LagWatchOptions): LagWatch {
  const { kafkas, clock, log, limits } = options;
  const watch = createWatch<readonly GroupHistory[]>({
    clock,
    everyMs: limits.kafkaLagEveryMs,
    names: () => kafkas().all.map(({ name }) => name),
    look: async (kafka, before = [], signal) => await look(kafka, before, options, signal),
    onFailure: (kafka, error) => log.warn({ err: error, kafka }, 'groups could not be looked at'),
  });
  return { start: watch.start, stop: watch.stop, history: (kafka) => watch.kept(kafka) ?? [] };
}

async function look(
  kafka: string,
  before: readonly GroupHistory[],
  { kafkas, clock, limits }: LagWatchOptions,
  signal: AbortSignal,
): Promise<readonly GroupHistory[]> {
  const admin = kafkas().open(kafka, MAY_ASK, signal);
  const { found } = await admin.groups();
  const groups = found.filter(({ protocolType }) => ['consumer', ''].includes(protocolType));
  const committed = await admin.committedOf(groups);
  const all = committed.found
    .flatMap(({ groupId, offsets }) => offsets.map((each) => ({ groupId, ...each })))
    .filter(({ offset }) => offset >= 0)
    .slice(0, limits.kafkaLagPartitions);
  const places = new Map(all.map((each) => [nameOf(each), each]));
  const ends = new Map(
    (await admin.offsets([...places.values()], 'latest'))
      .filter(({ error }) => error === 'NONE')
      .map((each) => [nameOf(each), each.offset]),
  );
  const atMs = clock.nowMs();
  const earlier = new Map(
    before.flatMap(({ groupId, partitions }) =>
      partitions.map((each) => [`${groupId} ${nameOf(each)}`, each.samples] as const),
    ),
  );
  return groups.map(({ groupId, state }) => ({
    groupId,
    state,
    isRead: !['Empty', 'Dead', ''].includes(state),
    partitions: all
      .filter((each) => each.groupId === groupId)
      .flatMap(({ topic, partition, offset }) => {
        const end = ends.get(nameOf({ topic, partition }));
        if (end === undefined) return [];
        const sample: LagSample = { atMs, committed: offset, end };
        const known = earlier.get(`${groupId} ${nameOf({ topic, partition })}`) ?? [];
        return [{ topic, partition, samples: [...known, sample].slice(-limits.kafkaLagSamples) }];
      }),
  }));
}

function nameOf({ topic, partition }: { readonly topic: string; readonly partition: number }) {
  return `${topic}-${partition}`;
}
