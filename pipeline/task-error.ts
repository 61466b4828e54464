// A failure that belongs to one record of one task: what the breaker counts. Anything else is Kafka's weather.
import type { TopicPartition } from './ports.ts';

/** What a task cannot get past: a step that threw, bytes that are no records. `cause` is what was thrown. */
export class TaskError extends Error {
  readonly at: TopicPartition & { readonly offset: number };

  constructor(at: TopicPartition & { readonly offset: number }, doing: string, cause: unknown) {
    const what = cause instanceof Error ? cause.message : String(cause);
    super(`${doing} at ${at.topic}-${at.partition} offset ${at.offset}: ${what}`, { cause });
    this.name = 'TaskError';
    this.at = at;
  }
}
