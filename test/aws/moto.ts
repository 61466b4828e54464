// A stand-in for AWS in a test: moto's server (https://docs.getmoto.org), which keeps node groups and Auto Scaling groups as AWS does. It is fetched from PyPI
// with the hashes of requirements.txt, once, into the cache folder.

import path from 'node:path';
import { freePort } from '../../sandbox/free-port.ts';
import { answersAt } from '../../sandbox/kafka/server-process.ts';
import { startProgram } from '../programs/start-program.ts';
import { findVenv } from '../python/venv.ts';

const REQUIREMENTS = path.join(import.meta.dirname, 'requirements.txt');
const START_MS = 180_000;
const MAIN = 'import sys; from moto.server import main; main(sys.argv[1:])';

export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

/** @returns the Python that has it; undefined, and says so, where it cannot be fetched. */
export async function findMoto(suite: string): Promise<string | undefined> {
  return await findVenv({ name: 'moto', requirements: REQUIREMENTS, suite });
}

/** With nothing in it. */
export async function startMoto(python: string): Promise<Moto> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { stop } = await startProgram({
    what: 'moto',
    prepare: async () => [python, '-c', MAIN, '-H', '127.0.0.1', '-p', String(port)],
    isReady: () => answersAt(`${url}/moto-api/data.json`),
    startMs: START_MS,
  });
  return { url, stop };
}
