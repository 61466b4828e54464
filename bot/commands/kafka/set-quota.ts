// `kafka set quota`: what a user, a client or both are held to. The quotas that are not named stay.

import type { QuotaChange, QuotasOfEntity } from '../../../pipeline/index.ts';
import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { OperatorError, UsageError } from '../../errors.ts';
import { NO_POSITIONALS, type Pattern, switchFlag, textFlag } from '../../grammar.ts';
import { type ChangePlan, changing, type Value } from '../../kafka/change.ts';
import { GROUP, kafkaFlag } from '../../kafka/flags.ts';
import { tableOf } from '../../kafka/table.ts';

const USAGE =
  'kafka set quota (--user NAME | --user-default) (--client-id NAME | --client-id-default) --add-config KEY=NUMBER[,KEY=NUMBER] [--delete-config KEY[,KEY]]';
const KEYS = [
  'producer_byte_rate',
  'consumer_byte_rate',
  'request_percentage',
  'controller_mutation_rate',
];
const KEY = `(?:${KEYS.join('|')})`;
const QUOTA = `${KEY}=\\d{1,15}(?:\\.\\d{1,3})?`;

const NAME: Pattern = {
  expression: GROUP.expression,
  description: 'the name of a user or a client',
};

type Entity = QuotasOfEntity['entity'];

interface SetQuotaArgs {
  readonly entity: Entity;
  readonly wanted: readonly QuotaChange[];
}

interface SetQuotaPlan extends ChangePlan {
  readonly kafka: string;
}

export const setQuota = kafkaCommand({
  name: 'kafka set quota',
  summary: 'Set or take away what users and clients are held to.',
  examples: [
    'kafka set quota --user loader --add-config producer_byte_rate=10485760',
    'kafka set quota --client-id-default --delete-config consumer_byte_rate',
  ],
  effect: 'change',
  grammar: {
    positionals: NO_POSITIONALS,
    flags: {
      user: textFlag({ summary: 'Of this user.', placeholder: 'NAME', pattern: NAME }),
      'user-default': switchFlag('Of users that have none of their own.'),
      'client-id': textFlag({ summary: 'Of this client.', placeholder: 'NAME', pattern: NAME }),
      'client-id-default': switchFlag('Of clients that have none of their own.'),
      'add-config': textFlag({
        summary: 'Bytes a second, or percent of the time of a thread.',
        placeholder: 'KEY=NUMBER[,KEY=NUMBER]',
        pattern: {
          expression: new RegExp(`^${QUOTA}(?:,${QUOTA}){0,3}$`, 'u'),
          description: `numbers for ${KEYS.join(', ')}`,
        },
      }),
      'delete-config': textFlag({
        summary: 'Quotas to take away.',
        placeholder: 'KEY[,KEY]',
        pattern: {
          expression: new RegExp(`^${KEY}(?:,${KEY}){0,3}$`, 'u'),
          description: `some of ${KEYS.join(', ')}`,
        },
      }),
      ...kafkaFlag,
    },
  },

  read: ({ flags }): SetQuotaArgs => {
    const entity = [
      ...partOf('user', flags.user, flags['user-default']),
      ...partOf('client-id', flags['client-id'], flags['client-id-default']),
    ];
    if (entity.length === 0) throw misused('It is not said whose quotas are meant.');
    const added = (flags['add-config']?.split(',') ?? []).map((text) => text.split('='));
    const wanted = [
      ...added.map(([key = '', value]) => ({ key, value: Number(value) })),
      ...(flags['delete-config']?.split(',') ?? []).map((key) => ({ key, value: null })),
    ];
    if (wanted.length === 0) throw misused('It is not said what is to be changed.');
    if (new Set(wanted.map(({ key }) => key)).size < wanted.length) {
      throw misused('A quota is named twice.');
    }
    return { entity, wanted };
  },

  access: () => [
    { operation: 'AlterConfigs', resourceType: 'Cluster' },
    { operation: 'DescribeConfigs', resourceType: 'Cluster', implied: true },
  ],

  ...changing<SetQuotaArgs, SetQuotaPlan>({
    plan: planQuota,
    make: async ({ entity, wanted }, _plan, { changes }) =>
      await changes.alterQuotas(entity, wanted, false),
    look: async ({ entity, wanted }, _plan, context) => {
      const now = await quotasOf(entity, context);
      return wanted.map(({ key }) => now.get(key));
    },
    print: ({ entity }) => doneInWords(entity),
    undo: ({ entity }, { values, kafka }) => undoOf(entity, values, kafka),
  }),
});

