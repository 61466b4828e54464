// Which partitions of which topics are meant, as kafka-consumer-groups takes it: `orders`, `orders:0,2`. Pure.

import type { TopicPartition, TopicState } from '../../pipeline/index.ts';
import { OperatorError } from '../errors.ts';
import { type Pattern, type Repeated, repeatedFlag } from '../grammar.ts';
import { TOPIC } from './flags.ts';

export const TOPIC_SCOPE: Pattern = {
  expression: /^[A-Za-z0-9._][A-Za-z0-9._-]{0,248}(?::\d{1,6}(?:,\d{1,6}){0,199})?$/u,
  accepts: (text) => TOPIC.accepts?.(text.split(':')[0] ?? '') !== false,
  description: 'a topic, or some of its partitions: orders, orders:0,2',
  names: 'topic',
};

export interface TopicScope {
  readonly topic: string;
  /** undefined: all of them. */
  readonly partitions: readonly number[] | undefined;
}

export function topicScopeFlag(summary: string): Repeated<string> {
  return repeatedFlag({ summary, placeholder: 'TOPIC[:PARTITIONS]', pattern: TOPIC_SCOPE });
}

/** @param texts that match TOPIC_SCOPE */
export function readTopicScopes(texts: readonly string[]): readonly TopicScope[] {
  return texts.map((text) => {
    const [topic = '', partitions] = text.split(':');
    return { topic, partitions: partitions?.split(',').map(Number) };
  });
}

/**
 * The partitions that are meant, each once, in the order of their topics and numbers.
 * @param found the topics of the scopes, as far as they are there
 * @throws OperatorError for a topic or a partition that there is not
 */
export function partitionsOf(
  scopes: readonly TopicScope[],
  found: readonly TopicState[],
  kafka: string,
): readonly TopicPartition[] {
  const all = scopes.flatMap(({ topic, partitions }) => {
    const state = found.find(({ name }) => name === topic);
    if (state === undefined) throw missing(`topic "${topic}"`, kafka);
    const there = state.partitions.map(({ partition }) => partition);
    const gone = partitions?.find((partition) => !there.includes(partition));
    if (gone !== undefined) throw missing(`partition ${gone} of topic "${topic}"`, kafka);
    return (partitions ?? there).map((partition) => ({ topic, partition }));
  });
  const once = new Map(all.map((each) => [partitionName(each), each]));
  return [...once.values()].sort(byPlace);
}

/** `orders-3`, as Kafka writes it. */
export function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

export function byPlace(one: TopicPartition, other: TopicPartition): number {
  if (one.topic !== other.topic) return one.topic < other.topic ? -1 : 1;
  return one.partition - other.partition;
}

function missing(what: string, kafka: string): OperatorError {
  return new OperatorError({
    what: `There is no ${what} on Kafka ${kafka}.`,
    why: 'No broker knows it.',
    fix: '"kafka topics" lists what there is, "kafka topic NAME" its partitions.',
  });
}
