// A storm of alerts from a sender, a real API server and a real Kafka, while the bot, that server and brokers are killed and Slack breaks off, forgets
// to answer and says wait. In the end each incident has one message, as it is.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startCluster } from '../../cluster/cluster.ts';
import { startOwnKafka } from '../../kafka/own-kafka.ts';
import { createWorld, type World } from '../../world/world.ts';
import { type Judgement, judge } from './judge.ts';
import { goOffline, makeTopic, OFFLINE } from './offline.ts';
import { crashPods } from './pods.ts';
import { send, TOKEN, WEBHOOK } from './sender.ts';
import { type Kills, makeTrouble, troubleSlack } from './troubles.ts';

export interface AlertKills {
  /** Of the sender. */
  readonly groups: number;
  readonly deliveries: number;
  readonly workloads: number;
  readonly kills: Kills;
  /** From 0 up to 1. */
  readonly random: () => number;
}

const SETTLE_MS = 400_000;
const QUIET_MS = 8_000;
const RESTARTS = 3;
const NO_LEADER = 'partitions have no leader';
const LEADER_AGAIN = 'OfflinePartitions (Kafka main): resolved';

export async function blowWithKills(wish: AlertKills): Promise<Judgement> {
  const ends: (() => Promise<unknown>)[] = [];
  try {
    return await blow(wish, ends);
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

async function blow(
  { groups, deliveries, workloads, kills, random }: AlertKills,
  ends: (() => Promise<unknown>)[],
): Promise<Judgement> {
  const secrets = await mkdtemp(path.join(tmpdir(), 'quartermaster-kills-'));
  ends.push(() => rm(secrets, { recursive: true }));
  const file = path.join(secrets, 'token');
  await writeFile(file, TOKEN, { mode: 0o600 });
  const cluster = await startCluster({ apiOnly: true });
  ends.push(cluster.stop);
  const kafka = await startOwnKafka({ brokers: 3 });
  ends.push(kafka.stop);
  const single = await makeTopic(kafka);
  const world = await createWorld({
    clusters: { staging: { environment: 'staging', kubeconfig: cluster.kubeconfig } },
    kafkas: { main: { environment: 'staging', brokers: kafka.bootstrap.split(',') } },
    webhooks: { [WEBHOOK]: { kind: 'alertmanager', bearer: { file } } },
    alerts: { clusters: ['staging'], kafkas: ['main'], routes: routes() },
  });
  ends.push(world.close);
  await world.startBot();

  const [killed, over] = [new AbortController(), new AbortController()];
  ends.push(async () => {
    killed.abort();
    over.abort();
  });
  const isOver = () => over.signal.aborted;
  const trouble = async () => {
    await makeTrouble({ world, cluster, kafka, random }, kills);
    killed.abort();
    await goOffline(single, async () => (await shown(world)).includes(NO_LEADER));
    over.abort();
  };
  const [{ expected, delivered, refused }, crashed, troubles] = await Promise.all([
    send(world, { groups, deliveries, isOver, random }),
    crashPods(cluster, { workloads, restarts: RESTARTS, isOver, random }),
    troubleSlack({ world, cluster, kafka, random }, () => killed.signal.aborted),
    trouble(),
  ]);
  await settled(world);
  const said = await world.said();
  const { undeliverable } = await world.endBot();
  const { problems, counts } = await judge(world, [...expected, ...crashed, OFFLINE], said);
  return {
    problems: [
      ...problems,
      ...(undeliverable > 0 ? [`${undeliverable} messages were given up`] : []),
    ],
    counts: {
      ...{ groups, workloads, delivered, refused, troubles },
      ...{ killed: kills.bot, apiServers: kills.apiServer, brokers: kills.broker, ...counts },
    },
  };
}

/** What a cluster tells has a channel of its own. */
function routes(): readonly object[] {
  return [
    { name: 'clusters', match: { namespace: 'storm' }, channel: 'C0SHOPOPS' },
    { name: 'all', channel: 'C0INCIDENT' },
  ];
}

async function shown(world: World): Promise<string> {
  return JSON.stringify(await world.said());
}

/** Nothing waits for Slack, and nothing has been said anew for a while. */
async function settled(world: World): Promise<void> {
  const deadlineMs = Date.now() + SETTLE_MS;
  let [last, sinceMs] = ['', Date.now()];
  while (Date.now() < deadlineMs) {
    await delay(500);
    const now = await shown(world);
    if (now !== last) [last, sinceMs] = [now, Date.now()];
    const isCalm = Date.now() - sinceMs > QUIET_MS;
    if (isCalm && now.includes(LEADER_AGAIN) && (await waiting(world)) === 0) return;
  }
}

async function waiting(world: World): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${world.port()}/metrics`);
  const found = /^quartermaster_outbound_waiting (?<count>\d+)$/mu.exec(await answer.text());
  return Number(found?.groups?.count ?? Number.NaN);
}
