// The process of one of Prometheus' programs in a test: started in a folder of its own, waited for, and gone with all that it wrote.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../sandbox/free-port.ts';
import { answersAt } from '../../sandbox/kafka/server-process.ts';

const READY_MS = 60_000;

export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ServerWish {
  /** For people: "Alertmanager". */
  readonly what: string;
  readonly program: string;
  /** @param folder which is empty, @param address HOST:PORT to listen at; @returns the words of its command line */
  readonly prepare: (folder: string, address: string) => Promise<readonly string[]>;
}

/** The first of these programs that is installed. */
export function installed(names: readonly string[]): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/local/bin'];
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find(existsSync);
}

/** @throws Error when it does not come up. */
export async function startServer({ what, program, prepare }: ServerWish): Promise<TestServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-'));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(program, await prepare(folder, address), { stdio: 'ignore' });
  const url = `http://${address}`;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (const untilMs = Date.now() + READY_MS; !(await answersAt(`${url}/-/ready`)); ) {
    if (Date.now() > untilMs || child.exitCode !== null) {
      await stop();
      throw new Error(`${what} did not start`);
    }
    await delay(100);
  }
  return { url, stop };
}
