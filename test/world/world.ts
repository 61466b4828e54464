// The whole product with a bot that may end at any moment: the stand-in Slack and cluster live on here, the bot is a process
// of its own that is killed and started again on the same data.

import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { openStore } from '../../bot/adapters/store.ts';
import type { AuditRow, AuditVerdict } from '../../bot/ports.ts';
import { type BotProcess, startBotProcess } from '../../sandbox/bot-process.ts';
import {
  type RecordedRequest,
  type RunningKubernetes,
  startKubernetes,
} from '../../sandbox/kubernetes/server.ts';
import { startSlack } from '../../sandbox/slack/server.ts';
import type { Settings } from '../../sandbox/slack/settings.ts';
import { PATIENT } from '../sandbox/slack/patient.ts';
import { type StoredMessage, words } from '../system/sandbox.ts';
import { type Door, openDoor } from './door.ts';

export type Json = Readonly<Record<string, unknown>>;

/** What is left in the store of a bot that has ended. */
export interface Remains {
  readonly verdict: AuditVerdict;
  readonly rows: readonly AuditRow[];
  readonly openIntents: number;
  readonly unfinished: number;
  readonly undeliverable: number;
}

export interface Said extends StoredMessage {
  readonly channel: string;
}

export interface World {
  readonly door: Door;
  /** Of the stand-in Slack's chat page. */
  readonly url: string;
  /** Where a bot without a database server keeps its store. */
  readonly dataDirectory: string;
  /** Asks the stand-in Slack's control API: with a body it is a POST. */
  sim(route: string, body?: object): Promise<Json>;
  /** The bytes of an uploaded file, as text. */
  file(id: string): Promise<string>;
  /** Of all channels, by the bot. */
  said(): Promise<readonly Said[]>;
  /** Asks the cluster itself, past the bot and the door. */
  read(path: string): Promise<Json>;
  /** Changes something in the cluster itself, by a merge patch. */
  patch(path: string, body: object): Promise<Json>;
  /** The latest that the cluster was asked, at most 1,000. */
  requests(): readonly RecordedRequest[];
  startBot(): Promise<void>;
  /** Of the bot that runs; undefined while none does. */
  port(): number | undefined;
  /** What bots have written to stdout. */
  lines(): readonly string[];
  /** A further bot beside it, on the same database server. @param aheadMs of its clock; below 0 it is behind */
  startReplica(aheadMs?: number): Promise<BotProcess>;
  /** Takes the place of the settings beside the usual ones; bots read them again by themselves. */
  configure(extra: object): Promise<void>;
  /** At once, with no time to end anything. */
  killBot(): Promise<void>;
  /** In order; then what it left is read. */
  endBot(): Promise<Remains>;
  /** Resident, in MiB. */
  memory(): Promise<number>;
  close(): Promise<void>;
}

export const CHANNELS = ['#shop-ops', '#approvals', '#incidents', '#general'];
const MOST_ROWS = 1_000_000;

/**
 * @param extra settings of the bot beside the usual ones
 * @param settingsOfSlack by default it waits for a busy machine
 * @param databaseUrl where given, the bots share that store
 */
