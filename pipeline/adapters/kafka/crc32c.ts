// CRC-32C (Castagnoli), the checksum of Kafka's record batches, by a library that uses the processor's own instruction. Node's own crc32
// is the other polynomial.
import { crc32c as checksum } from '@node-rs/crc32';

/** The checksum of `bytes` from `start` up to, not including, `end`: an unsigned 32-bit number. */
export function crc32c(bytes: Buffer, start: number, end: number): number {
  return checksum(bytes.subarray(start, end));
}
