// What can go wrong between us and Kafka, by Kafka's own names, and what may be done about it. It decides nothing.

/** Not of Kafka's list: the connection ended before the answer came, or no answer came in time. */
export const NO_ANSWER = 'NO_ANSWER';

/** Not of Kafka's list: a change was sent, and whether it was carried out is not known. */
export const OUTCOME_UNKNOWN = 'OUTCOME_UNKNOWN';

/** Not of Kafka's list either: we have closed the connections ourselves, and there is nothing to wait for. */
export const CLOSED = 'CLIENT_CLOSED';

/** The same request may be sent again, after a while, with the coordinator or leader looked up afresh. */
const RETRIABLE: ReadonlySet<string> = new Set([
  NO_ANSWER,
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'REQUEST_TIMED_OUT',
  'REPLICA_NOT_AVAILABLE',
  'NETWORK_EXCEPTION',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'NOT_ENOUGH_REPLICAS',
  'CONCURRENT_TRANSACTIONS',
  'KAFKA_STORAGE_ERROR',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'OFFSET_NOT_AVAILABLE',
  'UNSTABLE_OFFSET_COMMIT',
]);

/** Another process does our work now: whatever we hold is not ours any more. */
const FENCED: ReadonlySet<string> = new Set([
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_EPOCH',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
  'TRANSACTION_COORDINATOR_FENCED',
]);

export class KafkaError extends Error {
  /** Kafka's own name for it. */
  readonly code: string;
  /** What the broker said beside it; undefined when it said no more. */
  readonly said: string | undefined;

  constructor(code: string, doing: string, cause?: unknown, said?: string) {
    super(`${code}: could not ${doing}`, cause === undefined ? {} : { cause });
    this.name = 'KafkaError';
    this.code = code;
    this.said = said;
  }
}

export function isRetriable(error: unknown): boolean {
  return error instanceof KafkaError && RETRIABLE.has(error.code);
}

export function isFenced(error: unknown): boolean {
  return error instanceof KafkaError && FENCED.has(error.code);
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof KafkaError && codes.includes(error.code);
}
