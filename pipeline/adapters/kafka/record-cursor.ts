// Reads the records of a fetch one after another, in place: a view that moves, not an object per record. Control records and
// the records of aborted transactions are passed over, as KIP-98 says.
import { ATTRIBUTE, BATCH, BEFORE_LENGTH_COUNTS, MAGIC, readInt64 } from './batch-layout.ts';
import { CODECS, decompress } from './compression.ts';
import { crc32c } from './crc32c.ts';

export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface RecordCursor {
  /** Moves to the next record. False when there is none. */
  next(): boolean;
  readonly offset: number;
  readonly timestamp: number;
  key(): Buffer | null;
  /** The key as UTF-8. */
  keyText(): string | null;
  value(): Buffer | null;
  valueText(): string | null;
  headers(): [string, Buffer | null][];
  /** Where to read on, once `next` has said false: after all that was passed over too. */
  readonly position: number;
}

/** Bytes that are not the batch they should be. Nothing of it may be used. */
export class CorruptBatchError extends Error {}

export interface CursorOptions {
  /** Records before it are passed over: a broker sends whole batches. */
  readonly from: number;
  /** Of a fetch with read_committed; the broker's order does not matter. */
  readonly aborted?: readonly AbortedTransaction[];
  /** What a batch may unpack to; what brokers take at most, several times, unless said. */
  readonly mostBytes?: number;
}

