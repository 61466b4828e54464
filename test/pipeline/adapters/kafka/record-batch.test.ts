import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createBatchBuilder } from '../../../../pipeline/adapters/kafka/batch-builder.ts';
import { CODECS, type Codec } from '../../../../pipeline/adapters/kafka/compression.ts';
import { crc32c } from '../../../../pipeline/adapters/kafka/crc32c.ts';
import {
  type AbortedTransaction,
  CorruptBatchError,
  createRecordCursor,
} from '../../../../pipeline/adapters/kafka/record-cursor.ts';

interface Plain {
  readonly key: string | null;
  readonly value: string | null;
  readonly timestamp: number;
  readonly headers: readonly (readonly [string, string | null])[];
}

const bytes = fc.option(fc.string({ unit: 'binary', maxLength: 40 }));
const plain: fc.Arbitrary<Plain> = fc.record({
  key: bytes,
  value: fc.oneof(bytes, fc.string({ minLength: 100, maxLength: 400 })),
  timestamp: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  headers: fc.array(fc.tuple(fc.string({ maxLength: 10 }), bytes), { maxLength: 3 }),
});

describe.each(CODECS)('a batch with codec %s', (codec) => {
  test('gives back what was put in', () => {
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 60 }), (records) => {
        expect(read(batchOf(records, { codec }))).toEqual(
          records.map((record, offset) => ({ ...record, offset })),
        );
      }),
      { numRuns: 60 },
    );
  });
});

test('the checksum is CRC-32C', () => {
  // The check value of the CRC catalogue.
  expect(crc32c(Buffer.from('..123456789'), 2, 11)).toBe(0xe3069283);
});

test('any flipped bit under the checksum is seen', () => {
  const batch = batchOf([{ key: 'k', value: 'v', timestamp: 1, headers: [] }]);
  for (let bit = 8 * 17; bit < 8 * batch.length; bit += 1) {
    const broken = Buffer.from(batch);
    broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => read(broken)).toThrow(CorruptBatchError);
  }
});

test('a record that claims to be longer than its batch is refused, checksum or not', () => {
  const batch = batchOf([{ key: 'k', value: 'v', timestamp: 1, headers: [] }]);
  batch[61] = 0x7e;
  batch.writeUInt32BE(crc32c(batch, 21, batch.length), 17);
  expect(() => read(batch)).toThrow('A record ends after its batch.');
});

test('a batch that the broker cut off is left for the next fetch', () => {
  const first = batchOf(some('a'), { baseOffset: 0 });
  const second = batchOf(some('b'), { baseOffset: 2 });
  for (let length = first.length; length < first.length + second.length; length += 1) {
    const cursor = createRecordCursor(Buffer.concat([first, second]).subarray(0, length), {
      from: 0,
    });
    expect(values(cursor)).toEqual(['a1', 'a2']);
    expect(cursor.position).toBe(2);
  }
});

test('records before the wanted offset are passed over', () => {
  const cursor = createRecordCursor(batchOf(some('a'), { baseOffset: 10 }), { from: 11 });
  expect(values(cursor)).toEqual(['a2']);
});

test('after compaction the position follows the batch, not its last record', () => {
  const batch = batchOf(some('a'), { baseOffset: 10 });
  batch.writeInt32BE(7, 23);
  batch.writeUInt32BE(crc32c(batch, 21, batch.length), 17);
  const cursor = createRecordCursor(batch, { from: 0 });
  expect(values(cursor)).toEqual(['a1', 'a2']);
  expect(cursor.position).toBe(18);
});

