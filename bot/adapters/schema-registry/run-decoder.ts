// Runs the process that reads records by their schemas (decode.ts). It is a process and no thread: what runs out of memory in a thread can take
// all of the bot along.

import { fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Decoded } from '../../kafka/schemas.ts';
import type { DecodeWish } from './decode.ts';

export interface DecoderLimits {
  /** How long the records of one command may take to be read, and how much memory. */
  readonly schemaDecodeMs: number;
  readonly schemaDecodeMegabytes: number;
}

/** @returns what was read when the time was up, in the order of the works; whatever hung is ended with its process */
export async function runDecoder(
  wish: DecodeWish,
  { schemaDecodeMs, schemaDecodeMegabytes }: DecoderLimits,
  signal: AbortSignal,
): Promise<readonly Decoded[]> {
  signal.throwIfAborted();
  const child = fork(DECODER, [], {
    execArgv: [
      `--max-old-space-size=${schemaDecodeMegabytes}`,
      ...['--permission', ...READABLE.map((each) => `--allow-fs-read=${path.join(ROOT, each)}`)],
      '--disable-warning=ExperimentalWarning',
    ],
    ...{ env: {}, serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  });
  const decoded: Decoded[] = [];
  try {
    await new Promise<void>((resolve) => {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(schemaDecodeMs)]);
      deadline.addEventListener('abort', () => resolve(), { once: true });
      child.on('message', (each) => {
        decoded.push(each as Decoded);
        if (decoded.length === wish.works.length) resolve();
      });
      child.once('error', () => resolve()).once('exit', () => resolve()); // too much memory, for example
      child.send(wish, () => {}); // one that is gone already is told as such
    });
  } finally {
    child.kill('SIGKILL');
  }
  if (signal.aborted) throw signal.reason;
  return decoded;
}

const DECODER = fileURLToPath(new URL('decode.ts', import.meta.url));
const ROOT = path.resolve(path.dirname(DECODER), '..', '..', '..');
/** Its own code, and nothing else: beside it lie settings and what the bot keeps. */
const READABLE = [
  'package.json',
  path.join('bot', 'adapters', 'schema-registry', '*'),
  path.join('node_modules', '*'),
];
