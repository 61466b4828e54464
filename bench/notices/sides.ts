// The two sides of the benchmark, each a process of its own on the same kind of cluster: the whole bot, and a watch that only counts.

import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { startBotProcess } from '../../sandbox/bot-process.ts';
import { startSlack } from '../../sandbox/slack/server.ts';
import { listenToPosts, type Post } from '../../test/chaos/posts.ts';

export interface Side {
  /** How many events it has had, and is through with. */
  count(): Promise<number>;
  /** Resident memory in MiB. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

export interface OurSide extends Side {
  readonly posts: readonly Post[];
}

const BEGIN_MS = 2_000;

export async function startOurSide(kubeconfig: string): Promise<OurSide> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-bench-'));
  const settings = { rate_limits: false };
  const slack = await startSlack({ port: 0, manifestPath: 'manifest.yml', settings });
  const configFile = path.join(folder, 'quartermaster.yaml');
  await writeFile(configFile, stringify(settingsOf(kubeconfig)), { mode: 0o600 });
  const { PATH, HOME } = process.env;
  const bot = await startBotProcess({
    ...{ PATH, HOME, PORT: '0', LOG_LEVEL: 'error', SLACK_API_URL: slack.apiUrl },
    ...{ QUARTERMASTER_CONFIG: configFile, DATA_DIR: path.join(folder, 'data') },
  });
  const posts = listenToPosts(slack.url);
  await delay(BEGIN_MS); // it comes to lead, and lists what is there
  return {
    posts: posts.all,
    count: async () => {
      const answer = await fetch(`http://127.0.0.1:${bot.port}/metrics`);
      const found = (await answer.text()).matchAll(/^quartermaster_\w*notices\w*\{.*\} (\d+)$/gmu);
      return [...found].reduce((sum, [, value]) => sum + Number(value), 0);
    },
    memory: () => memoryOf(bot.id),
    stop: async () => {
      posts.close();
      await bot.end('SIGTERM');
      await slack.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function startBareSide(kubeconfig: string): Promise<Side> {
  const file = fileURLToPath(new URL('bare-watch.ts', import.meta.url));
  const child = fork(file, [kubeconfig], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  let count = 0;
  await new Promise<void>((resolve) => {
    child.on('message', (said: { readonly ready?: true; readonly count?: number }) => {
      if (said.ready) resolve();
      count = said.count ?? count;
    });
  });
  return {
    count: async () => count,
    memory: () => memoryOf(child.pid ?? 0),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function memoryOf(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? Number.NaN) / 1024);
}

function settingsOf(kubeconfig: string): object {
  return {
    policies: path.resolve('policies', 'starter'),
    clusters: { bench: { environment: 'staging', kubeconfig } },
    alerts: { clusters: ['bench'], routes: [{ name: 'all', channel: 'C0INCIDENT' }] },
  };
}
