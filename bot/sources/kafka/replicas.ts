// Partitions that nobody leads, and such whose copies are not all there: one matter each of a Kafka, because one broker that is gone has to do with
// thousands of partitions. Copies that are on their way to other brokers are not missed. Pure.

import type { Reassignment, TopicState } from '../../../pipeline/index.ts';
import type { Finding } from '../polled.ts';
import { groupOf, type KafkaWhere, labelsOf } from './where.ts';

/** A broker that is started anew. */
const GRACE_MS = 120_000;
const SHOWN = 5;

interface Copies {
  readonly topic: string;
  readonly leader: number;
  readonly missing: readonly number[];
}

export function replicaFindings(
  topics: readonly TopicState[],
  moving: readonly Reassignment[],
  where: KafkaWhere,
): readonly Finding[] {
  const onTheWay = new Set(moving.map(({ topic, partition }) => `${topic}-${partition}`));
  const all = topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partition, leader, replicas, isr }): Copies => {
      const missing = replicas.filter((id) => !isr.includes(id));
      const isMoved = onTheWay.has(`${name}-${partition}`);
      return { topic: name, leader, missing: isMoved ? [] : missing };
    }),
  );
  const offline = all.filter(({ leader }) => leader < 0);
  const shrunk = all.filter(({ leader, missing }) => leader >= 0 && missing.length > 0);
  const count = (some: readonly Copies[]) => `${some.length} of ${all.length} partitions`;
  return [
    ...(offline.length === 0
      ? []
      : [
          {
            ...groupOf('OfflinePartitions', where),
            severity: 'critical' as const,
            title: `${count(offline)} have no leader: nobody can read or write them`,
            lines: [topicsInWords(offline)],
            labels: labelsOf('OfflinePartitions', where),
          },
        ]),
    ...(shrunk.length === 0
      ? []
      : [
          {
            ...groupOf('UnderReplicatedPartitions', where),
            severity: 'warning' as const,
            title: `${count(shrunk)} are under-replicated: their in-sync replicas have shrunk`,
            lines: [...brokersInWords(shrunk), topicsInWords(shrunk)],
            labels: labelsOf('UnderReplicatedPartitions', where),
            graceMs: GRACE_MS,
          },
        ]),
  ];
}

/** The broker that is missing most says most. */
function brokersInWords(some: readonly Copies[]): readonly string[] {
  const missed = new Map<number, number>();
  for (const id of some.flatMap(({ missing }) => missing))
    missed.set(id, (missed.get(id) ?? 0) + 1);
  return [...missed]
    .sort(([one, often], [other, seldom]) => seldom - often || one - other)
    .slice(0, SHOWN)
    .map(([id, times]) => `Broker ${id} is not in sync with ${times} of them.`);
}

function topicsInWords(some: readonly Copies[]): string {
  const names = [...new Set(some.map(({ topic }) => topic))];
  const shown = names.slice(0, SHOWN).join(', ');
  return `Topics: ${shown}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''}`;
}
