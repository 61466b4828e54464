// Flags and patterns that kafka commands share.

import { type Pattern, textFlag } from '../grammar.ts';

export const KAFKA: Pattern = {
  expression: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u,
  description: 'the name of a Kafka in the settings',
};

export const kafkaFlag = {
  kafka: textFlag({
    summary: "The Kafka to ask; without it the channel's own.",
    placeholder: 'KAFKA',
    pattern: KAFKA,
  }),
} as const;

/** What Kafka lets a topic be called (org.apache.kafka.common.internals.Topic). */
export const TOPIC: Pattern = {
  expression: /^[A-Za-z0-9._][A-Za-z0-9._-]{0,248}$/u,
  accepts: (text) => text !== '.' && text !== '..',
  description: 'the name of a topic (a-z, A-Z, 0-9, ".", "_", "-")',
  names: 'topic',
};

export const BROKER: Pattern = {
  expression: /^\d{1,9}$/u,
  description: 'the id of a broker',
  names: 'broker',
};

/** Kafka takes any text; those that begin with a hyphen, or have spaces or control characters in them, cannot be named here. */
export const GROUP: Pattern = {
  expression: /^[^\s\p{C}-][^\s\p{C}]{0,248}$/u,
  description: 'the name of a consumer group',
  names: 'group',
};

/** As GROUP: what Kafka takes is any text. */
export const TRANSACTIONAL_ID: Pattern = {
  expression: GROUP.expression,
  description: 'a transactional id',
};

/** Connect takes any text; what a path could not hold, or its server would refuse in one, cannot be named here. */
export const CONNECTOR: Pattern = {
  expression: /^[^\s\p{C}/\\%;-][^\s\p{C}/\\%;]{0,248}$/u,
  accepts: (text) => text !== '.' && text !== '..',
  description: 'the name of a connector',
  names: 'connector',
};