export async function createWorld(
  extra: object = {},
  settingsOfSlack: Partial<Settings> = PATIENT,
  databaseUrl?: string,
): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-chaos-'));
  const dataDirectory = path.join(folder, 'data');
  const slack = await startSlack({
    port: 0,
    manifestPath: 'manifest.yml',
    settings: settingsOfSlack,
  });
  const cluster = await startKubernetes({ name: 'staging' });
  const door = await openDoor(Number(new URL(cluster.url).port));
  const configFile = path.join(folder, 'quartermaster.yaml');
  const kubeconfig = path.join(folder, 'kubeconfig');
  const address = cluster.url.replace(/:\d+$/u, `:${door.port}`);
  await writeFile(kubeconfig, cluster.kubeconfig.replaceAll(cluster.url, address), { mode: 0o600 });
  const configure = async (more: object) => {
    const text = stringify({ ...settings(kubeconfig), ...more });
    await writeFile(`${configFile}.new`, text, { mode: 0o600 });
    await rename(`${configFile}.new`, configFile);
  };
  await configure(extra);
  const lines: string[] = [];
  let bot: BotProcess | undefined;
  const replicas: BotProcess[] = [];
  const start = async (aheadMs = 0) => {
    const { PATH, HOME } = process.env;
    return await startBotProcess(
      {
        ...{ PATH, HOME, PORT: '0', LOG_LEVEL: 'error' },
        SLACK_API_URL: slack.apiUrl,
        QUARTERMASTER_CONFIG: configFile,
        DATA_DIR: dataDirectory,
        ...(aheadMs === 0 ? {} : { NODE_OPTIONS: `--import=${clockAhead(aheadMs)}` }),
        ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      },
      { onLine: (line) => lines.push(line) },
    );
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = bot;
    bot = undefined;
    await ending?.end(signal);
  };
  return {
    door,
    url: slack.url,
    dataDirectory,
    sim: (route, body) => ask(`${slack.url}/sim/${route}`, body),
    file: async (id) => await (await fetch(`${slack.url}/sim/files/${id}`)).text(),
    said: async () => {
      const lists = [...CHANNELS, '#shop-prod'].map(async (channel) => {
        const where = `channel=${encodeURIComponent(channel)}`;
        const { messages } = await ask(`${slack.url}/sim/messages?${where}`);
        return (messages as readonly (StoredMessage & { bot_id?: string })[])
          .filter(({ bot_id: botId }) => botId === 'B0QM')
          .map((message) => ({ ...message, channel }));
      });
      return (await Promise.all(lists)).flat();
    },
    read: (route) => askCluster(cluster, route),
    patch: (route, body) => askCluster(cluster, route, body),
    requests: cluster.requests,
    startBot: async () => {
      bot = await start();
    },
    startReplica: async (aheadMs) => {
      const replica = await start(aheadMs);
      replicas.push(replica);
      return replica;
    },
    configure,
    port: () => bot?.port,
    lines: () => lines,
    killBot: () => end('SIGKILL'),
    endBot: async () => {
      await end('SIGTERM');
      return await readRemains(dataDirectory);
    },
    memory: async () => {
      const status = await readFile(`/proc/${bot?.id}/status`, 'utf8').catch(() => '');
      return Math.round(Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? 0) / 1024);
    },
    close: async () => {
      await end('SIGKILL');
      for (const replica of replicas) await replica.end('SIGKILL');
      await Promise.all([slack.close(), door.close()]);
      await cluster.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until it holds. @throws Error with what is still missing. */
export async function until(
  isSo: () => Promise<string | undefined>,
  timeoutMs: number,
): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const missing = await isSo();
    if (missing === undefined) return;
    if (Date.now() > deadlineMs) throw new Error(`It did not come to its end: ${missing}`);
    await delay(500);
  }
}

/** How many messages speak of each marker `mN`, and whether it is the end of it. */
export function byMarker(
  messages: readonly StoredMessage[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const message of messages) {
    const text = words(message);
    for (const marker of new Set(text.match(/\bm\d+m\b/gu) ?? [])) {
      found.set(marker, [...(found.get(marker) ?? []), text]);
    }
  }
  return found;
}

function settings(kubeconfig: string): object {
  return {
    policies: path.resolve('policies', 'starter'),
    clusters: { staging: { environment: 'staging', kubeconfig } },
    defaultCluster: 'staging',
    timetables: {
      'office-hours': {
        timeZone: 'Asia/Seoul',
        rules: [{ on: 'Mon-Fri 07:30' }, { off: 'Mon-Thu 20:00' }, { off: 'Fri 21:00' }],
        holidays: ['korea'],
      },
      nights: { rules: [{ off: '02:30' }, { on: '06:00' }] },
    },
    holidays: { korea: { shipped: 'korea' } },
    switches: {
      'shop-nights': {
        cluster: 'staging',
        tiers: [{ name: 'shop', workloads: [{ namespace: 'shop' }] }],
      },
    },
    prices: { currency: 'USD', cpuHour: '0.0316', memoryGibHour: '0.0042' },
    channels: Object.fromEntries(
      ['C0SHOPOPS', 'C0APPROVE', 'C0INCIDENT', 'C0GENERAL'].map((id) => [
        id,
        { cluster: 'staging', namespace: 'shop' },
      ]),
    ),
    groups: {
      viewer: { userGroups: ['S0VIEWERS'] },
      operator: { userGroups: ['S0OPERATORS'] },
      admin: { userGroups: ['S0ADMINS'] },
    },
  };
}

/** A module that turns the clock of its process. */
function clockAhead(aheadMs: number): string {
  const code = `const now = Date.now; Date.now = () => now() + ${aheadMs};`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

async function readRemains(dataDirectory: string): Promise<Remains> {
  const store = await openStore({ dataDirectory, readOnly: true });
  try {
    const { undeliverable } = await store.queueDepth();
    return {
      verdict: await store.verifyAudit(),
      rows: await store.searchAudit({ limit: MOST_ROWS }),
      openIntents: (await store.openIntents()).length,
      unfinished: (await store.unfinished()).length,
      undeliverable,
    };
  } finally {
    await store.close();
  }
}

function askCluster(
  { url, token, certificate }: RunningKubernetes,
  route: string,
  patch?: object,
): Promise<Json> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/merge-patch+json',
    };
    const method = patch === undefined ? 'GET' : 'PATCH';
    request(`${url}${route}`, { method, ca: certificate, headers }, (answer) => {
      void json(answer).then((body) => resolve(body as Json), reject);
    })
      .on('error', reject)
      .end(patch === undefined ? undefined : JSON.stringify(patch));
  });
}

async function ask(url: string, body?: object): Promise<Json> {
  const response = await fetch(
    url,
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        },
  );
  return (await response.json()) as Json;
}
