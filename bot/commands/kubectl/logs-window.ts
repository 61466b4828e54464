// Holds the newest lines of logs within a number of bytes, and knows how much it had to let go. Costs nearly nothing a
// line: a log may be made of millions of short ones.

const NEWLINE = 0x0a;

/** Where whole lines go; several logs may share it. */
export interface LineStore {
  push(lines: Buffer): void;
  newest(): Newest;
}

export interface Newest {
  readonly text: string;
  /** What came before it and is gone. */
  readonly droppedBytes: number;
}

export function createLineStore(limitBytes: number): LineStore {
  let blocks: Buffer[] = [];
  let heldBytes = 0;
  let totalBytes = 0;
  return {
    push: (lines) => {
      blocks.push(lines);
      heldBytes += lines.length;
      totalBytes += lines.length;
      // Thinned out in strides, so that a push costs the same however many blocks there are.
      if (heldBytes < 2 * limitBytes && blocks.length < 4096) return;
      const kept = lastWholeLines(Buffer.concat(blocks, heldBytes), limitBytes);
      blocks = [Buffer.from(kept)];
      heldBytes = kept.length;
    },
    newest: () => {
      const kept = lastWholeLines(Buffer.concat(blocks, heldBytes), limitBytes);
      return { text: kept.toString('utf8'), droppedBytes: totalBytes - kept.length };
    },
  };
}

function lastWholeLines(bytes: Buffer, limitBytes: number): Buffer {
  if (bytes.length <= limitBytes) return bytes;
  const start = bytes.length - limitBytes;
  const lineEnd = bytes.indexOf(NEWLINE, start - 1);
  // A single line that is larger than all that fits loses its beginning.
  const isWithin = lineEnd !== -1 && lineEnd < bytes.length - 1;
  return bytes.subarray(isWithin ? lineEnd + 1 : start);
}

/** Longer lines are cut into several, so that a log without line ends cannot grow without bound. */
const LONGEST_LINE_BYTES = 256 * 1024;

/** Takes a log as it comes, and hands its whole lines, each with the prefix, to the stores. */
export interface LineCutter {
  add(chunk: Uint8Array): void;
  /** A last line that has no end is a line as well. */
  finish(): void;
}

export function createLineCutter(stores: readonly LineStore[], prefix: string): LineCutter {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  const flush = (end: Uint8Array) => {
    const lines = withPrefix(Buffer.concat([...rest, end]), prefix);
    for (const store of stores) store.push(lines);
    rest = [];
    restBytes = 0;
  };
  return {
    add: (chunk) => {
      const end = chunk.lastIndexOf(NEWLINE) + 1;
      if (end > 0) flush(chunk.subarray(0, end));
      if (end === chunk.length) return;
      rest.push(chunk.slice(end));
      restBytes += chunk.length - end;
      if (restBytes > LONGEST_LINE_BYTES) flush(new Uint8Array());
    },
    finish: () => {
      if (restBytes > 0) flush(new Uint8Array());
    },
  };
}

/** Byte by byte, whatever the bytes mean; one character a byte makes the strings of JavaScript fit for it. */
function withPrefix(lines: Buffer, prefix: string): Buffer {
  if (prefix === '') return lines;
  const before = Buffer.from(prefix, 'utf8').toString('latin1');
  const text = lines.toString('latin1');
  const isWhole = text.endsWith('\n');
  const inner = (isWhole ? text.slice(0, -1) : text).replaceAll('\n', `\n${before}`);
  return Buffer.from(`${before}${inner}${isWhole ? '\n' : ''}`, 'latin1');
}
