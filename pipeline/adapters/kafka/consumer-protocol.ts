// What members of a consumer group tell each other inside JoinGroup and SyncGroup, in the format of Java's consumers
// (ConsumerProtocolSubscription and -Assignment, version 0), so that Kafka's own tools can show it.
import { createReader, createWriter } from './wire.ts';

export interface Subscription {
  readonly topics: readonly string[];
  /** Partition numbers, in the part that is for users to fill. */
  readonly owned: readonly number[];
}

export interface TaskAssignment {
  readonly topics: readonly string[];
  readonly partitions: readonly number[];
}

export function encodeSubscription({ topics, owned }: Subscription): Buffer {
  const mine = createWriter();
  mine.array(owned, (partition) => mine.int32(partition));
  const writer = createWriter();
  return writer
    .int16(0)
    .array([...topics].sort(), (topic) => writer.string(topic))
    .bytes(mine.done())
    .done();
}

export function decodeSubscription(bytes: Buffer): Subscription {
  const reader = createReader(bytes);
  reader.int16(); // a later version adds at the end
  const topics = reader.array(() => reader.string() ?? '');
  const mine = reader.bytes();
  if (mine === null || mine.length === 0) return { topics, owned: [] };
  const owned = createReader(mine);
  return { topics, owned: owned.array(() => owned.int32()) };
}

export function encodeAssignment({ topics, partitions }: TaskAssignment): Buffer {
  const writer = createWriter();
  return writer
    .int16(0)
    .array(topics, (topic) => {
      writer.string(topic).array(partitions, (partition) => writer.int32(partition));
    })
    .bytes(Buffer.alloc(0))
    .done();
}

/** All topics have the same partition numbers. Nobody's part is an empty one. */
export function decodeAssignment(bytes: Buffer): TaskAssignment {
  if (bytes.length === 0) return { topics: [], partitions: [] };
  const reader = createReader(bytes);
  reader.int16();
  const found = reader.array(() => ({
    topic: reader.string() ?? '',
    partitions: reader.array(() => reader.int32()),
  }));
  return { topics: found.map(({ topic }) => topic), partitions: found[0]?.partitions ?? [] };
}
