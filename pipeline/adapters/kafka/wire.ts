// Kafka's primitive types on the wire (https://kafka.apache.org/protocol#protocol_types), for the small requests and answers.
// Record batches, of which there are many, have code of their own.

export interface Writer {
  int8(value: number): Writer;
  int16(value: number): Writer;
  int32(value: number): Writer;
  int64(value: bigint | number): Writer;
  float64(value: number): Writer;
  boolean(value: boolean): Writer;
  string(value: string | null): Writer;
  /** The bytes as they are, without their length. */
  raw(value: Uint8Array): Writer;
  /** A 32-bit length and the bytes. */
  bytes(value: Uint8Array): Writer;
  /** A 32-bit count and the items. */
  array<T>(items: readonly T[], write: (item: T) => void): Writer;
  /** Of flexible versions, as the rest: an unsigned varint. */
  varint(value: number): Writer;
  compactString(value: string | null): Writer;
  compactArray<T>(items: readonly T[], write: (item: T) => void): Writer;
  /** As Kafka writes it: 22 characters. */
  uuid(value: string): Writer;
  /** No tagged fields. */
  tags(): Writer;
  done(): Buffer;
}

export interface Reader {
  int8(): number;
  int16(): number;
  int32(): number;
  /** As a number: offsets and timestamps stay far below 2^53. */
  int64(): number;
  /** As it is, for producer ids. */
  bigint64(): bigint;
  float64(): number;
  boolean(): boolean;
  string(): string | null;
  /** A view of the next bytes, with a 32-bit length before them; null where there are none. */
  bytes(): Buffer | null;
  array<T>(read: () => T): T[];
  varint(): number;
  compactString(): string | null;
  compactArray<T>(read: () => T): T[];
  compactNullableArray<T>(read: () => T): T[] | undefined;
  compactBytes(): Buffer | null;
  uuid(): string;
  /** Passes so many bytes over. */
  skip(bytes: number): void;
  /** Tagged fields are passed over: each is an addition that a reader may ignore. */
  tags(): void;
}

/** An answer that is not what the protocol says. */
export class MalformedAnswerError extends Error {}

const FIRST_SIZE = 256;

export function createWriter(): Writer {
  let buffer = Buffer.allocUnsafe(FIRST_SIZE);
  let size = 0;
  const put = (length: number, write: (at: number) => void): Writer => {
    if (size + length > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * buffer.length, size + length));
      buffer.copy(larger, 0, 0, size);
      buffer = larger;
    }
    write(size);
    size += length;
    return writer;
  };
  const writer: Writer = {
    int8: (value) => put(1, (at) => buffer.writeInt8(value, at)),
    int16: (value) => put(2, (at) => buffer.writeInt16BE(value, at)),
    int32: (value) => put(4, (at) => buffer.writeInt32BE(value, at)),
    int64: (value) => put(8, (at) => buffer.writeBigInt64BE(BigInt(value), at)),
    float64: (value) => put(8, (at) => buffer.writeDoubleBE(value, at)),
    boolean: (value) => writer.int8(value ? 1 : 0),
    string: (value) => {
      if (value === null) return writer.int16(-1);
      const bytes = Buffer.from(value);
      return writer.int16(bytes.length).raw(bytes);
    },
    raw: (value) => put(value.length, (at) => buffer.set(value, at)),
    bytes: (value) => writer.int32(value.length).raw(value),
    array: (items, write) => {
      writer.int32(items.length);
      for (const item of items) write(item);
      return writer;
    },
    varint: (value) => {
      let rest = value;
      while (rest > 127) {
        const byte = (rest & 127) | 128;
        put(1, (at) => buffer.writeUInt8(byte, at));
        rest >>>= 7;
      }
      return put(1, (at) => buffer.writeUInt8(rest, at));
    },
    compactString: (value) => {
      if (value === null) return writer.varint(0);
      const bytes = Buffer.from(value);
      return writer.varint(bytes.length + 1).raw(bytes);
    },
    compactArray: (items, write) => {
      writer.varint(items.length + 1);
      for (const item of items) write(item);
      return writer;
    },
    uuid: (value) => writer.raw(Buffer.from(value, 'base64url')),
    tags: () => writer.varint(0),
    done: () => buffer.subarray(0, size),
  };
  return writer;
}

/** @throws MalformedAnswerError from each method when there are fewer bytes than it needs. */
export function createReader(buffer: Buffer): Reader {
  let at = 0;
  const take = (length: number): number => {
    if (length < 0 || at + length > buffer.length) {
      throw new MalformedAnswerError(
        `${length} bytes are wanted at ${at} of an answer of ${buffer.length}.`,
      );
    }
    at += length;
    return at - length;
  };
  const text = (length: number) => {
    const from = take(length);
    return buffer.toString('utf8', from, from + length);
  };
  const items = <T>(count: number, read: () => T): T[] => {
    // Every item is a byte at least; a count beyond that would only use up memory.
    if (count > buffer.length - at) throw new MalformedAnswerError(`${count} items are too many.`);
    // Ten thousand partitions have thirty thousand lists: Array.from takes three times as long.
    const found: T[] = [];
    for (let left = count; left > 0; left -= 1) found.push(read());
    return found;
  };
  const reader: Reader = {
    int8: () => buffer.readInt8(take(1)),
    int16: () => buffer.readInt16BE(take(2)),
    int32: () => buffer.readInt32BE(take(4)),
    int64: () => Number(buffer.readBigInt64BE(take(8))),
    bigint64: () => buffer.readBigInt64BE(take(8)),
    float64: () => buffer.readDoubleBE(take(8)),
    boolean: () => reader.int8() !== 0,
    string: () => {
      const length = reader.int16();
      return length < 0 ? null : text(length);
    },
    bytes: () => {
      const length = reader.int32();
      if (length < 0) return null;
      const from = take(length);
      return buffer.subarray(from, from + length);
    },
    array: (read) => items(reader.int32(), read),
    varint: () => {
      let value = 0;
      for (let shift = 0; shift < 35; shift += 7) {
        const byte = buffer.readUInt8(take(1));
        value += (byte & 127) * 2 ** shift;
        if (byte < 128) return value;
      }
      throw new MalformedAnswerError('A varint is longer than five bytes.');
    },
    compactString: () => {
      const length = reader.varint() - 1;
      return length < 0 ? null : text(length);
    },
    compactArray: (read) => items(reader.varint() - 1, read),
    compactNullableArray: (read) => {
      const count = reader.varint() - 1;
      return count < 0 ? undefined : items(count, read);
    },
    compactBytes: () => {
      const length = reader.varint() - 1;
      if (length < 0) return null;
      const from = take(length);
      return buffer.subarray(from, from + length);
    },
    uuid: () => {
      const from = take(16);
      return buffer.toString('base64url', from, from + 16);
    },
    skip: (bytes) => {
      take(bytes);
    },
    tags: () => {
      for (let left = reader.varint(); left > 0; left -= 1) {
        reader.varint();
        take(reader.varint());
      }
    },
  };
  return reader;
}
