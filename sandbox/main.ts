// What `npm start` brings up without tokens: a stand-in Slack with its chat page, two stand-in clusters, a real Apache Kafka where
// there is Java, and the real bot as a process of its own that knows them only by their addresses. All of it ends together.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { ALERTS, INCIDENTS, ON_CALL } from './alerts.ts';
import { BotEndedError, startBotProcess } from './bot-process.ts';
import { claimFolder } from './claim-folder.ts';
import { greeting } from './greeting.ts';
import {
  isLeftToUs,
  type KafkaPlace,
  namedBrokers,
  openKafkaPlace,
  wantedConnect,
} from './kafka-place.ts';
import { startKubernetes } from './kubernetes/server.ts';
import { findOwnCluster, type OwnCluster } from './own-cluster.ts';
import { type RunningSlack, startSlack } from './slack/server.ts';
import { StartFailure } from './start-failure.ts';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Ends the process with code 1 and words for a person when it cannot start. */
export async function main(): Promise<void> {
  try {
    await start();
  } catch (error) {
    process.stderr.write(wordsOf(error));
    process.exit(1); // the bot ends with the channel to it, the servers with this process
  }
}

async function start(): Promise<void> {
  const { env } = process;
  const dataDirectory = env.DATA_DIR || './data';
  const folder = path.join(dataDirectory, 'sandbox');
  const claim = claimFolder(folder);
  const ownCluster = env.KUBECONFIG ? findOwnCluster(env.KUBECONFIG) : undefined;
  const slack = await openSlack(env.SANDBOX_PORT || '3000');
  const clusters = ownCluster === undefined ? await openStandIns(folder) : ownOnly(ownCluster);
  const configFile = env.QUARTERMASTER_CONFIG || path.join(folder, 'quartermaster.yaml');
  const connect = wantedConnect(env.KAFKA_CONNECT);
  const writeSettings = (kafka: Brokers) =>
    writeFileSync(configFile, stringify(sandboxSettings(clusters, kafka)), { mode: 0o600 });
  if (!env.QUARTERMASTER_CONFIG) {
    const brokers = namedBrokers(env.KAFKA_BROKERS);
    writeSettings({ brokers, isOurs: false, connectUrl: connect.url });
  }
  const starting = startBotProcess(
    {
      ...env,
      SLACK_BOT_TOKEN: 'xoxb-sandbox',
      SLACK_APP_TOKEN: 'xapp-sandbox',
      SLACK_API_URL: slack.apiUrl,
      QUARTERMASTER_CONFIG: configFile,
      DATA_DIR: dataDirectory,
      LOG_LEVEL: env.LOG_LEVEL || 'warn',
    },
    { onLine: (line) => process.stdout.write(`${line}\n`) },
  );
  let kafka: KafkaPlace | undefined;
  const close = once(async () => {
    const started = await starting.catch(() => undefined);
    await started?.end('SIGTERM');
    await kafka?.close();
    await Promise.all([slack.close(), ...clusters.running.map((cluster) => cluster.close())]);
    claim.release();
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
  process.stdout.write(
    greeting({
      url: slack.url,
      seconds: performance.now() / 1000,
      // With settings of one's own, these say which clusters there are.
      ownCluster: env.QUARTERMASTER_CONFIG ? undefined : ownCluster,
    }),
  );
  if (env.QUARTERMASTER_CONFIG || !isLeftToUs(env.KAFKA_BROKERS)) return;
  kafka = openKafkaPlace({
    // The bot finds what was written within seconds, as it does anywhere.
    onReady: (brokers, connectUrl = connect.url) =>
      writeSettings({ brokers, isOurs: true, connectUrl }),
    withConnect: connect.isOurs,
    say: (line) => process.stdout.write(`${line}\n`),
  });
}

/** What the bot could not do it has said itself. */
function wordsOf(error: unknown): string {
  if (error instanceof BotEndedError && error.code !== undefined) return '';
  if (error instanceof StartFailure) return `${error.what}\n${error.why}\n${error.fix}\n`;
  return `${error instanceof Error ? error.stack : String(error)}\n`;
}

async function openSlack(given: string): Promise<RunningSlack> {
  const port = Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new StartFailure({
      what: 'The sandbox is not started.',
      why: `SANDBOX_PORT is "${given}"; it must be a number from 0 to 65535.`,
      fix: 'Correct it and start again.',
    });
  }
  try {
    return await startSlack({ port, manifestPath: path.join(ROOT, 'manifest.yml') });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    throw new StartFailure(
      {
        what: 'The sandbox is not started.',
        why: code === 'EACCES' ? `Port ${port} may not be used.` : `Port ${port} is taken.`,
        fix: 'End what uses it, or set SANDBOX_PORT to a free port.',
      },
      error,
    );
  }
}

interface Opened {
  readonly settings: Readonly<Record<string, object>>;
  readonly channels: Readonly<Record<string, { cluster: string; namespace: string }>>;
  readonly running: readonly { close(): Promise<void> }[];
}

async function openStandIns(folder: string): Promise<Opened> {
  const names = ['staging', 'production'];
  const running = await Promise.all(names.map((name) => startKubernetes({ name })));
  const settings = names.map((name, index) => {
    const kubeconfig = path.resolve(folder, `${name}.kubeconfig`);
    writeFileSync(kubeconfig, running[index]?.kubeconfig ?? '', { mode: 0o600 });
    return [name, { environment: name, kubeconfig }] as const;
  });
  return {
    running,
    settings: Object.fromEntries(settings),
    channels: {
      C0SHOPOPS: { cluster: 'staging', namespace: 'shop' },
      C0SHOPPROD: { cluster: 'production', namespace: 'shop' },
    },
  };
}

/** A person's own cluster is only read, and the stricter policies hold for it. */
function ownOnly({ name, file, context, namespace }: OwnCluster): Opened {
  const place = { cluster: name, namespace };
  return {
    running: [],
    settings: { [name]: { environment: 'production', kubeconfig: file, context, readOnly: true } },
    channels: { C0SHOPOPS: place, C0SHOPPROD: place },
  };
}

interface Brokers {
  readonly brokers: readonly string[] | undefined;
  /** Whether we have started them: nothing is hosted over somebody's own. */
  readonly isOurs: boolean;
  readonly connectUrl: string | undefined;
}

function sandboxSettings(
  { settings, channels }: Opened,
  { brokers, isOurs, connectUrl }: Brokers,
): object {
  const connect = connectUrl === undefined ? {} : { connect: { url: connectUrl } };
  const kafka = brokers === undefined ? {} : { kafka: 'staging' };
  const settlement = { environment: 'staging', kafka: 'staging' };
  return {
    timeZone: 'Asia/Seoul',
    policies: path.join(ROOT, 'policies', 'starter'),
    clusters: settings,
    defaultCluster: Object.keys(settings)[0],
    ...(brokers === undefined
      ? {}
      : { kafkas: { staging: { environment: 'staging', brokers, ...connect } } }),
    ...(isOurs ? { pipelines: { settlement } } : {}),
    channels: { ...channels, C0SHOPOPS: { ...channels.C0SHOPOPS, ...kafka } },
    timetables: {
      'office-hours': {
        rules: [{ on: 'Mon-Fri 07:30' }, { off: 'Mon-Thu 20:00' }, { off: 'Fri 21:00' }],
        holidays: ['korea'],
      },
    },
    holidays: { korea: { shipped: 'korea' } },
    ...('staging' in settings ? { switches: SWITCHES, prices: PRICES } : {}),
    approvals: { channel: 'C0APPROVE', owners: 'C0INCIDENT' },
    ...('staging' in settings ? { alerts: ALERTS, onCall: ON_CALL } : {}),
    incidents: INCIDENTS,
    groups: {
      viewer: { userGroups: ['S0VIEWERS'] },
      operator: { userGroups: ['S0OPERATORS'] },
      admin: { userGroups: ['S0ADMINS'] },
    },
  };
}

/** Without a timetable: nothing of the shop goes off by itself while somebody looks at it. */
const SWITCHES = {
  'shop-nights': {
    cluster: 'staging',
    tiers: [
      { name: 'databases', workloads: [{ namespace: 'shop', selector: 'app=db' }] },
      { name: 'apps', workloads: [{ namespace: 'shop' }] },
    ],
  },
};
const PRICES = { currency: 'USD', cpuHour: '0.0316', memoryGibHour: '0.0042' };

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= action();
    return running;
  };
}
