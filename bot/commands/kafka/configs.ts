// `kafka configs`: the settings of a topic, a broker or a group, as kafka-configs --describe prints them. What is sensitive brokers
// do not tell.

import type { ConfigEntry, ConfigResource, ConfigSource } from '../../../pipeline/index.ts';
import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { OperatorError, UsageError } from '../../errors.ts';
import { switchFlag } from '../../grammar.ts';
import { BROKER, GROUP, kafkaFlag, TOPIC } from '../../kafka/flags.ts';
import { noSuchTopic } from '../../kafka/missing.ts';

const USAGE = 'kafka configs (topic|broker|group) NAME [--all] [--kafka KAFKA]';
const PATTERNS = { topic: TOPIC, broker: BROKER, group: GROUP } as const;

/** What was set for this one thing. */
const OWN: Readonly<Record<ConfigResource['type'], ConfigSource>> = {
  topic: 'DYNAMIC_TOPIC_CONFIG',
  broker: 'DYNAMIC_BROKER_CONFIG',
  group: 'DYNAMIC_GROUP_CONFIG',
};

export const configs = kafkaCommand({
  name: 'kafka configs',
  summary: 'Show the settings of a topic, a broker or a group.',
  examples: ['kafka configs topic orders', 'kafka configs broker 1 --all'],
  effect: 'read',
  grammar: {
    positionals: {
      usage: '(topic|broker|group) NAME',
      min: 2,
      max: 2,
      pattern: { ...GROUP, names: 'resource type' },
      secondNames: 'resource',
    },
    flags: {
      all: switchFlag('Also those that are set elsewhere, or are Kafka’s own defaults.'),
      ...kafkaFlag,
    },
  },

  read: ({ positionals, flags }): { resource: ConfigResource; all: boolean } => {
    const [type = '', name = ''] = positionals;
    if (!isType(type)) throw misused(`"${type}" has no settings here.`, 'topic, broker or group');
    const { expression, accepts, description } = PATTERNS[type] as typeof TOPIC;
    if (!expression.test(name) || accepts?.(name) === false) {
      throw misused(`"${name}" is not valid here.`, description);
    }
    return { resource: { type, name }, all: flags.all };
  },

  access: ({ resource: { type, name } }) => [
    type === 'broker'
      ? { operation: 'DescribeConfigs', resourceType: 'Cluster' }
      : {
          operation: 'DescribeConfigs',
          resourceType: type === 'topic' ? 'Topic' : 'Group',
          name,
        },
    ...(type === 'topic'
      ? [{ operation: 'Describe', resourceType: 'Topic', name, implied: true } as const]
      : []),
    ...(type === 'broker'
      ? [{ operation: 'Describe', resourceType: 'Cluster', implied: true } as const]
      : []),
  ],

  run: async ({ resource, all }, context) => {
    await assertThere(resource, context);
    const [entries = []] = await context.admin.configs([resource]);
    const shown = all ? entries : entries.filter(({ source }) => source === OWN[resource.type]);
    const lines = shown.toSorted((one, other) => (one.name < other.name ? -1 : 1)).map(lineOf);
    const title = `${all ? 'All' : 'Dynamic'} configs for ${resource.type} ${resource.name} are:\n`;
    return { stdout: `${title}${lines.join('')}`, stderr: '', exitCode: 0 };
  },
});

function isType(text: string): text is ConfigResource['type'] {
  return Object.hasOwn(PATTERNS, text);
}

/** A group may have settings before there is one. */
async function assertThere(
  { type, name }: ConfigResource,
  { admin, kafka }: KafkaContext,
): Promise<void> {
  if (type === 'topic' && (await admin.topic(name)) === undefined) {
    throw noSuchTopic(name, kafka.name);
  }
  if (type !== 'broker') return;
  const { brokers } = await admin.cluster();
  if (!brokers.some(({ id }) => id === Number(name))) throw noSuchBroker(name, kafka.name);
}

export function noSuchBroker(id: string, kafka: string): OperatorError {
  return new OperatorError({
    what: `There is no broker ${id} in Kafka ${kafka} now.`,
    why: 'The others do not see it.',
    fix: '"kafka brokers" lists those that are there.',
  });
}

/** As ConfigCommand prints it. */
function lineOf({ name, value, isSensitive, synonyms }: ConfigEntry): string {
  const also = synonyms.map((each) => `${each.source}:${each.name}=${each.value}`).join(', ');
  return `  ${name}=${value} sensitive=${isSensitive} synonyms={${also}}\n`;
}

function misused(what: string, wanted: string): UsageError {
  return new UsageError({
    what,
    why: `It must be ${wanted}.`,
    fix: 'Correct it and send the command again.',
    usage: USAGE,
  });
}
