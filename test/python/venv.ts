// Python packages for a test, with the hashes of a requirements file, once, in a virtual environment in the cache folder.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { installFromDebian } from '../../scripts/test/debian.ts';
import { fetchOnce } from '../programs/fetch-once.ts';
import { findOrSkip } from '../programs/find-or-skip.ts';

const FETCH_MS = 900_000;
const PYTHON = path.join('bin', 'python');

export interface VenvWish {
  /** What is fetched, for people and in the folder's name: `moto`. */
  readonly name: string;
  readonly requirements: string;
  /** What is not tested without it. */
  readonly suite: string;
}

/** @returns the Python that has them; undefined, and says so, where they cannot be fetched. */
export async function findVenv({
  name,
  requirements,
  suite,
}: VenvWish): Promise<string | undefined> {
  return await findOrSkip({ what: name, how: 'fetched with Python 3', suite }, async () => {
    const stamp = createHash('sha256')
      .update(await readFile(requirements))
      .digest('hex');
    return await fetchOnce({
      ...{ name: `${name}-${stamp.slice(0, 16)}`, program: PYTHON },
      says: `Fetching ${name} from PyPI (some minutes, once)`,
      fill: async (folder) => {
        await makeVenv(folder);
        const pip = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check'];
        // What is used is compiled when it is: some packages have thousands of files that never are.
        const argv = [...pip, '--require-hashes', '--no-compile', '-r', requirements];
        execFileSync(path.join(folder, PYTHON), argv, OPTIONS);
      },
    });
  });
}

/** A bare machine of CI has no Python, or has it without venv: there it is installed. */
async function makeVenv(folder: string): Promise<void> {
  const make = () => execFileSync('python3', ['-m', 'venv', folder], OPTIONS);
  try {
    make();
  } catch (error) {
    const mayInstall = process.env.CI === 'true';
    const say = (line: string) => void process.stderr.write(`\n${line}\n`);
    if (!mayInstall || !(await installFromDebian(['python3-venv'], say))) throw error;
    make();
  }
}

const OPTIONS = { stdio: 'pipe' as const, timeout: FETCH_MS };
