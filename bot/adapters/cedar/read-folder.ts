// Reads the *.cedar files of a folder, sorted by name and bounded in size. It does not look into their text.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../../errors.ts';
import { POLICY_LIMITS } from './limits.ts';

export interface PolicyFile {
  readonly name: string;
  readonly text: string;
}

/** @throws OperatorError for a folder that is missing, unreadable, empty or too large. */
export function readPolicyFolder(directory: string): readonly PolicyFile[] {
  const names = orRefuse(directory, () => readdirSync(directory))
    .filter((name) => name.endsWith('.cedar'))
    .sort();
  if (names.length === 0) {
    throw refused(
      directory,
      'There is no *.cedar file in it.',
      'Put policies there or name another folder under "policies" in the settings; policies/starter is a set to begin with.',
    );
  }
  if (names.length > POLICY_LIMITS.files) {
    throw tooLarge(directory, `${names.length} files`, `${POLICY_LIMITS.files}`);
  }
  let left: number = POLICY_LIMITS.totalBytes;
  return names.map((name) => {
    const text = readPolicyFile(directory, name, left);
    left -= Buffer.byteLength(text);
    return { name, text };
  });
}

/** SHA-256, hex, of the files' names and texts: the version of the policies in force. */
export function digestOf(files: readonly PolicyFile[]): string {
  const hash = createHash('sha256');
  for (const { name, text } of files) {
    hash.update(`${Buffer.byteLength(name)}:${name}${Buffer.byteLength(text)}:${text}`);
  }
  return hash.digest('hex');
}

function readPolicyFile(directory: string, name: string, left: number): string {
  const path = join(directory, name);
  const status = orRefuse(path, () => statSync(path));
  if (!status.isFile()) {
    throw refused(path, 'It is not a file.', 'Remove it or give it another ending.');
  }
  const most = Math.min(POLICY_LIMITS.fileBytes, left);
  if (status.size > most) throw tooLarge(path, `${status.size} bytes`, `${most}`);
  const bytes = orRefuse(path, () => readFileSync(path));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refused(path, 'It is not UTF-8 text.', 'Save it as UTF-8.', cause);
  }
}

function orRefuse<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw refused(
      path,
      `It cannot be read (${code}).`,
      'Check that it exists and that the bot may read it.',
      cause,
    );
  }
}

function tooLarge(path: string, found: string, most: string): OperatorError {
  return refused(path, `It has ${found}; at most ${most} are read.`, 'Make the set smaller.');
}

function refused(path: string, why: string, fix: string, cause?: unknown): OperatorError {
  return new OperatorError({ what: `The policies in ${path} cannot be used.`, why, fix, cause });
}
