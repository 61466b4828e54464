// A real Prometheus for a test: the installed one, else that of Debian, unpacked into the cache folder. It is not installed: no root is asked for.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { cacheFolder } from '../../sandbox/cache-folder.ts';
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
export async function findPrometheus(what: string): Promise<string | undefined> {
  const found = installed(['prometheus']);
  if (found !== undefined) return found;
  try {
    return await fetchPrometheus();
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    const missing = `There is no Prometheus here, and it cannot be fetched from Debian (${why}).`;
    if (process.env.CI === 'true') throw new Error(missing);
    process.stderr.write(`\nSKIPPED: ${what}. ${missing}\n`);
    return undefined;
  }
}

/** apt itself holds what it fetches to Debian's signatures. Mirrors keep one version of a release, so none can be pinned. */
async function fetchPrometheus(): Promise<string> {
  const folder = cacheFolder('prometheus-debian');
  const program = path.join(folder, 'usr', 'bin', 'prometheus');
  if (existsSync(program)) return program;
  process.stderr.write('\nFetching Prometheus from Debian (about 20 MB, once) ...\n');
  const staging = `${folder}.${process.pid}`;
  await mkdir(staging, { recursive: true });
  const options = { cwd: staging, stdio: 'pipe' as const, timeout: FETCH_MS };
  try {
    try {
      execFileSync('apt-get', ['download', '-q', 'prometheus'], options);
    } catch {
      execFileSync('apt-get', ['update', '-q'], options); // a new machine knows no packages
      execFileSync('apt-get', ['download', '-q', 'prometheus'], options);
    }
    const [archive = ''] = (await readdir(staging)).filter((name) => name.endsWith('.deb'));
    execFileSync('dpkg-deb', ['-x', archive, '.'], options);
    await rm(path.join(staging, archive));
    await rename(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return program;
}

/** It looks each second. */
export async function startPrometheus(program: string, wish: PrometheusWish): Promise<TestServer> {
  return await startServer({
    ...{ what: 'Prometheus', program },
    prepare: async (folder, address) => {
      const [config, rules] = ['prometheus.yml', 'rules.yml'].map((name) =>
        path.join(folder, name),
      ) as [string, string];
      await writeFile(rules, wish.rules);
      await writeFile(config, configurationOf(wish, rules));
      return [
        ...[`--config.file=${config}`, `--storage.tsdb.path=${path.join(folder, 'data')}`],
        ...[`--web.listen-address=${address}`, '--log.level=error'],
      ];
    },
  });
}

function configurationOf({ target, alertmanager, externalLabels }: PrometheusWish, rules: string) {
  return stringify({
    global: {
      ...{ scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      external_labels: externalLabels,
    },
    rule_files: [rules],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [target] }] }],
  });
}
