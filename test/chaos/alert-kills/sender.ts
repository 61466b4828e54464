// A sender that behaves as Alertmanager does: each delivery has all alerts of its group as they are then, and is sent until it is taken. What every
// group came to is known by it.

import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../../world/world.ts';

/** How a group has to be in the end. */
export interface Expected {
  /** The group's key in the store, or its end. */
  readonly key: string;
  readonly firing: number;
  /** Of alerts that fired once, whether they do or not. Absent: more may have come and gone than anybody saw. */
  readonly all?: number;
}

export interface SenderWish {
  readonly groups: number;
  /** Deliveries of each group, in order. */
  readonly deliveries: number;
  /** It goes on with groups that it has, until then. */
  readonly isOver: () => boolean;
  readonly random: () => number;
}

export interface Sent {
  readonly expected: readonly Expected[];
  readonly delivered: number;
  /** How often a delivery was not taken. */
  readonly refused: number;
}

interface Group {
  readonly name: string;
  readonly severity: 'critical' | 'warning';
  /** It may end and begin again and again; the others keep one alert that fires. */
  readonly mayFlap: boolean;
  readonly alerts: Alert[];
}

interface Alert {
  readonly name: string;
  readonly startsAtMs: number;
  isFiring: boolean;
}

export const TOKEN = 'a-token-of-the-tests';
export const WEBHOOK = 'prometheus';
const AT_ONCE = 6;
/** At most so long between two deliveries of a group. */
const PAUSE_MS = 800;
const LATER_PAUSE_MS = 1_500;
const AGAIN_MS = 300;
/** Longer than any bot is away. */
const GIVEN_UP_MS = 600_000;
/** A delivery has all alerts of its group. */
const MOST_ALERTS = 25;
/** Of so many groups one is critical. */
const CRITICAL = 12;
const FLAPPING = 5;

/** @throws Error when a delivery is never taken. */
export async function send(world: World, wish: SenderWish): Promise<Sent> {
  const { groups, deliveries, isOver, random } = wish;
  const all = Array.from({ length: groups }, (_, index): Group => {
    const severity = index % CRITICAL === 0 ? 'critical' : 'warning';
    const mayFlap = index % FLAPPING === 0;
    return { name: `storm${index}`, severity, mayFlap, alerts: [] };
  });
  let [delivered, refused, next] = [0, 0, 0];
  const deliver = async (group: Group) => {
    for (const untilMs = Date.now() + GIVEN_UP_MS; !(await isTaken(world, group)); ) {
      if (Date.now() > untilMs) throw new Error(`${group.name} was never taken`);
      refused += 1;
      await delay(AGAIN_MS);
    }
    delivered += 1;
    await delay(random() * PAUSE_MS);
  };
  const work = async () => {
    const own: Group[] = [];
    for (let index = next; index < all.length; index = next) {
      next += 1;
      const group = all[index] as Group;
      own.push(group);
      for (let count = 0; count < deliveries; count += 1) {
        // Half of them end with what was told of them.
        if (count === deliveries - 1 && random() < 0.5) endAll(group);
        else change(group, random);
        await deliver(group);
      }
    }
    while (!isOver()) {
      const lasting = own.filter(
        ({ alerts, mayFlap }) => mayFlap || alerts.some(({ isFiring }) => isFiring),
      );
      const group = lasting[Math.floor(random() * lasting.length)];
      if (group !== undefined) {
        change(group, random);
        await deliver(group);
      }
      await delay(LATER_PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { expected: all.map(expectedOf), delivered, refused };
}

function expectedOf({ name, alerts }: Group): Expected {
  return {
    key: `{}:{alertname="${name}"}`,
    firing: alerts.filter(({ isFiring }) => isFiring).length,
    all: alerts.length,
  };
}

function endAll({ alerts }: Group): void {
  for (const alert of alerts) alert.isFiring = false;
}

function change({ name, alerts, mayFlap }: Group, random: () => number): void {
  for (const alert of alerts) {
    const isLast = alerts.filter(({ isFiring }) => isFiring).length <= 1;
    if (random() < 0.4 && (mayFlap || !isLast)) alert.isFiring = false;
  }
  if (alerts.length === 0 || (alerts.length < MOST_ALERTS && random() < 0.6)) {
    alerts.push({ name: `${name} alert ${alerts.length}`, startsAtMs: Date.now(), isFiring: true });
  }
}

async function isTaken(world: World, group: Group): Promise<boolean> {
  const port = world.port();
  if (port === undefined) return false;
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/webhooks/${WEBHOOK}`, {
      ...{ method: 'POST', body: JSON.stringify(bodyOf(group)) },
      signal: AbortSignal.timeout(5_000),
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    });
    await answer.text();
    return answer.ok;
  } catch {
    return false; // killed midway: whether it was taken is not known, so it is sent again
  }
}

function bodyOf({ name, severity, alerts }: Group): object {
  const isFiring = alerts.some((alert) => alert.isFiring);
  const common = { alertname: name, severity };
  return {
    ...{ version: '4', groupKey: `{}:{alertname="${name}"}`, truncatedAlerts: 0, receiver: 'qm' },
    ...{ status: isFiring ? 'firing' : 'resolved', groupLabels: { alertname: name } },
    ...{ commonLabels: common, commonAnnotations: {}, externalURL: 'http://alertmanager.example' },
    alerts: alerts.map((alert) => ({
      ...{ status: alert.isFiring ? 'firing' : 'resolved', labels: { ...common, pod: alert.name } },
      ...{ annotations: { summary: alert.name }, generatorURL: '' },
      fingerprint: Buffer.from(alert.name).toString('hex').slice(0, 40),
      startsAt: new Date(alert.startsAtMs).toISOString(),
      endsAt: alert.isFiring
        ? '0001-01-01T00:00:00Z'
        : new Date(alert.startsAtMs + 1).toISOString(),
    })),
  };
}
