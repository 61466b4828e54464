// What the kafka commands may ask of a Kafka, as rows of the specification: each question by what it names.

import type { Placed, Rule } from './allowed.ts';
import { TOPICS } from './kafka-recorder.ts';
import { CALLS } from './world.ts';

const EXPRESSION = { most: 1, each: /^[\x21-\x7e]{1,100}$/u };
const NOTHING = { most: 0, each: /^$/u };
export const GROUP = /^[^\s-]\S{0,248}$/u;
export const TOPIC = /^[\w.][\w.-]{0,248}$/u;
export const CONNECTOR = /^(?!\.{1,2}$)[^\s/\\%;-][^\s/\\%;]{0,248}$/u;
export const KAFKA = { '--kafka': /^[a-z0-9-]{1,63}$/u };

export const KAFKA_RULES: Readonly<Record<string, Rule>> = {
  'kafka topics': {
    positionals: EXPRESSION,
    flags: {
      ...KAFKA,
      ...{ '--under-replicated': null, '--under-min-isr': null, '--at-min-isr': null },
      ...{ '--unavailable': null, '--with-overrides': null },
    },
    asks: ({ flags }) => {
      const settings = ['--under-min-isr', '--at-min-isr', '--with-overrides'];
      const isFiltered = [...flags.keys()].some((flag) => flag !== '--kafka');
      const each = (question: string) => TOPICS.map((name) => `${question} ${name}`);
      return [
        isFiltered ? 'topics' : 'topic names',
        ...(settings.some((flag) => flags.has(flag)) ? each('configs topic') : []),
        ...(isFiltered ? each('topic') : []),
      ];
    },
  },
  'kafka topic': {
    positionals: { most: 1, each: TOPIC },
    flags: KAFKA,
    asks: ofTopic('topic', 'configs topic', 'offsets', 'sizes'),
  },
  'kafka groups': {
    positionals: EXPRESSION,
    flags: { ...KAFKA, '--state': /^[A-Za-z,]+$/u },
    asks: () => ['groups'],
  },
  // Told from what the bot looked at by itself.
  'kafka lag': { positionals: EXPRESSION, flags: KAFKA },
  'kafka group': {
    positionals: { most: 1, each: GROUP },
    flags: { ...KAFKA, '--members': null, '--state': null },
    asks: ({ positionals: [name], flags }) => [
      `group ${name}`,
      ...(flags.has('--state') ? ['cluster'] : []),
      ...(flags.size === 0 || onlyKafka(flags)
        ? [`committed ${name}`, 'offsets orders', 'times orders']
        : []),
    ],
  },
  'kafka offsets': {
    positionals: { most: 1, each: TOPIC },
    flags: { ...KAFKA, '--time': /^[\w:.+-]{1,35}$/u },
    asks: ofTopic('topic', 'offsets'),
  },
  'kafka configs': {
    positionals: { most: 2, each: GROUP },
    flags: { ...KAFKA, '--all': null },
    asks: ({ positionals: [kind, name] }) => [
      `configs ${kind} ${name}`,
      ...(kind === 'topic' ? [`topic ${name}`] : []),
      ...(kind === 'broker' ? ['cluster'] : []),
    ],
  },
  'kafka brokers': { positionals: NOTHING, flags: KAFKA, asks: () => ['cluster', 'topics'] },
  'kafka log-dirs': { positionals: NOTHING, flags: KAFKA, asks: () => ['logDirectories'] },
  'kafka reassignments': { positionals: NOTHING, flags: KAFKA, asks: () => ['reassignments'] },
  'kafka quorum': { positionals: NOTHING, flags: KAFKA, asks: () => ['quorum'] },
  'kafka impact': {
    positionals: { most: 1, each: /^\d{1,9}$/u },
    flags: KAFKA,
    asks: () => [
      ...['cluster', 'topics', 'groups'],
      ...TOPICS.map((name) => `configs topic ${name}`),
    ],
  },
  'kafka transactions': {
    positionals: { most: 1, each: GROUP },
    flags: { ...KAFKA, '--hanging': null, '--max-transaction-timeout': /^\d{1,6}$/u },
    asks: ({ positionals: [id], flags }) => {
      if (id !== undefined) return [`transaction ${id}`];
      const owners = ['loader', CALLS].map((each) => `transaction ${each}`); // those that are listed
      const every = ['topics', ...TOPICS.map((name) => `producers ${name}`), ...owners];
      return ['transactions', ...(flags.has('--hanging') ? every : [])];
    },
  },
  'kafka acls': {
    positionals: NOTHING,
    flags: {
      ...KAFKA,
      ...{ '--topic': /^(?:\*|[\w.][\w.-]{0,248})$/u, '--group': GROUP },
      ...{ '--transactional-id': GROUP, '--principal': /^[A-Za-z]{1,50}:\S{1,249}$/u },
      '--resource-pattern-type': /^(?:literal|prefixed|match|any)$/u,
    },
    asks: ({ flags }) => {
      const named = ['--topic', '--group', '--transactional-id'];
      return [`acls ${named.flatMap((flag) => flags.get(flag) ?? [])[0] ?? '*'}`];
    },
  },
  'kafka peek': {
    positionals: { most: 1, each: TOPIC },
    flags: {
      ...KAFKA,
      ...{ '-p': /^\d{1,6}$/u, '-n': /^\d{1,2}$/u, '-o': /^[\w:.+-]{1,35}$/u },
    },
    asks: ofTopic('topic', 'offsets', 'records', 'decode'),
  },
  'kafka connectors': {
    positionals: EXPRESSION,
    flags: { ...KAFKA, '--failed': null },
    asks: () => ['connectors'],
  },
  'kafka connector': {
    positionals: { most: 1, each: CONNECTOR },
    flags: KAFKA,
    asks: ({ positionals: [name] }) => [`connector ${name}`, `settings ${name}`],
  },
  'kafka quotas': {
    positionals: NOTHING,
    flags: { ...KAFKA, '--entity-type': /^(?:(?:users|clients),)?(?:users|clients|ips)$/u },
    asks: () => ['quotas'],
  },
};

function onlyKafka(flags: Placed['flags']): boolean {
  return [...flags.keys()].every((flag) => flag === '--kafka');
}

function ofTopic(...questions: readonly string[]) {
  return ({ positionals }: Placed): readonly string[] =>
    questions.map((question) => `${question} ${positionals[0]}`);
}
