// A real Prometheus for a test: the installed one, else that of Debian, unpacked into the cache folder. It is not installed: no root is asked for.

import { execFileSync } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { fetchOnce } from '../programs/fetch-once.ts';
import { findOrSkip } from '../programs/find-or-skip.ts';
import { installed, startServer, type TestServer } from './server.ts';

const FETCH_MS = 300_000;

export interface PrometheusWish {
  /** HOST:PORT of what is scraped, at /metrics. */
  readonly target: string;
  /** HOST:PORT of its Alertmanager. */
  readonly alertmanager: string;
  /** A rule file. */
  readonly rules: string;
  readonly externalLabels: Readonly<Record<string, string>>;
}

/** @returns undefined, and says so, where there is none and none can be fetched. */
export async function findPrometheus(suite: string): Promise<string | undefined> {
  const found = installed(['prometheus']);
  if (found !== undefined) return found;
  const need = { what: 'Prometheus', how: 'fetched from Debian', suite };
  return await findOrSkip(need, fetchPrometheus);
}

/** apt itself holds what it fetches to Debian's signatures. Mirrors keep one version of a release, so none can be pinned. */
async function fetchPrometheus(): Promise<string> {
  return await fetchOnce({
    ...{ name: 'prometheus-debian', program: path.join('usr', 'bin', 'prometheus') },
    says: 'Fetching Prometheus from Debian (about 20 MB, once)',
    fill: async (folder) => {
      const options = { cwd: folder, stdio: 'pipe' as const, timeout: FETCH_MS };
      try {
        execFileSync('apt-get', ['download', '-q', 'prometheus'], options);
      } catch {
        execFileSync('apt-get', ['update', '-q'], options); // a new machine knows no packages
        execFileSync('apt-get', ['download', '-q', 'prometheus'], options);
      }
      const [archive = ''] = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
      execFileSync('dpkg-deb', ['-x', archive, '.'], options);
      await rm(path.join(folder, archive));
    },
  });
}

/** It rules each second. A busy machine may need a moment for an answer, without which what fires would be over. */
export async function startPrometheus(program: string, wish: PrometheusWish): Promise<TestServer> {
  return await startServer({
    ...{ what: 'Prometheus', program },
    prepare: async (folder) => {
      const [config, rules] = ['prometheus.yml', 'rules.yml'].map((name) =>
        path.join(folder, name),
      ) as [string, string];
      await writeFile(rules, wish.rules);
      await writeFile(config, configurationOf(wish, rules));
      const data = path.join(folder, 'data');
      return [`--config.file=${config}`, `--storage.tsdb.path=${data}`, '--log.level=error'];
    },
  });
}

function configurationOf({ target, alertmanager, externalLabels }: PrometheusWish, rules: string) {
  return stringify({
    global: {
      ...{ scrape_interval: '3s', scrape_timeout: '3s', evaluation_interval: '1s' },
      external_labels: externalLabels,
    },
    rule_files: [rules],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [target] }] }],
  });
}
