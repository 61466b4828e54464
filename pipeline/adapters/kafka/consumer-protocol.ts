// What members of a consumer group tell each other inside JoinGroup and SyncGroup, in the format of Java's consumers
// (ConsumerProtocolSubscription and -Assignment, version 0), so that Kafka's own tools can show it.
import type { PeerInfo } from '../../ports.ts';
import { createReader, createWriter } from './wire.ts';

export interface Subscription {
  readonly topics: readonly string[];
  /** What the member says of itself, with the partitions that it has, in the part that is for users to fill. */
  readonly self: PeerInfo;
}

export interface TaskAssignment {
  readonly topics: readonly string[];
  readonly partitions: readonly number[];
  /** All members, in the part that is for users to fill. */
  readonly peers: readonly PeerInfo[];
}

const NOTHING_SAID: PeerInfo = {
  ...{ instanceId: '', partitions: [], endpoint: '', isPaused: false, pausedFor: '', copies: [] },
};

export function encodeSubscription({ topics, self }: Subscription): Buffer {
  const writer = createWriter();
  return writer
    .int16(0)
    .array([...topics].sort(), (topic) => writer.string(topic))
    .bytes(Buffer.from(JSON.stringify(self)))
    .done();
}

export function decodeSubscription(bytes: Buffer): Subscription {
  const reader = createReader(bytes);
  reader.int16(); // a later version adds at the end
  const topics = reader.array(() => reader.string() ?? '');
  const [self = NOTHING_SAID] = readPeers(reader.bytes());
  return { topics, self };
}

export function encodeAssignment({ topics, partitions, peers }: TaskAssignment): Buffer {
  const writer = createWriter();
  return writer
    .int16(0)
    .array(topics, (topic) => {
      writer.string(topic).array(partitions, (partition) => writer.int32(partition));
    })
    .bytes(Buffer.from(JSON.stringify(peers)))
    .done();
}

/** All topics have the same partition numbers. Nobody's part is an empty one. */
export function decodeAssignment(bytes: Buffer): TaskAssignment {
  if (bytes.length === 0) return { topics: [], partitions: [], peers: [] };
  const reader = createReader(bytes);
  reader.int16();
  const found = reader.array(() => ({
    topic: reader.string() ?? '',
    partitions: reader.array(() => reader.int32()),
  }));
  const peers = readPeers(reader.bytes());
  return { topics: found.map(({ topic }) => topic), partitions: found[0]?.partitions ?? [], peers };
}

/** Of another version of us, or of somebody else in our group, it may be anything: then nothing was said. */
function readPeers(bytes: Buffer | null): readonly PeerInfo[] {
  if (bytes === null || bytes.length === 0) return [];
  try {
    const found: unknown = JSON.parse(bytes.toString());
    return (Array.isArray(found) ? found : [found]).map(toPeer);
  } catch {
    return [];
  }
}

function toPeer(found: Partial<Record<keyof PeerInfo, unknown>> | null): PeerInfo {
  const { instanceId, partitions, endpoint, isPaused, pausedFor, copies } = found ?? {};
  return {
    instanceId: typeof instanceId === 'string' ? instanceId : '',
    partitions: Array.isArray(partitions) ? partitions.filter(Number.isInteger) : [],
    endpoint: typeof endpoint === 'string' ? endpoint : '',
    isPaused: isPaused === true,
    pausedFor: typeof pausedFor === 'string' ? pausedFor : '',
    copies: Array.isArray(copies) ? copies.filter(Number.isInteger) : [],
  };
}
