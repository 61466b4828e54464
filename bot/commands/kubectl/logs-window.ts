// Holds the newest lines of a log within a number of bytes, and counts what it had to let go.

const NEWLINE = 0x0a;

/** Where lines go: several logs may share it, each line whole. */
export interface LineStore {
  push(line: Buffer): void;
  readonly text: string;
  readonly droppedBytes: number;
}

export function createLineStore(limitBytes: number): LineStore {
  const lines: Buffer[] = [];
  let first = 0;
  let heldBytes = 0;
  let droppedBytes = 0;
  return {
    push: (line) => {
      const kept = line.length > limitBytes ? line.subarray(line.length - limitBytes) : line;
      droppedBytes += line.length - kept.length;
      lines.push(kept);
      heldBytes += kept.length;
      while (heldBytes > limitBytes) {
        const oldest = lines[first]?.length ?? 0;
        first += 1;
        heldBytes -= oldest;
        droppedBytes += oldest;
      }
      // Emptied in strides, so that each line costs the same.
      if (first > 1024 && first * 2 > lines.length) {
        lines.splice(0, first);
        first = 0;
      }
    },
    get text() {
      return Buffer.concat(lines.slice(first)).toString('utf8');
    },
    get droppedBytes() {
      return droppedBytes;
    },
  };
}

/** Longer lines are cut into several, so that a log without line ends cannot grow without bound. */
const LONGEST_LINE_BYTES = 256 * 1024;

/** Cuts a stream into lines, each with its prefix, and hands them to the store. */
export function createLineCutter(store: LineStore, prefix: string) {
  const before = Buffer.from(prefix, 'utf8');
  let rest: Buffer[] = [];
  let restBytes = 0;
  const flush = (end: Uint8Array) => {
    store.push(Buffer.concat([before, ...rest, end]));
    rest = [];
    restBytes = 0;
  };
  return {
    add: (chunk: Uint8Array) => {
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
        flush(chunk.subarray(start, at + 1));
        start = at + 1;
      }
      if (start === chunk.length) return;
      rest.push(Buffer.from(chunk.subarray(start)));
      restBytes += chunk.length - start;
      if (restBytes > LONGEST_LINE_BYTES) flush(new Uint8Array());
    },
    finish: () => {
      if (restBytes > 0) flush(new Uint8Array());
    },
  };
}
