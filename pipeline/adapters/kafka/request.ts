// What a request to a broker is, to those who send it: its bytes, and how to read the answer. One file per request lies in
// `requests/`.
import type { TopicPartition } from '../../ports.ts';
import type { Reader } from './wire.ts';

export type { TopicPartition } from '../../ports.ts';

export interface Request<Answer> {
  readonly name: string;
  readonly key: number;
  readonly version: number;
  /** Whether this version is a flexible one (KIP-482): then its header ends with tagged fields, and so does its answer's. */
  readonly isFlexible: boolean;
  readonly body: Buffer;
  read(answer: Reader): Answer;
}

/** The items by their topic, as the arrays in requests want them. */
export function byTopic<T extends { readonly topic: string }>(
  items: readonly T[],
): readonly (readonly [topic: string, items: readonly T[]])[] {
  return [...Map.groupBy(items, ({ topic }) => topic)];
}

/** `topic-partition`, as Kafka writes it. */
export function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}
