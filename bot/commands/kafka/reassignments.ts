// `kafka reassignments`: partitions whose replicas are being moved, as kafka-reassign-partitions --list prints them.

import type { Reassignment } from '../../../pipeline/index.ts';
import { kafkaCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';
import { kafkaFlag } from '../../kafka/flags.ts';

export const reassignments = kafkaCommand({
  name: 'kafka reassignments',
  summary: 'List the partitions whose replicas are being moved.',
  examples: ['kafka reassignments'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: kafkaFlag },
  read: () => ({}),
  access: () => [{ operation: 'Describe', resourceType: 'Cluster' }],

  run: async (_args, { admin }) => {
    const moving = await admin.reassignments();
    const lines = moving
      .toSorted(
        (one, other) =>
          (one.topic < other.topic ? -1 : Number(one.topic > other.topic)) ||
          one.partition - other.partition,
      )
      .map(lineOf);
    const stdout =
      lines.length === 0
        ? 'No partition reassignments found.\n'
        : `Current partition reassignments:\n${lines.join('')}`;
    return { stdout, stderr: '', exitCode: 0 };
  },
});

/** As ReassignPartitionsCommand prints it. */
function lineOf({ topic, partition, replicas, adding, removing }: Reassignment): string {
  const parts = [
    `replicas: ${replicas.join(',')}.`,
    ...(adding.length === 0 ? [] : [`adding: ${adding.join(',')}.`]),
    ...(removing.length === 0 ? [] : [`removing: ${removing.join(',')}.`]),
  ];
  return `${topic}-${partition}: ${parts.join(' ')}\n`;
}
