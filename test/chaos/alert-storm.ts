// A storm from a cluster and from Alertmanager at once, through the whole bot, before a Slack that says wait: how many messages that makes, how long
// each incident waits for its first, and whether everything that came is accounted for.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openStore } from '../../bot/adapters/store.ts';
import type { AlertGroup } from '../../bot/notify/alert.ts';
import { createWorld, type World } from '../world/world.ts';
import { podOf } from './crashing-pod.ts';
import { listenToPosts, type Post } from './posts.ts';
import { type StormingCluster, startStormingCluster } from './storming-cluster.ts';

export interface AlertStorm {
  /** Of the cluster: changes of Pods and Events about them. */
  readonly events: number;
  /** Of Alertmanager, five in a delivery. */
  readonly alerts: number;
  readonly overMs: number;
  /** So many of its calls Slack refuses in a row, five times, each with a wait of two seconds. */
  readonly refusals: number;
  readonly settleMs: number;
}

export interface AlertStormResult {
  readonly problems: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

const TOKEN = 'a-token-of-the-tests';
const CHANNEL = 'C0INCIDENT';
const ALERTS_A_GROUP = 5;
/** So many groups of Alertmanager are critical, wherever they come in the storm. */
const CRITICAL = 8;
const PODS = 4;
const CHANGES = 6;
const EVENTS_A_POD = 4;
const QUIET_MS = 10_000;
/** Posts that may be on their way, or be tried again, when something critical comes. */
const UNDER_WAY = 3;

export async function blowAlerts(storm: AlertStorm): Promise<AlertStormResult> {
  const secrets = await mkdtemp(path.join(tmpdir(), 'quartermaster-alerts-'));
  const file = path.join(secrets, 'token');
  await writeFile(file, TOKEN, { mode: 0o600 });
  const cluster = await startStormingCluster();
  const world = await createWorld({
    clusters: { staging: { environment: 'staging', kubeconfig: cluster.kubeconfig } },
    webhooks: { prometheus: { kind: 'alertmanager', bearer: { file } } },
    alerts: { clusters: ['staging'], routes: [{ name: 'all', channel: CHANNEL }] },
  });
  const posts = listenToPosts(world.url);
  const memory = { peak: 0 };
  const watching = setInterval(() => {
    void world.memory().then((now) => {
      memory.peak = Math.max(memory.peak, now);
    });
  }, 500);
  try {
    await world.startBot();
    await delay(3_000);
    const begun = new Map<string, number>();
    await Promise.all([
      blowCluster(cluster, storm, begun),
      deliverAll(world, storm, begun),
      sayWait(world, storm),
    ]);
    await settled(world, posts.all, storm.settleMs);
    const remains = await world.endBot();
    const { problems, counts } = await judge(world, storm, { begun, posts: posts.all });
    const lost = remains.undeliverable;
    return {
      problems: [...problems, ...(lost > 0 ? [`${lost} messages were given up`] : [])],
      counts: { ...counts, peakMemory: memory.peak },
    };
  } finally {
    clearInterval(watching);
    posts.close();
    await world.close();
    await cluster.close();
    await rm(secrets, { recursive: true });
  }
}

/** Slack refuses now and then, whatever the pace. */
async function sayWait(world: World, { overMs, refusals }: AlertStorm): Promise<void> {
  for (let count = 0; count < 5; count += 1) {
    await delay(overMs / 6);
    const refusal = { status: 429, retry_after: 2, times: refusals };
    await world.sim('fault', { method: 'chat.postMessage', ...refusal });
    await world.sim('fault', { method: 'chat.update', ...refusal });
  }
}

/** Workloads of four Pods that crash again and again, with the events that a kubelet would write. */
async function blowCluster(
  cluster: StormingCluster,
  { events, overMs }: AlertStorm,
  begun: Map<string, number>,
): Promise<void> {
  const workloads = Math.ceil(events / (PODS * (CHANGES + EVENTS_A_POD)));
  const beganMs = Date.now();
  let sent = 0;
  for (let round = 0; round < CHANGES + EVENTS_A_POD; round += 1) {
    for (let index = 0; index < workloads * PODS && sent < events; index += 1) {
      const [workload, pod] = [Math.floor(index / PODS), index % PODS];
      const key = `kubernetes staging StatefulSet/storm/db${workload}`;
      const isChange = round % 5 < 3;
      if (isChange) {
        if (!begun.has(key)) begun.set(key, Date.now());
        cluster.put('pods', podOf(workload, pod, round));
      } else cluster.put('events', eventOf(workload, pod, round));
      sent += 1;
      if (sent % 50 === 0)
        await delay(Math.max(0, beganMs + (sent / events) * overMs - Date.now()));
    }
  }
}

function eventOf(workload: number, pod: number, round: number) {
  const name = `db${workload}-${pod}`;
  return {
    metadata: { name: `${name}.${round}`, namespace: 'storm', uid: `${name}.${round}` },
    involvedObject: { kind: 'Pod', namespace: 'storm', name, uid: name },
    ...{ type: 'Warning', count: round + 1, message: 'Back-off restarting failed container' },
    reason: round % 2 === 0 ? 'BackOff' : 'FailedScheduling',
  };
}

async function deliverAll(
  world: World,
  { alerts, overMs }: AlertStorm,
  begun: Map<string, number>,
): Promise<void> {
  const groups = Math.ceil(alerts / ALERTS_A_GROUP);
  const beganMs = Date.now();
  await Promise.all(
    Array.from({ length: groups }, async (_, index) => {
      await delay(Math.max(0, beganMs + ((index + 0.5) / groups) * overMs - Date.now()));
      const severity = index % Math.ceil(groups / CRITICAL) === 0 ? 'critical' : 'warning';
      const body = JSON.stringify(deliveryOf(`storm${index}`, severity));
      begun.set(`webhook prometheus {}:{alertname="storm${index}"}`, Date.now());
      while (!(await isTaken(world, body))) await delay(500);
    }),
  );
}

function deliveryOf(alertname: string, severity: string): object {
  const common = { alertname, severity };
  const startsAt = new Date().toISOString();
  return {
    ...{
      version: '4',
      groupKey: `{}:{alertname="${alertname}"}`,
      truncatedAlerts: 0,
      receiver: 'q',
    },
    ...{
      status: 'firing',
      groupLabels: { alertname },
      commonLabels: common,
      commonAnnotations: {},
    },
    externalURL: 'http://alertmanager.example',
    alerts: Array.from({ length: ALERTS_A_GROUP }, (_, index) => ({
      ...{ status: 'firing', labels: { ...common, pod: `pod-${index}` }, annotations: {} },
      ...{ startsAt, endsAt: '0001-01-01T00:00:00Z', generatorURL: '' },
      fingerprint: Buffer.from(`${alertname} ${index}`).toString('hex').slice(0, 40),
    })),
  };
}

async function isTaken(world: World, body: string): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${world.port()}/webhooks/prometheus`, {
      ...{ method: 'POST', body, signal: AbortSignal.timeout(30_000) },
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    });
    await answer.text();
    return answer.ok;
  } catch {
    return false; // whether it was taken is not known, so it is sent again
  }
}

/** Nothing waits for Slack, and nothing has come to it for a while. */
async function settled(world: World, posts: readonly Post[], settleMs: number): Promise<void> {
  const deadlineMs = Date.now() + settleMs;
  while (Date.now() < deadlineMs) {
    await delay(1_000);
    const isCalm = Date.now() - (posts.at(-1)?.atMs ?? 0) > QUIET_MS;
    if (isCalm && (await waiting(world)) === 0) return;
  }
}

async function waiting(world: World): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${world.port()}/metrics`);
  const found = /^quartermaster_outbound_waiting (?<count>\d+)$/mu.exec(await answer.text());
  return Number(found?.groups?.count ?? Number.NaN);
}