async function planQuota(
  { entity, wanted }: SetQuotaArgs,
  context: KafkaContext,
): Promise<SetQuotaPlan> {
  const now = await quotasOf(entity, context);
  const values = wanted.map(({ key, value }): Value => {
    const before = now.get(key);
    if (before === undefined && value === null) throw notSet(key);
    return { of: key, before, after: value === null ? undefined : String(value) };
  });
  await context.changes.alterQuotas(entity, wanted, true);
  return {
    values,
    kafka: context.kafka.name,
    summary: `Change ${values.length} quota${values.length === 1 ? '' : 's'} of ${inWords(entity)}`,
    shown: tableOf([
      ['QUOTA', 'BEFORE', 'AFTER'],
      ...values.map(({ of, before, after }) => [of, before ?? '-', after ?? '-']),
    ]),
    bound: [],
  };
}

/** Of exactly this entity. */
async function quotasOf(
  entity: Entity,
  { admin }: Pick<KafkaContext, 'admin'>,
): Promise<ReadonlyMap<string, string>> {
  const found = await admin.quotas(
    entity.map(({ type }) => type) as Parameters<typeof admin.quotas>[0],
  );
  const own = found.find((each) =>
    entity.every((part) => each.entity.some((one) => isSame(one, part))),
  );
  return new Map((own?.values ?? []).map(({ key, value }) => [key, String(value)]));
}

function isSame(one: Entity[number], other: Entity[number]): boolean {
  return one.type === other.type && one.name === other.name;
}

function partOf(type: 'user' | 'client-id', name: string | undefined, isDefault: boolean): Entity {
  if (name !== undefined && isDefault)
    throw misused(`--${type} and --${type}-default exclude each other.`);
  if (name !== undefined) return [{ type, name }];
  return isDefault ? [{ type, name: null }] : [];
}

function inWords(entity: Entity): string {
  return entity
    .map(({ type, name }) => (name === null ? `the default ${type}` : `${type} ${name}`))
    .join(', ');
}

/** As ConfigCommand prints it, by the first part. */
function doneInWords([first]: Entity): string {
  const noun = first?.type === 'user' ? 'user' : 'client';
  return first?.name === null
    ? `Completed updating default config for ${noun}s in the cluster.\n`
    : `Completed updating config for ${noun} ${first?.name}.\n`;
}

function undoOf(entity: Entity, values: readonly Value[], kafka: string): string {
  const set = values.filter(({ before }) => before !== undefined);
  const unset = values.filter(({ before }) => before === undefined);
  return [
    'kafka set quota',
    ...entity.map(({ type, name }) => (name === null ? `--${type}-default` : `--${type} ${name}`)),
    ...(set.length === 0
      ? []
      : [`--add-config ${set.map(({ of, before }) => `${of}=${before}`).join(',')}`]),
    ...(unset.length === 0 ? [] : [`--delete-config ${unset.map(({ of }) => of).join(',')}`]),
    `--kafka ${kafka}`,
  ].join(' ');
}

function notSet(key: string): OperatorError {
  return new OperatorError({
    what: `${key} cannot be taken away.`,
    why: 'It is not set for exactly that entity.',
    fix: '"kafka quotas" lists what is.',
  });
}

function misused(what: string): UsageError {
  return new UsageError({
    what,
    why: 'Quotas are of a user, of a client, or of a client of a user; each is set or taken away, once.',
    fix: 'Correct it and send the command again.',
    usage: USAGE,
  });
}
