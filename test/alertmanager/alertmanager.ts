// A real Alertmanager for a test: the installed one, else built with Go from its module, once, into the cache folder.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder } from '../../sandbox/cache-folder.ts';
import { freePort } from '../../sandbox/free-port.ts';
import { answersAt } from '../../sandbox/kafka/server-process.ts';

const VERSION = 'v0.27.0';
const NAMES = ['alertmanager', 'prometheus-alertmanager'];
const READY_MS = 60_000;
const BUILD_MS = 900_000;
/** It tells nobody. */
const CONFIG = 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n';

export interface TestAlertmanager {
  readonly url: string;
  stop(): Promise<void>;
}

/** @returns undefined, and says so, where there is none and none can be fetched. */
export async function findAlertmanager(what: string): Promise<string | undefined> {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/local/bin'];
  const installed = folders
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
    .find(existsSync);
  if (installed !== undefined) return installed;
  try {
    return await build();
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    process.stderr.write(
      `\nSKIPPED: ${what}. There is no Alertmanager here, and it cannot be built with Go (${why}).\n`,
    );
    return undefined;
  }
}

/** Go itself holds what it fetches to its checksum database. */
async function build(): Promise<string> {
  const folder = cacheFolder(`alertmanager-${VERSION}`);
  const program = path.join(folder, 'alertmanager');
  if (existsSync(program)) return program;
  process.stderr.write(`\nBuilding Alertmanager ${VERSION} with Go (some minutes, once) ...\n`);
  const staging = `${folder}.${process.pid}`;
  await mkdir(staging, { recursive: true });
  try {
    execFileSync(
      'go',
      ['install', `github.com/prometheus/alertmanager/cmd/alertmanager@${VERSION}`],
      {
        ...{ cwd: staging, stdio: 'pipe', timeout: BUILD_MS },
        env: { ...process.env, GOBIN: staging },
      },
    );
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return program;
}

export async function startAlertmanager(
  program: string,
  configuration = CONFIG,
): Promise<TestAlertmanager> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-alertmanager-'));
  const config = path.join(folder, 'alertmanager.yml');
  await writeFile(config, configuration);
  const port = await freePort();
  const child = spawn(
    program,
    [
      ...[`--config.file=${config}`, `--storage.path=${folder}`, '--cluster.listen-address='],
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (const untilMs = Date.now() + READY_MS; !(await answersAt(`${url}/-/ready`)); ) {
    if (Date.now() > untilMs || child.exitCode !== null) {
      await stop();
      throw new Error('Alertmanager did not start');
    }
    await delay(100);
  }
  return { url, stop };
}
