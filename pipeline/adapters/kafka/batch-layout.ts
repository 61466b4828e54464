// Where the fields of a record batch (format version 2, since Kafka 0.11) stand: https://kafka.apache.org/documentation/#recordbatch

export const BATCH = {
  baseOffset: 0,
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  /** The checksum covers everything from here on. */
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
  records: 61,
} as const;

export const MAGIC = 2;

/** `length` counts the bytes after itself. */
export const BEFORE_LENGTH_COUNTS = 12;

export const ATTRIBUTE = {
  codec: 0b111,
  /** The broker has set the time of all records to `maxTimestamp`. */
  logAppendTime: 0b1000,
  transactional: 0b10000,
  control: 0b100000,
} as const;

/** A signed 64-bit number that is known to stay below 2^53, without a bigint. */
export function readInt64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 4_294_967_296 + bytes.readUInt32BE(at + 4);
}

export function writeInt64(bytes: Buffer, at: number, value: number): void {
  bytes.writeInt32BE(Math.floor(value / 4_294_967_296), at);
  bytes.writeUInt32BE(value >>> 0, at + 4);
}
