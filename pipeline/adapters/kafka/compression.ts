// The compression codecs of record batches: gzip and zstd by Node's own zlib, lz4 and snappy by libraries, in the framings
// that Kafka's Java client reads and writes. It knows nothing of records.
import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import lz4 from 'lz4js';
import snappy from 'snappyjs';

export type Codec = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** By the lowest three bits of a batch's attributes. */
export const CODECS: readonly Codec[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** No broker takes a request of more than 100 MB by default; what unpacks to several times that is an attack or a mistake. */
const MOST_BYTES = 512 * 1024 * 1024;

export function compress(codec: Codec, bytes: Buffer): Buffer {
  switch (codec) {
    case 'none':
      return bytes;
    case 'gzip':
      return gzipSync(bytes, { level: 1 });
    case 'snappy':
      return compressSnappy(bytes);
    case 'lz4':
      return compressLz4(bytes);
    case 'zstd':
      return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  }
}

/** @throws Error when the bytes are not what the codec writes, or unpack to more than anybody may send. */
export function decompress(codec: Codec, bytes: Buffer, most = MOST_BYTES): Buffer {
  switch (codec) {
    case 'none':
      return bytes;
    case 'gzip':
      return gunzipSync(bytes, { maxOutputLength: most });
    case 'snappy':
      return decompressSnappy(bytes, most);
    case 'lz4':
      return decompressLz4(bytes, most);
    case 'zstd':
      return zstdDecompressSync(bytes, { maxOutputLength: most });
  }
}

/** The magic number, version 1 with blocks that stand alone, of 64 KiB at most, and the checksum of these two bytes. */
const LZ4_HEADER = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
const LZ4_BLOCK = 64 * 1024;
const LZ4_END = Buffer.alloc(4);
const LZ4_UNCOMPRESSED = 0x80000000;
const LZ4_HASHES = 65_536;

/** Brokers refuse frames whose blocks refer to one another; the library's own frames are such. */
function compressLz4(bytes: Buffer): Buffer {
  const parts: Uint8Array[] = [LZ4_HEADER];
  for (let at = 0; at < bytes.length; at += LZ4_BLOCK) {
    const block = bytes.subarray(at, at + LZ4_BLOCK);
    const packed = Buffer.alloc(lz4.compressBound(block.length));
    const size = lz4.compressBlock(block, packed, 0, block.length, new Uint32Array(LZ4_HASHES));
    const isSmaller = size > 0 && size < block.length;
    const head = Buffer.alloc(4);
    head.writeUInt32LE(isSmaller ? size : (LZ4_UNCOMPRESSED | block.length) >>> 0);
    parts.push(head, isSmaller ? packed.subarray(0, size) : block);
  }
  return Buffer.concat([...parts, LZ4_END]);
}

function decompressLz4(bytes: Buffer, most: number): Buffer {
  const claimed = lz4.decompressBound(bytes);
  if (!(claimed <= most)) throw new Error(`An lz4 frame claims to unpack to ${claimed} bytes.`);
  return Buffer.from(lz4.decompress(bytes, claimed));
}

/** What snappy-java's streams begin with: the name, the version, the oldest version that reads it. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
const XERIAL_NAME_LENGTH = 8;
const SNAPPY_BLOCK = 32 * 1024;

function compressSnappy(bytes: Buffer): Buffer {
  const parts: Uint8Array[] = [XERIAL];
  for (let at = 0; at < bytes.length; at += SNAPPY_BLOCK) {
    const block = snappy.compress(bytes.subarray(at, at + SNAPPY_BLOCK));
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

/** Java writes a framed stream; other clients write one bare block. */
function decompressSnappy(bytes: Buffer, most: number): Buffer {
  const isFramed = bytes
    .subarray(0, XERIAL_NAME_LENGTH)
    .equals(XERIAL.subarray(0, XERIAL_NAME_LENGTH));
  if (!isFramed) return Buffer.from(snappy.uncompress(bytes, most));
  const parts: Uint8Array[] = [];
  let left = most;
  for (let at = XERIAL.length; at < bytes.length; ) {
    const length = bytes.readInt32BE(at);
    const end = at + 4 + length;
    if (length <= 0 || end > bytes.length) throw new Error('A snappy block ends after its stream.');
    const part = snappy.uncompress(bytes.subarray(at + 4, end), left);
    left -= part.length;
    parts.push(part);
    at = end;
  }
  return Buffer.concat(parts);
}
