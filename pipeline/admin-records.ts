// What may be asked of a Kafka about records themselves. Types only.

import type { TopicPartition } from './ports.ts';

export interface Position extends TopicPartition {
  readonly offset: number;
}

/** When the first record at a position or after it was written. */
export interface RecordTime extends Position {
  /** Milliseconds since 1970; -1 where there is no such record, or it was not found out in time. */
  readonly timestamp: number;
  /** Kafka's name of what went wrong, or 'NONE'. */
  readonly error: string;
}

export interface KafkaRecord extends Position {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [string, Buffer | null])[];
}

export interface ReadBounds {
  readonly count: number;
  /** Fetched in all; what a batch unpacks to is bounded too. */
  readonly maxBytes: number;
  readonly withinMs: number;
}

export interface ReadRecords {
  readonly records: readonly KafkaRecord[];
  /** Why it ended: with as many as were wanted, at the end of what is committed, or at a bound. */
  readonly ended: 'enough' | 'end' | 'bound';
  /** Where open transactions begin, and the end of the log: between them nothing is decided. */
  readonly stableEnd: number;
  readonly end: number;
}

export interface RecordAdmin {
  /** Committed records from this position on. @throws KafkaError, with OFFSET_OUT_OF_RANGE for what the log does not hold. */
  records(from: Position, bounds: ReadBounds): Promise<ReadRecords>;
  /** In the order of the positions. What is not found out within that time is left open. */
  timesAt(positions: readonly Position[], withinMs: number): Promise<readonly RecordTime[]>;
}
