// `kafka acls`: who may do what, as kafka-acls --list prints it. They are shown and never written here.

import type { AclFilter, AclsOfResource } from '../../../pipeline/index.ts';
import { kafkaCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { choiceFlag, NO_POSITIONALS, type Pattern, textFlag } from '../../grammar.ts';
import { GROUP, kafkaFlag, TRANSACTIONAL_ID } from '../../kafka/flags.ts';

/** A pattern of ACLs is a name, the beginning of one, or "*". */
const TOPIC_PATTERN: Pattern = {
  expression: /^(?:\*|[A-Za-z0-9._][A-Za-z0-9._-]{0,248})$/u,
  description: 'the name of a topic, or "*"',
  names: 'topic',
};
const PRINCIPAL: Pattern = {
  expression: /^[A-Za-z]{1,50}:[^\s\p{C}]{1,249}$/u,
  description: 'a principal such as User:alice',
};
const RESOURCES = {
  topic: 'TOPIC',
  group: 'GROUP',
  'transactional-id': 'TRANSACTIONAL_ID',
} as const;

export const acls = kafkaCommand({
  name: 'kafka acls',
  summary: 'List ACLs: who may do what with which topics and groups.',
  examples: [
    'kafka acls',
    'kafka acls --topic orders --resource-pattern-type match',
    'kafka acls --principal User:billing',
  ],
  effect: 'read',
  grammar: {
    positionals: NO_POSITIONALS,
    flags: {
      topic: textFlag({
        ...{ summary: 'Only those of this topic.', placeholder: 'TOPIC', pattern: TOPIC_PATTERN },
      }),
      group: textFlag({
        ...{ summary: 'Only those of this consumer group.', placeholder: 'GROUP', pattern: GROUP },
      }),
      'transactional-id': textFlag({
        summary: 'Only those of this transactional id.',
        placeholder: 'ID',
        pattern: TRANSACTIONAL_ID,
      }),
      'resource-pattern-type': choiceFlag({
        summary:
          'How the name is meant: match takes in prefixes and "*" that hold for it; literal unless said.',
        choices: ['literal', 'prefixed', 'match', 'any'],
      }),
      principal: textFlag({
        ...{ summary: 'Only those of this principal.', placeholder: 'TYPE:NAME' },
        pattern: PRINCIPAL,
      }),
      ...kafkaFlag,
    },
  },

  read: ({ flags }): { filter: AclFilter } => {
    const named = (['topic', 'group', 'transactional-id'] as const).filter(
      (flag) => flags[flag] !== undefined,
    );
    const [flag] = named;
    if (named.length > 1)
      throw misused(`--${named[0]} and --${named[1]} cannot be given together.`);
    const pattern = flags['resource-pattern-type'];
    if (flag === undefined && pattern !== undefined) {
      throw misused('--resource-pattern-type needs --topic, --group or --transactional-id.');
    }
    const name = flag === undefined ? undefined : flags[flag];
    return {
      filter: {
        ...(flag === undefined || name === undefined
          ? {}
          : {
              resourceType: RESOURCES[flag],
              name,
              patternType: PATTERN_TYPES[pattern ?? 'literal'],
            }),
        ...(flags.principal === undefined ? {} : { principal: flags.principal }),
      },
    };
  },

  access: () => [{ operation: 'Describe', resourceType: 'Cluster' }],

  run: async ({ filter }, { admin }) => {
    const found = await admin.acls(filter);
    const stdout = [...found].sort(compare).map(sectionOf).join('\n');
    return { stdout, stderr: stdout === '' ? 'There are none of that kind.\n' : '', exitCode: 0 };
  },
});

const PATTERN_TYPES = {
  literal: 'LITERAL',
  prefixed: 'PREFIXED',
  match: 'MATCH',
  any: 'ANY',
} as const;

function misused(what: string): UsageError {
  return new UsageError({
    what,
    why: 'ACLs are looked up by one resource at a time.',
    fix: 'Ask for one after the other.',
    usage: '',
  });
}

/** As AclCommand prints it, in one order. */
function sectionOf({ resourceType, name, patternType, entries }: AclsOfResource): string {
  const lines = entries
    .map(
      ({ principal, host, operation, permission }) =>
        `  (principal=${principal}, host=${host}, operation=${operation}, permissionType=${permission})\n`,
    )
    .sort();
  const resource = `ResourcePattern(resourceType=${resourceType}, name=${name}, patternType=${patternType})`;
  return `Current ACLs for resource \`${resource}\`:\n${lines.join('')}`;
}

function compare(one: AclsOfResource, other: AclsOfResource): number {
  const key = ({ resourceType, name, patternType }: AclsOfResource) =>
    `${resourceType} ${name} ${patternType}`;
  return key(one) < key(other) ? -1 : 1;
}
