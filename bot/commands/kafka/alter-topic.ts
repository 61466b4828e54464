// `kafka alter topic`: sets or takes away some settings of a topic, and leaves all its others as they are.

import type { ConfigEntry } from '../../../pipeline/index.ts';
import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { OperatorError, UsageError } from '../../errors.ts';
import { textFlag } from '../../grammar.ts';
import { type ChangePlan, changing, type Value } from '../../kafka/change.ts';
import { kafkaFlag, TOPIC } from '../../kafka/flags.ts';
import { noSuchTopic } from '../../kafka/missing.ts';
import { tableOf } from '../../kafka/table.ts';
import {
  readTopicSettings,
  spellTopicSettings,
  TOPIC_SETTING_NAMES,
  TOPIC_SETTINGS,
} from '../../kafka/topic-settings.ts';

const USAGE =
  'kafka alter topic TOPIC [--add-config KEY=VALUE[,KEY=VALUE]] [--delete-config KEY[,KEY]] [--kafka KAFKA]';
/** What would let a broker lead that lacks records. */
const NEVER = ['unclean.leader.election.enable'];
/** Of these a lower value lets records go. */
const KEEPING = ['retention.ms', 'retention.bytes', 'delete.retention.ms'];

interface AlterTopicArgs {
  readonly name: string;
  /** undefined: what is set for the topic itself is taken away. */
  readonly wanted: ReadonlyMap<string, string | undefined>;
}

interface AlterTopicPlan extends ChangePlan {
  readonly kafka: string;
}

export const alterTopic = kafkaCommand({
  name: 'kafka alter topic',
  summary: 'Set or take away settings of a topic; its others stay as they are.',
  examples: [
    'kafka alter topic orders --add-config retention.ms=259200000',
    'kafka alter topic orders --delete-config retention.ms,segment.bytes',
  ],
  effect: 'change',
  grammar: {
    positionals: { usage: 'TOPIC', min: 1, max: 1, pattern: TOPIC },
    flags: {
      'add-config': textFlag({
        summary: 'Settings to set; a value that is a list stands in [ ].',
        placeholder: 'KEY=VALUE[,KEY=VALUE]',
        pattern: TOPIC_SETTINGS,
      }),
      'delete-config': textFlag({
        summary: 'Settings that shall be what they are for other topics.',
        placeholder: 'KEY[,KEY]',
        pattern: TOPIC_SETTING_NAMES,
      }),
      ...kafkaFlag,
    },
  },

  read: ({ positionals, flags }): AlterTopicArgs => {
    const added = readTopicSettings(flags['add-config'] ?? '');
    const deleted = flags['delete-config']?.split(',') ?? [];
    const keys = [...added.keys(), ...deleted];
    if (keys.length === 0) throw misused('It is not said what is to be changed.');
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice !== undefined) throw misused(`${twice} is named twice.`);
    const never = keys.find((key) => NEVER.includes(key));
    if (never !== undefined) throw neverChanged(never);
    return {
      name: positionals[0] ?? '',
      wanted: new Map([...added, ...deleted.map((key) => [key, undefined] as const)]),
    };
  },

  facts: ({ wanted }) => ({ configKeys: [...wanted.keys()] }),

  access: ({ name }) => [
    { operation: 'AlterConfigs', resourceType: 'Topic', name },
    { operation: 'DescribeConfigs', resourceType: 'Topic', name, implied: true },
    { operation: 'Describe', resourceType: 'Topic', name, implied: true },
  ],

  ...changing<AlterTopicArgs, AlterTopicPlan>({
    plan: async ({ name, wanted }, context) => {
      const topic = await context.admin.topic(name);
      if (topic === undefined) throw noSuchTopic(name, context.kafka.name);
      const entries = await settingsOf(name, context);
      const values = [...wanted].map(([key, after]): Value => {
        const before = ownValue(entries, key);
        if (before === undefined && after === undefined) throw notSet(name, key);
        return { of: key, before, after };
      });
      // The broker's own dry run looks at the values.
      await context.changes.alterConfigs({ type: 'topic', name }, changesOf(values), true);
      return {
        values,
        kafka: context.kafka.name,
        summary: `Change ${values.length} setting${values.length === 1 ? '' : 's'} of topic ${name}`,
        shown: tableOf([
          ['SETTING', 'BEFORE', 'AFTER'],
          ...values.map(({ of, before, after }) => [
            of,
            before ?? elsewhere(entries, of),
            after ?? elsewhere(entries, of),
          ]),
        ]),
        warnings: values.flatMap((value) => warningOf(value, entries)),
        bound: [topic.id],
      };
    },
    make: async ({ name }, { values }, { changes }) =>
      await changes.alterConfigs({ type: 'topic', name }, changesOf(values), false),
    look: async ({ name }, { values }, context) => {
      const entries = await settingsOf(name, context);
      return values.map(({ of }) => ownValue(entries, of));
    },
    print: ({ name }) => `Completed updating config for topic ${name}.\n`,
    undo: ({ name }, { values, kafka }) => undoOf(name, values, kafka),
  }),
});