/** @throws CorruptBatchError from `next` when a checksum or a length is wrong. */
export function createRecordCursor(records: Buffer, options: CursorOptions): RecordCursor {
  const { from } = options;
  const aborts = createAbortFilter(options.aborted ?? []);
  let position = from;
  let nextBatch = 0;
  // Of the batch at hand:
  let bytes = records;
  let at = 0;
  let end = 0;
  let left = 0;
  let baseOffset = 0;
  let baseTimestamp = 0;
  let appendTime = -1;
  // Of the record at hand:
  let keyStart = 0;
  let keyEnd = -1;
  let valueStart = 0;
  let valueEnd = -1;
  let headersStart = 0;

  const varint = (): number => {
    let byte = bytes[at++] as number;
    let value = byte & 127;
    for (let unit = 128; byte > 127; unit *= 128) {
      byte = bytes[at++] as number;
      value += (byte & 127) * unit;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const record = () => {
    const length = varint();
    const recordEnd = at + length;
    // Also refuses what is not a number: reading past the end gives that.
    if (!(length > 0 && recordEnd <= end))
      throw new CorruptBatchError('A record ends after its batch.');
    at += 1; // attributes: none are in use
    const timestampDelta = varint();
    cursor.timestamp = appendTime >= 0 ? appendTime : baseTimestamp + timestampDelta;
    cursor.offset = baseOffset + varint();
    const keyLength = varint();
    keyStart = at;
    keyEnd = keyLength < 0 ? -1 : at + keyLength;
    if (keyLength > 0) at += keyLength;
    const valueLength = varint();
    valueStart = at;
    valueEnd = valueLength < 0 ? -1 : at + valueLength;
    if (valueLength > 0) at += valueLength;
    headersStart = at;
    if (!(at < recordEnd)) throw new CorruptBatchError('A value ends after its record.');
    at = recordEnd;
    left -= 1;
  };
  /** Moves to the next batch with records to be read. */
  const openBatch = (): boolean => {
    for (;;) {
      const start = nextBatch;
      if (start + BATCH.records > records.length) return false;
      const batchEnd = start + BEFORE_LENGTH_COUNTS + records.readInt32BE(start + BATCH.length);
      if (batchEnd > records.length) return false; // the broker cuts the last one off where its limit is
      checkBatch(records, start, batchEnd);
      nextBatch = batchEnd;
      baseOffset = readInt64(records, start + BATCH.baseOffset);
      const lastOffset = baseOffset + records.readInt32BE(start + BATCH.lastOffsetDelta);
      position = Math.max(position, lastOffset + 1);
      const attributes = records.readInt16BE(start + BATCH.attributes);
      if (aborts.skips(records, start, { attributes, lastOffset }) || lastOffset < from) continue;
      const codec = CODECS[attributes & ATTRIBUTE.codec];
      if (codec === undefined)
        throw new CorruptBatchError(`No codec has the number ${attributes & 7}.`);
      left = records.readInt32BE(start + BATCH.count);
      const hasAppendTime = (attributes & ATTRIBUTE.logAppendTime) !== 0;
      appendTime = hasAppendTime ? readInt64(records, start + BATCH.maxTimestamp) : -1;
      baseTimestamp = readInt64(records, start + BATCH.baseTimestamp);
      bytes = records;
      at = start + BATCH.records;
      end = batchEnd;
      if (codec !== 'none') {
        bytes = decompress(codec, records.subarray(at, end), options.mostBytes);
        at = 0;
        end = bytes.length;
      }
      return true;
    }
  };
  const cursor = {
    offset: -1,
    timestamp: -1,
    get position() {
      return position;
    },
    next: () => {
      do {
        while (left === 0) if (!openBatch()) return false;
        record();
      } while (cursor.offset < from);
      return true;
    },
    key: () => (keyEnd < 0 ? null : bytes.subarray(keyStart, keyEnd)),
    keyText: () => (keyEnd < 0 ? null : bytes.toString('utf8', keyStart, keyEnd)),
    value: () => (valueEnd < 0 ? null : bytes.subarray(valueStart, valueEnd)),
    valueText: () => (valueEnd < 0 ? null : bytes.toString('utf8', valueStart, valueEnd)),
    headers: () => {
      const goOn = at;
      at = headersStart;
      const sized = () => {
        const length = varint();
        at += Math.max(length, 0);
        return length < 0 ? null : bytes.subarray(at - length, at);
      };
      const found = Array.from({ length: varint() }, (): [string, Buffer | null] => [
        sized()?.toString() ?? '',
        sized(),
      ]);
      at = goOn;
      return found;
    },
  };
  return cursor;
}

/** The offset after the last whole batch, without a look at the records. */
export function endOfRecords(records: Buffer, from: number): number {
  let position = from;
  for (let start = 0; start + BATCH.records <= records.length; ) {
    const end = start + BEFORE_LENGTH_COUNTS + records.readInt32BE(start + BATCH.length);
    if (end > records.length || end <= start) break;
    const baseOffset = readInt64(records, start + BATCH.baseOffset);
    position = Math.max(
      position,
      baseOffset + records.readInt32BE(start + BATCH.lastOffsetDelta) + 1,
    );
    start = end;
  }
  return position;
}

function checkBatch(records: Buffer, start: number, end: number): void {
  const magic = records.readInt8(start + BATCH.magic);
  if (magic !== MAGIC) {
    throw new CorruptBatchError(`A batch has format ${magic}; only format ${MAGIC} is read.`);
  }
  if (end < start + BATCH.records)
    throw new CorruptBatchError('A batch is shorter than its header.');
  const wanted = records.readUInt32BE(start + BATCH.crc);
  const actual = crc32c(records, start + BATCH.attributes, end);
  if (wanted !== actual) {
    throw new CorruptBatchError(`The checksum of a batch is ${actual}, and should be ${wanted}.`);
  }
}

/** What KIP-98 asks of a consumer: who has an aborted transaction open at this point of the log. */
function createAbortFilter(list: readonly AbortedTransaction[]) {
  const waiting = [...list].sort((one, other) => one.firstOffset - other.firstOffset);
  const open = new Set<number>();
  let first = 0;
  const skips = (
    records: Buffer,
    start: number,
    batch: { readonly attributes: number; readonly lastOffset: number },
  ): boolean => {
    for (
      let next = waiting[first];
      next !== undefined && next.firstOffset <= batch.lastOffset;
      next = waiting[first]
    ) {
      open.add(next.producerId);
      first += 1;
    }
    const isControl = (batch.attributes & ATTRIBUTE.control) !== 0;
    const isTransactional = (batch.attributes & ATTRIBUTE.transactional) !== 0;
    if (!isControl && !(isTransactional && open.size > 0)) return false;
    const producerId = readInt64(records, start + BATCH.producerId);
    if (!isControl) return open.has(producerId);
    if (isAbortMarker(records, start)) open.delete(producerId);
    return true;
  };
  return { skips };
}

/**
 * A control batch holds one record, never compressed: length, attributes, two deltas and the key's length take a byte each,
 * then the key's version and type, 16 bits each; type 0 is an abort.
 */
function isAbortMarker(records: Buffer, start: number): boolean {
  return records.readInt16BE(start + BATCH.records + 5 + 2) === 0;
}
