// The sandbox's own files belong to one sandbox at a time: it is known before anything is written that no other has them.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartFailure } from './start-failure.ts';

/** SQLite's primary result code for a lock of another process, https://sqlite.org/rescode.html. */
const BUSY = 5;

/**
 * Takes the folder for as long as this process lives: the system drops the lock however the process ends. Makes the folder.
 * @throws StartFailure when another process has it, or it cannot be written.
 */
export function claimFolder(folder: string): { release(): void } {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = new DatabaseSync(path.join(folder, 'in-use.lock'));
    try {
      lock.exec('begin exclusive');
    } catch (error) {
      lock.close();
      throw error;
    }
    return { release: () => lock.close() };
  } catch (error) {
    throw codeOf(error) === BUSY ? inUse(folder, error) : notWritable(folder, error);
  }
}

function inUse(folder: string, cause: unknown): StartFailure {
  return new StartFailure(
    {
      what: 'The sandbox is not started.',
      why: `${path.resolve(folder)} is in use by another sandbox that runs.`,
      fix: 'Use that one, end it, or set DATA_DIR to another folder (and SANDBOX_PORT and PORT to free ports).',
    },
    cause,
  );
}

function notWritable(folder: string, cause: unknown): StartFailure {
  return new StartFailure(
    {
      what: 'The sandbox is not started.',
      why: `${path.resolve(folder)} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
      fix: 'Set DATA_DIR to a folder that you may write.',
    },
    cause,
  );
}

/** Extended codes carry the primary one in their low byte. */
function codeOf(error: unknown): number {
  const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'errcode') : 0;
  return typeof code === 'number' ? code & 0xff : 0;
}
