// `kafka quotas`: what clients are held to, in the words of kafka-configs --describe.

import type { QuotaEntityType, QuotasOfEntity } from '../../../pipeline/index.ts';
import { kafkaCommand } from '../../command.ts';
import { NO_POSITIONALS, textFlag } from '../../grammar.ts';
import { kafkaFlag } from '../../kafka/flags.ts';
import { doubleInJava } from '../../kafka/java-number.ts';

const TYPES: Readonly<Record<string, QuotaEntityType>> = {
  users: 'user',
  clients: 'client-id',
  ips: 'ip',
};
/** In the order of the tool. */
const WORDS: readonly (readonly [QuotaEntityType, string])[] = [
  ['user', 'user-principal'],
  ['client-id', 'client-id'],
  ['ip', 'ip'],
];

export const quotas = kafkaCommand({
  name: 'kafka quotas',
  summary: 'List the quotas that clients are held to.',
  examples: [
    'kafka quotas',
    'kafka quotas --entity-type users',
    'kafka quotas --entity-type users,clients',
  ],
  effect: 'read',
  grammar: {
    positionals: NO_POSITIONALS,
    flags: {
      'entity-type': textFlag({
        summary: 'Only those of users, of clients, of ips, or of clients of users.',
        placeholder: 'TYPE[,TYPE]',
        pattern: {
          expression: /^(?:users|clients|ips|users,clients|clients,users)$/u,
          description: 'users, clients, ips, or users,clients',
        },
      }),
      ...kafkaFlag,
    },
  },

  read: ({ flags }): { parts: readonly QuotaEntityType[] } => ({
    parts: (flags['entity-type']?.split(',') ?? []).flatMap((word) => TYPES[word] ?? []),
  }),

  access: () => [{ operation: 'DescribeConfigs', resourceType: 'Cluster' }],

  run: async ({ parts }, { admin }) => {
    const found = await admin.quotas(parts);
    const stdout = found.map(lineOf).sort().join('');
    return { stdout, stderr: stdout === '' ? 'There are none.\n' : '', exitCode: 0 };
  },
});

/** As ConfigCommand prints it. */
function lineOf({ entity, values }: QuotasOfEntity): string {
  const parts = WORDS.flatMap(([type, word]) => {
    const part = entity.find((each) => each.type === type);
    if (part === undefined) return [];
    return [part.name === null ? `the default ${word}` : `${word} '${part.name}'`];
  });
  const set = values.map(({ key, value }) => `${key}=${doubleInJava(value)}`).sort();
  return `Quota configs for ${parts.join(', ')} are ${set.join(', ')}\n`;
}