async function settingsOf(name: string, { admin }: KafkaContext): Promise<readonly ConfigEntry[]> {
  const [entries = []] = await admin.configs([{ type: 'topic', name }]);
  return entries;
}

/** What is set for the topic itself. */
function ownValue(entries: readonly ConfigEntry[], key: string): string | undefined {
  const own = entries.find(({ name, source }) => name === key && source === 'DYNAMIC_TOPIC_CONFIG');
  return own?.value ?? undefined;
}

/** What is in force where nothing is set for the topic itself. */
function elsewhere(entries: readonly ConfigEntry[], key: string): string {
  const entry = entries.find(({ name }) => name === key);
  const found = entry?.synonyms.find(({ source }) => source !== 'DYNAMIC_TOPIC_CONFIG');
  if (found !== undefined) return `(${found.value}, ${found.source})`;
  return entry === undefined || entry.source === 'DYNAMIC_TOPIC_CONFIG'
    ? '(as other topics)'
    : `(${entry.value}, ${entry.source})`;
}

function changesOf(values: readonly Value[]) {
  return values.map(({ of, after }) => ({ name: of, value: after ?? null }));
}

function warningOf({ of, before, after }: Value, entries: readonly ConfigEntry[]): string[] {
  if (!KEEPING.includes(of)) return [];
  const inForce = entries.find(({ name }) => name === of)?.value ?? undefined;
  const [now, then] = [before ?? inForce, after].map((text) => bound(text));
  if (now === undefined || then === undefined || then >= now) return [];
  return [`${of} becomes lower: records that are older or beyond it go, and do not come back.`];
}

/** -1 is without end. */
function bound(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return text === '-1' ? Number.POSITIVE_INFINITY : Number(text);
}

function undoOf(name: string, values: readonly Value[], kafka: string): string | undefined {
  const set = new Map(
    values.flatMap(({ of, before }) => (before === undefined ? [] : [[of, before] as const])),
  );
  const spelled = set.size === 0 ? '' : spellTopicSettings(set);
  if (spelled === undefined) return undefined;
  const unset = values.filter(({ before }) => before === undefined).map(({ of }) => of);
  return [
    `kafka alter topic ${name}`,
    ...(spelled === '' ? [] : [`--add-config ${spelled}`]),
    ...(unset.length === 0 ? [] : [`--delete-config ${unset.join(',')}`]),
    `--kafka ${kafka}`,
  ].join(' ');
}

function notSet(name: string, key: string): OperatorError {
  return new OperatorError({
    what: `${key} cannot be taken away.`,
    why: `It is not set for topic ${name} itself.`,
    fix: `"kafka configs topic ${name}" lists what is.`,
  });
}

function neverChanged(key: string): OperatorError {
  return new OperatorError({
    what: `${key} is never changed here.`,
    why: 'A broker that lacks records would lead, and they would be lost for everybody.',
    fix: 'Bring a broker back that is in sync.',
  });
}

function misused(what: string): UsageError {
  return new UsageError({
    what,
    why: 'Each setting is set or taken away, once.',
    fix: 'Give --add-config, --delete-config or both.',
    usage: USAGE,
  });
}
