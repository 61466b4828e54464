// `kafka brokers`: the brokers that are there, with what each carries.

import { kafkaCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';
import { kafkaFlag } from '../../kafka/flags.ts';
import { tableOf } from '../../kafka/table.ts';

const HEADER = ['ID', 'HOST', 'PORT', 'RACK', 'LEADERS', 'REPLICAS', 'OUT-OF-SYNC'];

export const brokers = kafkaCommand({
  name: 'kafka brokers',
  summary: 'List the brokers that are there, with the partitions that each leads and holds.',
  examples: ['kafka brokers'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: kafkaFlag },
  read: () => ({}),

  access: () => [
    { operation: 'Describe', resourceType: 'Cluster' },
    { operation: 'Describe', resourceType: 'Topic', implied: true }, // to count, not to name
  ],

  run: async (_args, { admin }) => {
    const [cluster, topics] = await Promise.all([admin.cluster(), admin.topics()]);
    const partitions = topics.flatMap((topic) => topic.partitions);
    const lines = cluster.brokers
      .toSorted((one, other) => one.id - other.id)
      .map(({ id, host, port, rack }) => {
        const held = partitions.filter(({ replicas }) => replicas.includes(id));
        return [
          ...[String(id), host, String(port), rack ?? '-'],
          String(partitions.filter(({ leader }) => leader === id).length),
          String(held.length),
          String(held.filter(({ isr }) => !isr.includes(id)).length),
        ];
      });
    return {
      stdout: tableOf([HEADER, ...lines]),
      stderr: goneOf(cluster, partitions),
      exitCode: 0,
    };
  },
});

/** Those that should hold replicas and are not there. */
function goneOf(
  { brokers: there }: { readonly brokers: readonly { readonly id: number }[] },
  partitions: readonly { readonly replicas: readonly number[] }[],
): string {
  const known = new Set(there.map(({ id }) => id));
  const gone = new Set(
    partitions.flatMap(({ replicas }) => replicas).filter((id) => !known.has(id)),
  );
  return [...gone]
    .sort((one, other) => one - other)
    .map((id) => {
      const count = partitions.filter(({ replicas }) => replicas.includes(id)).length;
      return `Broker ${id} is not there; it should hold ${count} replicas.\n`;
    })
    .join('');
}