interface Seen {
  readonly begun: ReadonlyMap<string, number>;
  readonly posts: readonly Post[];
}

async function judge(
  world: World,
  { events, alerts }: AlertStorm,
  { begun, posts }: Seen,
): Promise<AlertStormResult> {
  const store = await openStore({ dataDirectory: world.dataDirectory });
  const groups = await store.liveAlertGroups(0, 100_000);
  const tallies = await store.tallies(0);
  await store.close();
  const byKey = Map.groupBy(groups, ({ key }) => key);
  const problems: string[] = [];
  for (const key of begun.keys()) {
    const count = byKey.get(key)?.length ?? 0;
    if (count !== 1) problems.push(`${key} is kept ${count} times`);
  }
  const sums = { received: 0, told: 0, merged: 0, suppressed: 0, ignored: 0 };
  for (const tally of Object.values(tallies)) {
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += tally[name];
  }
  const { received, told, merged, suppressed, ignored } = sums;
  if (told + merged + suppressed + ignored !== received) {
    problems.push(`of ${received} are accounted for: ${JSON.stringify(sums)}`);
  }
  if (received < events + alerts) problems.push(`${received} of ${events + alerts} were received`);
  const waits = groups.map((group) => ({ group, waitMs: waitOf(group, groups, { begun, posts }) }));
  for (const { group, waitMs } of waits) {
    if (waitMs === undefined) problems.push(`${group.key} was told nowhere`);
  }
  const critical = waits.filter(({ group }) => group.severity === 'critical');
  problems.push(...critical.flatMap(({ group }) => behindNoise(group, { begun, posts })));
  const [all, urgent] = [waits, critical].map((some) => some.map(({ waitMs }) => waitMs ?? 0));
  const own = groups.filter(({ telling }) => telling.kind === 'own').length;
  return {
    problems,
    counts: {
      ...{ events, alerts, groups: groups.length, own, bundled: groups.length - own, ...sums },
      messages: new Set(posts.map(({ ts }) => ts)).size,
      edits: posts.filter(({ isEdit }) => isEdit).length,
      ...{ waitP50: share(all, 0.5), waitP99: share(all, 0.99), waitMax: share(all, 1) },
      ...{
        critical: critical.length,
        criticalP50: share(urgent, 0.5),
        criticalMax: share(urgent, 1),
      },
    },
  };
}

