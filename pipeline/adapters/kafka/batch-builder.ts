// Builds one record batch, straight into its bytes: no object is made per record. It sends nothing.
import { ATTRIBUTE, BATCH, BEFORE_LENGTH_COUNTS, MAGIC, writeInt64 } from './batch-layout.ts';
import { CODECS, type Codec, compress } from './compression.ts';
import { crc32c } from './crc32c.ts';

export type Bytes = string | Uint8Array | null;
export type Header = readonly [name: string, value: Bytes];

export interface Seal {
  /** -1 for a producer that is not idempotent, with epoch and sequence -1 too. */
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** The number of the first record in its partition, for this producer id and epoch. */
  readonly baseSequence: number;
  readonly isTransactional: boolean;
  readonly codec?: Codec;
}

export interface BatchBuilder {
  /** How many records it holds. */
  readonly count: number;
  /** How many bytes it takes, before compression. */
  readonly size: number;
  /** Adds a record; text goes as UTF-8. `timestamp` is milliseconds since 1970. */
  append(key: Bytes, value: Bytes, timestamp: number, headers?: readonly Header[]): void;
  /** The batch as a broker takes it. Nothing may be added after. */
  seal(seal: Seal): Buffer;
}

const FIRST_SIZE = 16 * 1024;
/** Bytes that the lengths and deltas of one record take at most. */
const MOST_FRAMING = 5 + 1 + 8 + 5 + 5 + 5 + 5;
/** Up to here a loop over the characters is faster than a call into Node. */
const SHORT_TEXT = 24;

export function createBatchBuilder(): BatchBuilder {
  let bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  let at: number = BATCH.records;
  let count = 0;
  let baseTimestamp = 0;
  let maxTimestamp = 0;

  const reserve = (length: number) => {
    if (at + length <= bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * bytes.length, at + length));
    bytes.copy(larger, 0, 0, at);
    bytes = larger;
  };
  const append = (key: Bytes, value: Bytes, timestamp: number, headers?: readonly Header[]) => {
    if (count === 0) {
      baseTimestamp = timestamp;
      maxTimestamp = timestamp;
    } else if (timestamp > maxTimestamp) maxTimestamp = timestamp;
    const timestampDelta = zigzag(timestamp - baseTimestamp);
    const keyLength = lengthOf(key);
    const valueLength = lengthOf(value);
    const body =
      1 +
      sizeOfVarint(timestampDelta) +
      sizeOfVarint(2 * count) +
      sizeOfVarint(zigzag(keyLength)) +
      Math.max(keyLength, 0) +
      sizeOfVarint(zigzag(valueLength)) +
      Math.max(valueLength, 0) +
      (headers === undefined ? 1 : sizeOfHeaders(headers));
    reserve(body + MOST_FRAMING);
    at = writeVarint(bytes, at, 2 * body);
    bytes[at] = 0; // attributes: none are in use
    at = writeVarint(bytes, at + 1, timestampDelta);
    at = writeVarint(bytes, at, 2 * count);
    at = writeSized(bytes, at, key, keyLength);
    at = writeSized(bytes, at, value, valueLength);
    at = writeHeaders(bytes, at, headers);
    count += 1;
  };
  const seal = ({ producerId, producerEpoch, baseSequence, isTransactional, codec }: Seal) => {
    const packed = pack(bytes.subarray(0, at), codec ?? 'none');
    const attributes =
      CODECS.indexOf(codec ?? 'none') | (isTransactional ? ATTRIBUTE.transactional : 0);
    writeInt64(packed, BATCH.baseOffset, 0); // the broker gives the offsets
    packed.writeInt32BE(packed.length - BEFORE_LENGTH_COUNTS, BATCH.length);
    packed.writeInt32BE(-1, BATCH.leaderEpoch);
    packed.writeInt8(MAGIC, BATCH.magic);
    packed.writeInt16BE(attributes, BATCH.attributes);
    packed.writeInt32BE(count - 1, BATCH.lastOffsetDelta);
    writeInt64(packed, BATCH.baseTimestamp, baseTimestamp);
    writeInt64(packed, BATCH.maxTimestamp, maxTimestamp);
    packed.writeBigInt64BE(producerId, BATCH.producerId);
    packed.writeInt16BE(producerEpoch, BATCH.producerEpoch);
    packed.writeInt32BE(baseSequence, BATCH.baseSequence);
    packed.writeInt32BE(count, BATCH.count);
    packed.writeUInt32BE(crc32c(packed, BATCH.attributes, packed.length), BATCH.crc);
    return packed;
  };
  return {
    get count() {
      return count;
    },
    get size() {
      return at;
    },
    append,
    seal,
  };
}

function pack(batch: Buffer, codec: Codec): Buffer {
  if (codec === 'none') return batch;
  const header = Buffer.alloc(BATCH.records);
  return Buffer.concat([header, compress(codec, batch.subarray(BATCH.records))]);
}

function lengthOf(value: Bytes): number {
  if (value === null) return -1;
  return typeof value === 'string' ? Buffer.byteLength(value) : value.length;
}

function sizeOfHeaders(headers: readonly Header[]): number {
  let size = sizeOfVarint(zigzag(headers.length));
  for (const [name, value] of headers) {
    for (const length of [lengthOf(name), lengthOf(value)]) {
      size += sizeOfVarint(zigzag(length)) + Math.max(length, 0);
    }
  }
  return size;
}

function writeHeaders(bytes: Buffer, start: number, headers: readonly Header[] = []): number {
  let at = writeVarint(bytes, start, zigzag(headers.length));
  for (const [name, value] of headers) {
    at = writeSized(bytes, at, name, lengthOf(name));
    at = writeSized(bytes, at, value, lengthOf(value));
  }
  return at;
}

function writeSized(bytes: Buffer, start: number, value: Bytes, length: number): number {
  const at = writeVarint(bytes, start, zigzag(length));
  if (value === null) return at;
  if (typeof value !== 'string') bytes.set(value, at);
  else if (length !== value.length) bytes.write(value, at, length, 'utf8');
  else if (length > SHORT_TEXT) bytes.write(value, at, length, 'latin1');
  else for (let index = 0; index < length; index += 1) bytes[at + index] = value.charCodeAt(index);
  return at + length;
}

/** Signed numbers go as unsigned ones, the small of both signs as small. */
function zigzag(value: number): number {
  return value >= 0 ? 2 * value : -2 * value - 1;
}

function sizeOfVarint(value: number): number {
  let size = 1;
  for (let limit = 0x80; value >= limit; limit *= 0x80) size += 1;
  return size;
}

function writeVarint(bytes: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest >= 0x80) {
    if (rest < 0x80000000) {
      bytes[at] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    } else {
      bytes[at] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    at += 1;
  }
  bytes[at] = rest;
  return at + 1;
}
