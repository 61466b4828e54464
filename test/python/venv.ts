// Python packages for a test, with the hashes of a requirements file, once, in a virtual environment in the cache folder.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../sandbox/cache-folder.ts';

const FETCH_MS = 900_000;

export interface VenvWish {
  /** What is fetched, for people and in the folder's name: `moto`. */
  readonly name: string;
  readonly requirements: string;
  /** What is not tested without it. */
  readonly suite: string;
}

/** @returns the Python that has them; undefined, and says so, where they cannot be fetched. */
export async function findVenv({ suite, ...wish }: VenvWish): Promise<string | undefined> {
  try {
    return await fetchVenv(wish);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    const missing = `There is no ${wish.name} here, and it cannot be fetched with Python 3 (${why}).`;
    if (process.env.CI === 'true') throw new Error(missing);
    process.stderr.write(`\nSKIPPED: ${suite}. ${missing}\n`);
    return undefined;
  }
}

async function fetchVenv({ name, requirements }: Omit<VenvWish, 'suite'>): Promise<string> {
  const stamp = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const folder = cacheFolder(`${name}-${stamp.slice(0, 16)}`);
  const python = path.join(folder, 'bin', 'python');
  if (existsSync(python)) return python;
  process.stderr.write(`\nFetching ${name} from PyPI (some minutes, once) ...\n`);
  const staging = `${folder}.${process.pid}`;
  await mkdir(path.dirname(staging), { recursive: true });
  try {
    const options = { stdio: 'pipe' as const, timeout: FETCH_MS };
    execFileSync('python3', ['-m', 'venv', staging], options);
    const pip = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '--require-hashes'];
    // What is used is compiled when it is: some packages have thousands of files that never are.
    const argv = [...pip, '--no-compile', '-r', requirements];
    execFileSync(path.join(staging, 'bin', 'python'), argv, options);
    await rename(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return python;
}