/** Milliseconds from when something of it was sent until it was told by name, or in the count of a storm. */
function waitOf(
  group: AlertGroup,
  groups: readonly AlertGroup[],
  { begun, posts }: Seen,
): number | undefined {
  const sentMs = begun.get(group.key) ?? group.openedAtMs;
  const { telling } = group;
  if (telling.kind !== 'bundled') {
    const post = posts.find(({ key }) => key === `alert:${group.id}`);
    return post && post.atMs - sentMs;
  }
  const among = groups
    .filter((each) => each.telling.kind === 'bundled' && each.telling.bundleId === telling.bundleId)
    .toSorted((one, other) => one.number - other.number);
  const rank = among.indexOf(group) + 1;
  const post = posts.find(
    ({ key, text }) =>
      key === `bundle:${telling.bundleId}` && Number(/Storm: (\d+) group/u.exec(text)?.[1]) >= rank,
  );
  return post && Math.max(0, post.atMs - sentMs);
}

/** What is critical has a message of its own, and no more came before it than was under way. */
function behindNoise(group: AlertGroup, { begun, posts }: Seen): readonly string[] {
  if (group.telling.kind !== 'own') return [`${group.key} is critical and has no message`];
  const sentMs = begun.get(group.key) ?? 0;
  const until = posts.findIndex(({ key }) => key === `alert:${group.id}`);
  const before = posts
    .slice(0, until)
    .filter(({ atMs, isEdit, text }) => atMs > sentMs && !isEdit && !text.includes('critical'));
  return before.length > UNDER_WAY ? [`${group.key} was behind ${before.length} others`] : [];
}

function share(times: readonly number[] | undefined, part: number): number {
  const sorted = (times ?? []).toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
