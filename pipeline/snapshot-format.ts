// A snapshot as bytes: what it is of, the entries of each store, and a hash over all of it. What is not whole to the last byte is
// no snapshot. It reads and writes no file.
import { createHash } from 'node:crypto';
import type { Store } from './pipeline.ts';

export interface SnapshotHeader {
  readonly pipeline: string;
  readonly partition: number;
  /** Milliseconds since 1970, of the machine that wrote it. */
  readonly takenAtMs: number;
  /** The offsets that the inputs were committed at, in their order. */
  readonly committed: readonly number[];
  readonly stores: readonly SnapshotStore[];
}

export interface SnapshotStore {
  readonly name: string;
  /** Kafka's id of its changelog topic. */
  readonly topicId: string;
  /** Everything before that offset of the changelog is in the entries; what comes after may be, too. */
  readonly changelogEnd: number;
  /** Null for ever. */
  readonly retentionMs: number | null;
}

export interface Snapshot {
  readonly header: SnapshotHeader;
  /** Gives each store its entries. The stores are those of the header, in its order. */
  fill(stores: readonly Store[]): void;
}

/** The number stands for the layout of all that follows. */
const MAGIC = Buffer.from('quartermaster snapshot 1\n');
const HASH_BYTES = 32;
/** The length of the key, that of the value, and the time. */
const FRAME_BYTES = 4 + 4 + 8;
const END_OF_STORE = 0xffff_ffff;

export interface EncodeOptions {
  /** About how many bytes one part has. */
  readonly partBytes: number;
  /** Called between two parts: others have their turn. */
  giveWay(): Promise<void>;
}

export async function* encodeSnapshot(
  header: SnapshotHeader,
  stores: readonly Store[],
  { partBytes, giveWay }: EncodeOptions,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  let part = Buffer.alloc(partBytes);
  let size = 0;
  const cut = () => {
    const done = part.subarray(0, size);
    hash.update(done);
    part = Buffer.alloc(partBytes);
    size = 0;
    return done;
  };
  const head = Buffer.concat([MAGIC, length, text]);
  hash.update(head);
  yield head;
  for (const store of stores) {
    for (const [key, value, timestamp] of store.snapshotRecords()) {
      // In UTF-8 a character takes three bytes at most for each unit of its text.
      const most = FRAME_BYTES + 3 * (key.length + value.length);
      if (size + most > part.length) {
        yield cut();
        await giveWay();
        if (most > part.length) part = Buffer.alloc(most);
      }
      const keyBytes = part.write(key, size + FRAME_BYTES);
      const valueBytes = part.write(value, size + FRAME_BYTES + keyBytes);
      part.writeUInt32BE(keyBytes, size);
      part.writeUInt32BE(valueBytes, size + 4);
      part.writeDoubleBE(timestamp, size + 8);
      size += FRAME_BYTES + keyBytes + valueBytes;
    }
    if (size + 4 > part.length) yield cut();
    size = part.writeUInt32BE(END_OF_STORE, size);
  }
  yield cut();
  yield hash.digest();
}

/** Undefined for what is no whole snapshot. */
export function decodeSnapshot(bytes: Uint8Array): Snapshot | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = all.length - HASH_BYTES;
  if (end < MAGIC.length + 4 || !all.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const hash = createHash('sha256').update(all.subarray(0, end)).digest();
  if (!hash.equals(all.subarray(end))) return undefined;
  const start = MAGIC.length + 4;
  const entries = start + all.readUInt32BE(MAGIC.length);
  const header = JSON.parse(all.toString('utf8', start, entries)) as SnapshotHeader;
  return { header, fill: (stores) => fill(all.subarray(entries, end), stores) };
}

function fill(entries: Buffer, stores: readonly Store[]): void {
  let at = 0;
  for (const store of stores) {
    for (;;) {
      const keyBytes = entries.readUInt32BE(at);
      if (keyBytes === END_OF_STORE) break;
      const keyStart = at + FRAME_BYTES;
      const valueStart = keyStart + keyBytes;
      const next = valueStart + entries.readUInt32BE(at + 4);
      const timestamp = entries.readDoubleBE(at + 8);
      const key = entries.toString('utf8', keyStart, valueStart);
      store.restore(key, entries.toString('utf8', valueStart, next), timestamp);
      at = next;
    }
    at += 4;
  }
}
