// One of Prometheus' programs in a test: at a port of its own, and waited for.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../sandbox/free-port.ts';
import { answersAt } from '../../sandbox/kafka/server-process.ts';
import { startProgram } from '../programs/start-program.ts';

const START_MS = 90_000;

export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ServerWish {
  /** For people: "Alertmanager". */
  readonly what: string;
  readonly program: string;
  /** @param folder which is empty; @returns the words of its command line, without where it listens */
  readonly prepare: (folder: string) => Promise<readonly string[]>;
}

/** The first of these programs that is installed. */
export function installed(names: readonly string[]): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/local/bin'];
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find(existsSync);
}

/** @throws Error with what it said last, when it does not come up. */
export async function startServer({ what, program, prepare }: ServerWish): Promise<TestServer> {
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const { stop } = await startProgram({
    what,
    prepare: async (folder) => [
      program,
      ...(await prepare(folder)),
      `--web.listen-address=${address}`,
    ],
    isReady: () => answersAt(`${url}/-/ready`),
    startMs: START_MS,
  });
  return { url, stop };
}
