// A real Alertmanager for a test: the installed one, else built with Go from its module, once, into the cache folder.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../sandbox/cache-folder.ts';
import { installed, startServer, type TestServer } from './server.ts';

const VERSION = 'v0.27.0';
const NAMES = ['alertmanager', 'prometheus-alertmanager'];
const BUILD_MS = 900_000;
/** It tells nobody. */
const CONFIG = 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n';

export interface TestAlertmanager extends TestServer {
  /** Goes by another configuration from now on. @throws Error with what is wrong with it. */
  configure(text: string): Promise<void>;
}

/** @returns undefined, and says so, where there is none and none can be fetched. */
export async function findAlertmanager(what: string): Promise<string | undefined> {
  const found = installed(NAMES);
  if (found !== undefined) return found;
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
  let config = '';
  const server = await startServer({
    ...{ what: 'Alertmanager', program },
    prepare: async (folder, address) => {
      config = path.join(folder, 'alertmanager.yml');
      await writeFile(config, configuration);
      return [
        ...[`--config.file=${config}`, `--storage.path=${folder}`, '--cluster.listen-address='],
        `--web.listen-address=${address}`,
      ];
    },
  });
  return {
    ...server,
    configure: async (text) => {
      await writeFile(config, text);
      const answer = await fetch(`${server.url}/-/reload`, { method: 'POST' });
      if (!answer.ok) throw new Error(`Alertmanager: ${await answer.text()}`);
    },
  };
}
