// A program that a suite starts for itself: in a folder of its own, ended with this process however that ends, and gone with all that it wrote.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer, stopServer } from '../../sandbox/kafka/server-process.ts';

export interface Program {
  /** What it has said so far. */
  said(): Promise<string>;
  stop(): Promise<void>;
}

export interface ProgramWish {
  /** For people: "Alertmanager". */
  readonly what: string;
  /** @param folder which is empty; @returns its command line, whose last word is of this program alone */
  readonly prepare: (folder: string) => Promise<readonly string[]>;
  /** @param said what it has said so far */
  readonly isReady: (said: string) => boolean | Promise<boolean>;
  /** How long it may take to come up. */
  readonly startMs: number;
}

/** @throws Error with what it said last, when it does not come up. */
export async function startProgram({
  what,
  prepare,
  isReady,
  startMs,
}: ProgramWish): Promise<Program> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-started-'));
  const log = path.join(folder, 'log');
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const argv = await prepare(folder);
    const files = {
      ...{ directory: folder, log, processId: path.join(folder, 'process-id') },
      properties: argv.at(-1) ?? '',
    };
    await startServer({ ...{ what, argv, files, isReady, startMs }, endsWithUs: true });
    return {
      said: () => readFile(log, 'utf8'),
      stop: async () => {
        await stopServer(files);
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
