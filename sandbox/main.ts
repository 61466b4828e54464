// What `npm start` brings up without tokens: a stand-in Slack with its chat page, two stand-in clusters, and the real bot as
// a process of its own that knows them only by their addresses. All of it ends together.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { startBotProcess } from './bot-process.ts';
import { startKubernetes } from './kubernetes/server.ts';
import { startSlack } from './slack/server.ts';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

export async function main(): Promise<void> {
  const dataDirectory = process.env.DATA_DIR || './data';
  const folder = path.join(dataDirectory, 'sandbox');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const slack = await startSlack({
    port: Number(process.env.SANDBOX_PORT || '3000'),
    manifestPath: path.join(ROOT, 'manifest.yml'),
  });
  const clusters = await openClusters(folder);
  const configFile = process.env.QUARTERMASTER_CONFIG || path.join(folder, 'quartermaster.yaml');
  if (!process.env.QUARTERMASTER_CONFIG) {
    writeFileSync(configFile, stringify(sandboxSettings(clusters.settings)), { mode: 0o600 });
  }
  const starting = startBotProcess({
    ...process.env,
    SLACK_BOT_TOKEN: 'xoxb-sandbox',
    SLACK_APP_TOKEN: 'xapp-sandbox',
    SLACK_API_URL: slack.apiUrl,
    QUARTERMASTER_CONFIG: configFile,
    DATA_DIR: dataDirectory,
    LOG_LEVEL: process.env.LOG_LEVEL || 'warn',
  });
  const close = once(async () => {
    const started = await starting.catch(() => undefined);
    await started?.end('SIGTERM');
    await Promise.all([slack.close(), ...clusters.running.map((cluster) => cluster.close())]);
  });
  let isClosing = false;
  const stop = (code: number) => {
    isClosing = true;
    close().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));
  const bot = await starting;
  void bot.ended.then((code) => {
    if (isClosing) return;
    process.stderr.write(`The bot ended by itself (code ${code}); its words stand above.\n`);
    stop(1);
  });
  process.stdout.write(greeting(slack.url));
}

interface Opened {
  readonly settings: Readonly<Record<string, object>>;
  readonly running: readonly { close(): Promise<void> }[];
}

/** Two stand-ins, or the cluster of KUBECONFIG, which is only read. */
async function openClusters(folder: string): Promise<Opened> {
  const own = process.env.KUBECONFIG;
  if (own) {
    const settings = { kubeconfig: path.resolve(own), readOnly: true };
    return {
      running: [],
      settings: {
        staging: { ...settings, environment: 'staging' },
        production: { ...settings, environment: 'production' },
      },
    };
  }
  const names = ['staging', 'production'];
  const running = await Promise.all(names.map((name) => startKubernetes({ name })));
  const settings = names.map((name, index) => {
    const kubeconfig = path.resolve(folder, `${name}.kubeconfig`);
    writeFileSync(kubeconfig, running[index]?.kubeconfig ?? '', { mode: 0o600 });
    return [name, { environment: name, kubeconfig }] as const;
  });
  return { running, settings: Object.fromEntries(settings) };
}

function sandboxSettings(clusters: Opened['settings']): object {
  return {
    timeZone: 'Asia/Seoul',
    policies: path.join(ROOT, 'policies', 'starter'),
    clusters,
    defaultCluster: 'staging',
    channels: {
      C0SHOPOPS: { cluster: 'staging', namespace: 'shop' },
      C0SHOPPROD: { cluster: 'production', namespace: 'shop' },
    },
    groups: {
      viewer: { userGroups: ['S0VIEWERS'] },
      operator: { userGroups: ['S0OPERATORS'] },
      admin: { userGroups: ['S0ADMINS'] },
    },
  };
}

function greeting(url: string): string {
  return [
    `Quartermaster's sandbox is up. Open ${url}`,
    'Three things to try in #shop-ops:',
    '  /kubectl get pods',
    '  /kubectl logs deploy/web --tail=20',
    '  /kubectl rollout restart deploy/web',
    'Ctrl-C ends all of it.',
    '',
  ].join('\n');
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= action();
    return running;
  };
}