describe('aborted transactions', () => {
  const of = (producer: bigint, text: string, baseOffset: number) =>
    batchOf(some(text), { baseOffset, producer });

  test('two that overlap, listed in the order of their ends, are both passed over', () => {
    const log = Buffer.concat([
      of(1n, 'one', 0),
      of(2n, 'two', 2),
      marker(2n, 4, 'abort'),
      of(1n, 'one', 5),
      marker(1n, 7, 'abort'),
      of(1n, 'kept', 8),
      marker(1n, 10, 'commit'),
    ]);
    const aborted = [
      { producerId: 2, firstOffset: 2 },
      { producerId: 1, firstOffset: 0 },
    ];
    expect(readFrom(log, 0, aborted)).toEqual({ values: ['kept1', 'kept2'], position: 11 });
  });

  test('a fetch that starts inside of both passes over both', () => {
    const log = Buffer.concat([of(1n, 'one', 5), of(2n, 'two', 7), marker(2n, 9, 'abort')]);
    const aborted = [
      { producerId: 1, firstOffset: 0 },
      { producerId: 2, firstOffset: 2 },
    ];
    expect(readFrom(log, 6, aborted)).toEqual({ values: [], position: 10 });
  });

  test('two of one producer, one after another, are both passed over', () => {
    const log = Buffer.concat([
      of(1n, 'first', 0),
      marker(1n, 2, 'abort'),
      of(1n, 'second', 3),
      marker(1n, 5, 'abort'),
    ]);
    const aborted = [
      { producerId: 1, firstOffset: 0 },
      { producerId: 1, firstOffset: 3 },
    ];
    expect(readFrom(log, 0, aborted)).toEqual({ values: [], position: 6 });
  });

  test('a key of four zero bytes is no marker', () => {
    const log = Buffer.concat([
      batchOf(
        [
          { key: '\0\0\0\0', value: 'no', timestamp: 0, headers: [] },
          { key: 'x', value: 'no', timestamp: 0, headers: [] },
        ],
        { producer: 1n },
      ),
      marker(1n, 2, 'abort'),
    ]);
    expect(readFrom(log, 0, [{ producerId: 1, firstOffset: 0 }]).values).toEqual([]);
  });
});

interface Made {
  readonly codec?: Codec;
  readonly baseOffset?: number;
  readonly producer?: bigint;
}

function batchOf(records: readonly Plain[], made: Made = {}): Buffer {
  const builder = createBatchBuilder();
  for (const { key, value, timestamp, headers } of records) {
    // Text and bytes are two ways in.
    const raw = value === null || timestamp % 2 === 0 ? value : Buffer.from(value);
    builder.append(key, raw, timestamp, headers);
  }
  const batch = builder.seal({
    producerId: made.producer ?? -1n,
    producerEpoch: made.producer === undefined ? -1 : 0,
    baseSequence: made.producer === undefined ? -1 : 0,
    isTransactional: made.producer !== undefined,
    codec: made.codec ?? 'none',
  });
  batch.writeBigInt64BE(BigInt(made.baseOffset ?? 0), 0); // what the broker does
  return batch;
}

/** What a coordinator writes at the end of a transaction. */
function marker(producer: bigint, baseOffset: number, outcome: 'abort' | 'commit'): Buffer {
  const builder = createBatchBuilder();
  const key = Buffer.from([0, 0, 0, outcome === 'commit' ? 1 : 0]);
  builder.append(key, Buffer.alloc(6), 0);
  const batch = builder.seal({
    ...{ producerId: producer, producerEpoch: 0, baseSequence: -1, isTransactional: true },
  });
  batch.writeInt16BE(0b110000, 21);
  batch.writeUInt32BE(crc32c(batch, 21, batch.length), 17);
  batch.writeBigInt64BE(BigInt(baseOffset), 0);
  return batch;
}

function some(text: string): readonly Plain[] {
  return [1, 2].map((number) => ({
    ...{ key: text, value: `${text}${number}`, timestamp: number, headers: [] },
  }));
}

function read(batch: Buffer) {
  const cursor = createRecordCursor(batch, { from: 0 });
  const found = [];
  while (cursor.next()) {
    const { offset, timestamp } = cursor;
    const headers = cursor.headers().map(([name, value]) => [name, value?.toString() ?? null]);
    found.push({ key: cursor.keyText(), value: cursor.valueText(), timestamp, headers, offset });
  }
  return found;
}

function readFrom(log: Buffer, from: number, aborted: readonly AbortedTransaction[]) {
  const cursor = createRecordCursor(log, { from, aborted });
  return { values: values(cursor), position: cursor.position };
}

function values(cursor: ReturnType<typeof createRecordCursor>) {
  const found = [];
  while (cursor.next()) found.push(cursor.valueText());
  return found;
}
