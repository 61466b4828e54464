// A storm of alerts from a sender that behaves as Alertmanager does, at a bot that is killed again and again, before a Slack that says wait:
// what every group came to is known by a model, and is compared with what the store has and what can be read.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openStore } from '../../bot/adapters/store.ts';
import type { AlertGroup } from '../../bot/notify/alert.ts';
import { createWorld, type World } from '../world/world.ts';

export interface NoticeStorm {
  readonly groups: number;
  /** Deliveries of each group, in order; each is sent until it is taken. */
  readonly deliveries: number;
  readonly kills: number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export interface NoticeStormResult {
  /** What is not as it should be, in words; empty: all is well. */
  readonly problems: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

interface Alert {
  readonly name: string;
  readonly startsAtMs: number;
  isFiring: boolean;
}

const TOKEN = 'a-token-of-the-tests';
const SETTLE_MS = 240_000;
const QUIET_MS = 8_000;
const AT_ONCE = 6;
/** At most so long between two deliveries of a group. */
const PAUSE_MS = 800;

export async function blowNotices({
  groups,
  deliveries,
  kills,
  random,
}: NoticeStorm): Promise<NoticeStormResult> {
  const secrets = await mkdtemp(path.join(tmpdir(), 'quartermaster-notices-'));
  const file = path.join(secrets, 'token');
  await writeFile(file, TOKEN, { mode: 0o600 });
  const world = await createWorld({
    webhooks: { prometheus: { kind: 'alertmanager', bearer: { file } } },
    alerts: { routes: [{ name: 'all', channel: 'C0INCIDENT' }] },
  });
  try {
    await world.startBot();
    const all = Array.from({ length: groups }, (_, index) => groupOf(index));
    let isOver = false;
    const killing = kill(world, kills, () => isOver, random);
    let next = 0;
    let refused = 0;
    const work = async () => {
      for (let index = next; index < all.length; index = next) {
        next += 1;
        refused += await tell(world, all[index] as Group, deliveries, random);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    isOver = true;
    const killed = await killing;
    const memory = await world.memory();
    await settled(world);
    const said = (await world.said()).filter(({ channel }) => channel === '#incidents');
    const remains = await world.endBot();
    const { problems, counts } = await judge(world, all, said);
    return {
      problems: [
        ...problems,
        ...(remains.undeliverable > 0 ? [`${remains.undeliverable} messages were given up`] : []),
      ],
      counts: { groups, deliveries: groups * deliveries, killed, refused, memory, ...counts },
    };
  } finally {
    await world.close();
    await rm(secrets, { recursive: true });
  }
}

interface Group {
  readonly name: string;
  readonly alerts: Alert[];
}

function groupOf(index: number): Group {
  return { name: `storm${index}`, alerts: [] };
}

/** Each delivery has all alerts of the group as they are then, as Alertmanager's has. @returns how often it was not taken */
async function tell(
  world: World,
  group: Group,
  deliveries: number,
  random: () => number,
): Promise<number> {
  let refused = 0;
  for (let count = 0; count < deliveries; count += 1) {
    // Half of them end with what was told of them.
    const isEnd = count === deliveries - 1 && random() < 0.5;
    if (isEnd) for (const alert of group.alerts) alert.isFiring = false;
    else change(group, random);
    while (!(await isTaken(world, group))) {
      refused += 1;
      await delay(300);
    }
    await delay(random() * PAUSE_MS);
  }
  return refused;
}

function change({ name, alerts }: Group, random: () => number): void {
  for (const alert of alerts) if (random() < 0.4) alert.isFiring = false;
  if (alerts.length === 0 || random() < 0.6) {
    alerts.push({ name: `${name} alert ${alerts.length}`, startsAtMs: Date.now(), isFiring: true });
  }
}

async function isTaken(world: World, { name, alerts }: Group): Promise<boolean> {
  const port = world.port();
  if (port === undefined) return false;
  const isFiring = alerts.some((alert) => alert.isFiring);
  const common = { alertname: name, severity: 'warning' };
  const body = {
    ...{ version: '4', groupKey: `{}:{alertname="${name}"}`, truncatedAlerts: 0, receiver: 'qm' },
    ...{ status: isFiring ? 'firing' : 'resolved', groupLabels: { alertname: name } },
    ...{ commonLabels: common, commonAnnotations: {}, externalURL: 'http://alertmanager.example' },
    alerts: alerts.map((alert) => ({
      ...{ status: alert.isFiring ? 'firing' : 'resolved', labels: { ...common, pod: alert.name } },
      ...{
        annotations: { summary: alert.name },
        generatorURL: '',
        fingerprint: fingerprintOf(alert),
      },
      startsAt: new Date(alert.startsAtMs).toISOString(),
      endsAt: alert.isFiring
        ? '0001-01-01T00:00:00Z'
        : new Date(alert.startsAtMs + 1).toISOString(),
    })),
  };
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/webhooks/prometheus`, {
      ...{ method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(5_000) },
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    });
    await answer.text();
    return answer.ok;
  } catch {
    return false; // killed midway: whether it was taken is not known, so it is sent again
  }
}

function fingerprintOf({ name }: Alert): string {
  return Buffer.from(name).toString('hex').slice(0, 40);
}

async function kill(
  world: World,
  kills: number,
  isOver: () => boolean,
  random: () => number,
): Promise<number> {
  let killed = 0;
  for (; killed < kills && !isOver(); killed += 1) {
    await delay(1_000 + random() * 4_000);
    await world.killBot();
    await world.startBot();
  }
  return killed;
}

/** Nothing has been said anew for a while. */
async function settled(world: World): Promise<void> {
  const deadlineMs = Date.now() + SETTLE_MS;
  let last = '';
  let sinceMs = Date.now();
  while (Date.now() < deadlineMs && Date.now() - sinceMs < QUIET_MS) {
    await delay(500);
    const now = JSON.stringify(await world.said());
    if (now !== last) [last, sinceMs] = [now, Date.now()];
  }
}

type Said = Awaited<ReturnType<World['said']>>;

async function judge(world: World, all: readonly Group[], said: Said): Promise<NoticeStormResult> {
  const store = await openStore({ dataDirectory: world.dataDirectory });
  const kept = await store.liveAlertGroups(0, 100_000);
  const tally = (await store.tallies(0))['webhook prometheus'];
  await store.close();
  const problems: string[] = [];
  const heads = Map.groupBy(
    said.filter((each) => each.thread_ts === undefined || each.thread_ts === each.ts),
    keyOf,
  );
  let [own, bundled, burning] = [0, 0, 0];
  for (const group of all) {
    const of = kept.filter(({ key }) => key.endsWith(`{}:{alertname="${group.name}"}`));
    const [found] = of;
    if (found === undefined || of.length !== 1) {
      problems.push(`${group.name} is kept ${of.length} times`);
      continue;
    }
    const firing = group.alerts.filter(({ isFiring }) => isFiring).length;
    const { critical, warning, info } = found.firing;
    if (critical + warning + info !== firing || found.resolved !== group.alerts.length - firing) {
      problems.push(
        `${group.name}: ${JSON.stringify(found.firing)} and ${found.resolved} resolved, not ${firing} of ${group.alerts.length}`,
      );
    }
    if (found.telling.kind === 'bundled') {
      bundled += 1;
      if (firing > 0) burning += 1;
    } else own += 1;
    const messages = heads.get(`alert:${found.id}`) ?? [];
    if (found.telling.kind === 'own') {
      if (messages.length === 0) problems.push(`${group.name} was not told`);
      if (messages.length > 1) problems.push(`${group.name} has ${messages.length} messages`);
      problems.push(...shownProblems(found, messages));
    } else if (messages.length > 0) problems.push(`${group.name} is told twice`);
  }
  const storms = [...heads]
    .filter(([key]) => key?.startsWith('bundle:'))
    .flatMap(([, messages]) => messages);
  const sumOf = (pattern: RegExp) =>
    storms.reduce(
      (sum, { blocks }) => sum + Number(pattern.exec(JSON.stringify(blocks))?.[1] ?? 0),
      0,
    );
  const [counted, shown] = [sumOf(/Storm: (\d+) group/u), sumOf(/(\d+) of \d+ still fire/u)];
  if (counted !== bundled || shown !== burning) {
    problems.push(`storms say ${shown} of ${counted} groups fire, it is ${burning} of ${bundled}`);
  }
  const { received = 0, told = 0, merged = 0, suppressed = 0, ignored = 0 } = tally ?? {};
  if (told + merged + suppressed + ignored !== received)
    problems.push('not everything that was received is accounted for');
  return {
    problems,
    counts: {
      own,
      bundled,
      storms: storms.length,
      received,
      told,
      merged,
      ignored,
      messages: said.length,
    },
  };
}

function shownProblems(group: AlertGroup, messages: Said): readonly string[] {
  const last = JSON.stringify(messages.at(-1)?.blocks ?? []);
  const { critical, warning, info } = group.firing;
  const [firing, all] = [critical + warning + info, critical + warning + info + group.resolved];
  const counts = group.resolved === 0 ? `${firing} fire` : `${firing} of ${all} fire`;
  const expected = group.state === 'resolved' ? 'resolved after' : all === 1 ? '' : counts;
  return last.includes(expected) ? [] : [`${group.title} is not shown as "${expected}"`];
}

function keyOf(message: Said[number]): string | undefined {
  const { metadata } = message as {
    readonly metadata?: { readonly event_payload?: { readonly key?: string } };
  };
  return metadata?.event_payload?.key;
}
