// CRC-32C (Castagnoli), the checksum of Kafka's record batches. Node's own crc32 is the other polynomial.

const POLYNOMIAL = 0x82f63b78;

/** Eight tables, so that eight bytes are folded in at a time ("slicing by 8"). */
const TABLES: readonly Int32Array[] = makeTables();
const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/** The checksum of `bytes` from `start` up to, not including, `end`: an unsigned 32-bit number. */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  let crc = -1;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    crc ^= word(bytes, at);
    crc =
      at8(T7, crc & 255) ^
      at8(T6, (crc >>> 8) & 255) ^
      at8(T5, (crc >>> 16) & 255) ^
      at8(T4, crc >>> 24) ^
      at8(T3, bytes[at + 4] as number) ^
      at8(T2, bytes[at + 5] as number) ^
      at8(T1, bytes[at + 6] as number) ^
      at8(T0, bytes[at + 7] as number);
  }
  for (; at < end; at += 1) crc = (crc >>> 8) ^ at8(T0, (crc ^ (bytes[at] as number)) & 255);
  return (crc ^ -1) >>> 0;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

function at8(table: Int32Array, index: number): number {
  return table[index] as number;
}

function makeTables(): readonly Int32Array[] {
  const first = new Int32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    }
    first[byte] = value;
  }
  const tables = [first];
  for (let table = 1; table < 8; table += 1) {
    const before = tables[table - 1] as Int32Array;
    tables.push(before.map((value) => (value >>> 8) ^ at8(first, value & 255)));
  }
  return tables;
}
