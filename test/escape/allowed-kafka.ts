// What the kafka commands may ask of a Kafka, as rows of the specification: each question by what it names.

import type { Placed, Rule } from './allowed.ts';
import { TOPICS } from './kafka-recorder.ts';

const EXPRESSION = { most: 1, each: /^[\x21-\x7e]{1,100}$/u };
const TOPIC = /^[\w.][\w.-]{0,248}$/u;
const KAFKA = { '--kafka': /^[a-z0-9-]{1,63}$/u };

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
      return settings.some((flag) => flags.has(flag))
        ? ['topics', ...TOPICS.map((name) => `configs topic ${name}`)]
        : ['topics'];
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
};

function ofTopic(...questions: readonly string[]) {
  return ({ positionals }: Placed): readonly string[] =>
    questions.map((question) => `${question} ${positionals[0]}`);
}
