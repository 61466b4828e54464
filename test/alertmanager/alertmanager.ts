// A real Alertmanager for a test: the installed one, else built with Go from its module, once, into the cache folder.

import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fetchOnce } from '../programs/fetch-once.ts';
import { findOrSkip } from '../programs/find-or-skip.ts';
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
export async function findAlertmanager(suite: string): Promise<string | undefined> {
  const found = installed(NAMES);
  if (found !== undefined) return found;
  return await findOrSkip({ what: 'Alertmanager', how: 'built with Go', suite }, build);
}

/** Go itself holds what it fetches to its checksum database. */
async function build(): Promise<string> {
  return await fetchOnce({
    ...{ name: `alertmanager-${VERSION}`, program: 'alertmanager' },
    says: `Building Alertmanager ${VERSION} with Go (some minutes, once)`,
    fill: (folder) => {
      const module = `github.com/prometheus/alertmanager/cmd/alertmanager@${VERSION}`;
      execFileSync('go', ['install', module], {
        ...{ cwd: folder, stdio: 'pipe', timeout: BUILD_MS },
        env: { ...process.env, GOBIN: folder },
      });
    },
  });
}

export async function startAlertmanager(
  program: string,
  configuration = CONFIG,
): Promise<TestAlertmanager> {
  let config = '';
  const server = await startServer({
    ...{ what: 'Alertmanager', program },
    prepare: async (folder) => {
      config = path.join(folder, 'alertmanager.yml');
      await writeFile(config, configuration);
      return [`--config.file=${config}`, `--storage.path=${folder}`, '--cluster.listen-address='];
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
