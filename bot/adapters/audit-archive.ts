// Files of audit rows that have left the store: JSON lines, one file for each checkpoint. A file is on the disk, whole, before its
// rows go.

import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { readAuditLine } from '../audit/line.ts';
import type { AuditArchive } from '../audit/retention.ts';
import type { AuditRow } from '../audit/row.ts';
import { OperatorError } from '../errors.ts';

const CHUNK_CHARACTERS = 262_144;
const NAME = /^audit-\d{12}-\d{12}\.jsonl$/u;

export function createAuditArchive(directory: string): AuditArchive {
  return {
    async write(name, lines) {
      const partial = path.join(directory, `${name}.partial`);
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        const written = await writeLines(partial, lines);
        await rename(partial, path.join(directory, name));
        await syncFolder(directory);
        return { file: name, ...written };
      } catch (error) {
        await rm(partial, { force: true }).catch(() => {}); // what is told is why it was not written
        if (error instanceof OperatorError) throw error;
        throw unwritable(directory, error);
      }
    },
  };
}

async function writeLines(
  file: string,
  lines: AsyncIterable<string>,
): Promise<{ rows: number; sha256: string }> {
  const handle = await open(file, 'w', 0o600);
  const digest = createHash('sha256');
  let rows = 0;
  let waiting = '';
  const flush = async () => {
    digest.update(waiting);
    await handle.appendFile(waiting);
    waiting = '';
  };
  try {
    for await (const line of lines) {
      waiting += `${line}\n`;
      rows += 1;
      if (waiting.length >= CHUNK_CHARACTERS) await flush();
    }
    await flush();
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { rows, sha256: digest.digest('hex') };
}

/** The new name is on the disk too. */
async function syncFolder(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * The rows of an archive in order. Files of a removal that did not come to its end may hold rows a second time: such a row is
 * given once.
 * @throws OperatorError for a folder that cannot be read, or that has a line which is no row.
 */
export async function* readAuditArchive(directory: string): AsyncIterable<AuditRow> {
  const names = await readdir(directory).catch((error: unknown) => {
    throw unreadable(directory, (error as NodeJS.ErrnoException).code ?? 'it cannot be read');
  });
  const files = names.filter((name) => NAME.test(name)).sort();
  if (files.length === 0) throw unreadable(directory, 'no file of an archive is there');
  let last = 0;
  for (const file of files) {
    const handle = await open(path.join(directory, file), 'r');
    let number = 0;
    for await (const line of createInterface({ input: handle.createReadStream() })) {
      number += 1;
      const row = readAuditLine(line);
      if (row === undefined) throw unreadable(directory, `line ${number} of ${file} is no row`);
      if (row.seq > last) yield row;
      last = Math.max(last, row.seq);
    }
  }
}

function unreadable(directory: string, why: string): OperatorError {
  return new OperatorError({
    what: `The audit archive in ${directory} cannot be read.`,
    why,
    fix: 'Give the folder that "audit.archive" in the settings names, as it was written.',
  });
}

function unwritable(directory: string, cause: unknown): OperatorError {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException;
  return new OperatorError({
    what: 'Old rows of the audit could not be archived, so they stay.',
    why: `${directory} could not be written (${code}).`,
    fix: 'Look at the disk and its permissions, or change "audit.archive" in the settings.',
    cause,
  });
}
