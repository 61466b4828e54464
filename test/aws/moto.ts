// A stand-in for AWS in a test: moto's server (https://docs.getmoto.org), which keeps node groups and Auto Scaling groups as AWS does. It is fetched from PyPI
// with the hashes of requirements.txt, once, into the cache folder.

import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder } from '../../sandbox/cache-folder.ts';
import { freePort } from '../../sandbox/free-port.ts';
import { answersAt } from '../../sandbox/kafka/server-process.ts';

const REQUIREMENTS = path.join(import.meta.dirname, 'requirements.txt');
const FETCH_MS = 900_000;
const READY_MS = 180_000;
const MAIN = 'import sys; from moto.server import main; main(sys.argv[1:])';

export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

/** @returns the Python that has it; undefined, and says so, where it cannot be fetched. */
export async function findMoto(what: string): Promise<string | undefined> {
  try {
    return await fetchMoto();
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    const missing = `There is no moto here, and it cannot be fetched with Python 3 (${why}).`;
    if (process.env.CI === 'true') throw new Error(missing);
    process.stderr.write(`\nSKIPPED: ${what}. ${missing}\n`);
    return undefined;
  }
}

async function fetchMoto(): Promise<string> {
  const stamp = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex');
  const folder = cacheFolder(`moto-${stamp.slice(0, 16)}`);
  const python = path.join(folder, 'bin', 'python');
  if (existsSync(python)) return python;
  process.stderr.write('\nFetching moto from PyPI (some minutes, once) ...\n');
  const staging = `${folder}.${process.pid}`;
  await mkdir(path.dirname(staging), { recursive: true });
  try {
    const options = { stdio: 'pipe' as const, timeout: FETCH_MS };
    execFileSync('python3', ['-m', 'venv', staging], options);
    const pip = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '--require-hashes'];
    execFileSync(path.join(staging, 'bin', 'python'), [...pip, '-r', REQUIREMENTS], options);
    await rename(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return python;
}

/** With nothing in it. */
export async function startMoto(python: string): Promise<Moto> {
  const port = await freePort();
  const child = spawn(python, ['-c', MAIN, '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  for (const untilMs = Date.now() + READY_MS; !(await answersAt(`${url}/moto-api/data.json`)); ) {
    if (Date.now() > untilMs || child.exitCode !== null) {
      await stop();
      throw new Error('moto did not start');
    }
    await delay(200);
  }
  return { url, stop };
}
