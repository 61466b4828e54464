// Brings messages of alerts up to date: what has changed, what was held back until now, storms, and the lines of threads. It is looked at again
// and again, and remembers nothing but in the store, so whichever replica leads goes on with it.

import type { Clock, Store } from '../ports.ts';
import { threadMessage } from '../render/thread.ts';
import type { AlertGroup, Bundle } from './alert.ts';
import { escalationOf, type NotifySettings } from './escalation.ts';
import { flaps } from './flapping.ts';
import { heldFurther } from './held-further.ts';
import { ALERT_LIMITS } from './limits.ts';
import { tellPagers } from './page.ts';
import { headOf, showBundle, showGroup } from './show-group.ts';
import { withWake } from './wake.ts';
import { wakeGroup } from './waking.ts';

export interface TendParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: () => NotifySettings;
  readonly outbound: { readonly wake: () => void };
  /** In each transaction, before anything is written: throws where this process does not lead any more. */
  readonly guard: (store: Store) => Promise<void>;
}

export interface Tender {
  tend(): Promise<void>;
}

interface Round {
  readonly settings: () => NotifySettings;
  readonly nowMs: number;
  readonly clock: Clock;
  /** When each message was last changed, each thread last answered: what is lost with the process is shown once too often. */
  readonly shownAtMs: Map<string, number>;
  readonly answeredAtMs: Map<string, number>;
}

/** One thing that is looked for; there is a transaction where something is found alone. */
interface Duty {
  isDue(store: Store, round: Round): Promise<boolean>;
  /** @returns whether something waits to be sent */
  work(store: Store, round: Round): Promise<boolean>;
}

export function createTender(parts: TendParts): Tender {
  const { store, clock, outbound, settings } = parts;
  const shownAtMs = new Map<string, number>();
  const answeredAtMs = new Map<string, number>();
  const attend = async (duty: Duty) => {
    const round = { nowMs: clock.nowMs(), clock, settings, shownAtMs, answeredAtMs };
    if (!(await duty.isDue(store, round))) return;
    const hasNew = await store.transaction(async (inner) => {
      await inner.holdAlerts();
      await parts.guard(inner);
      return await duty.work(inner, round);
    });
    if (hasNew) outbound.wake();
  };
  return {
    tend: async () => {
      const failures: unknown[] = [];
      for (const duty of [WAKING, HELD, GROUPS, BUNDLES, THREADS]) {
        // What one of them fails at holds up no other.
        await attend(duty).catch((error: unknown) => failures.push(error));
      }
      for (const times of [shownAtMs, answeredAtMs]) forget(times, clock.nowMs());
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** What is due though nothing has changed. */
const WAKING: Duty = {
  isDue: async (store, { nowMs }) => (await store.wakingAlertGroups(nowMs, 1)).length > 0,
  work: async (store, { nowMs, clock, settings }) => {
    const groups = await store.wakingAlertGroups(nowMs, ALERT_LIMITS.tendGroups);
    const pagedStorms = new Set<string>();
    for (const group of groups) {
      await wakeGroup(group, { store, clock, nowMs, settings: settings(), pagedStorms });
    }
    return groups.length > 0;
  },
};

/** One digest for each channel. What is resolved by now is told as well: it was there. */
const HELD: Duty = {
  isDue: async (store, { nowMs }) => (await store.heldAlertGroups(nowMs)).length > 0,
  work: async (store, { nowMs, clock, settings }) => {
    const due: AlertGroup[] = [];
    for (const group of await store.heldAlertGroups(nowMs)) {
      const untilMs = heldFurther(group, settings(), nowMs);
      if (untilMs === undefined) due.push(group);
      else await store.saveAlertGroup({ ...group, telling: { kind: 'held', untilMs } }, false);
    }
    for (const [channelId, groups] of Map.groupBy(due, (group) => group.channelId)) {
      const bundle: Bundle = {
        ...{ id: clock.id(), kind: 'digest', channelId, openedAtMs: nowMs, grownAtMs: nowMs },
        state: 'firing',
      };
      await store.saveBundle(bundle, true);
      for (const group of groups) {
        // People are called for what is told: from now on, but for what somebody has escalated.
        const { calls } = group;
        const told: AlertGroup = {
          ...{ ...group, telling: { kind: 'bundled', bundleId: bundle.id } },
          ...(calls === undefined ? {} : { calls: { ...calls, sinceMs: calls.sinceMs && nowMs } }),
        };
        await store.saveAlertGroup(withWake(told, escalationOf(told, settings())), false);
      }
    }
    return false;
  },
};

const GROUPS: Duty = {
  isDue: async (store, round) => (await changed(store, round)).length > 0,
  work: async (store, round) => {
    let shown = 0;
    for (const group of await changed(store, round)) {
      if (shown >= ALERT_LIMITS.tendGroups) break;
      if (group.telling.kind === 'bundled') {
        const bundle = await store.bundle(group.telling.bundleId);
        if (bundle !== undefined) await store.saveBundle(bundle, true);
      }
      if (group.telling.kind === 'own') {
        await showGroup(group, store, round);
        round.shownAtMs.set(group.id, round.nowMs);
        shown += 1;
      }
      // Of what is told in one message with others the bundle says it.
      const [now = group] =
        group.telling.kind === 'bundled' ? [] : await tellPagers([group], { ...round, store });
      await store.saveAlertGroup(now, false);
    }
    return shown > 0;
  },
};

/** Those whose message may be changed now. */
async function changed(store: Store, { nowMs, shownAtMs }: Round): Promise<readonly AlertGroup[]> {
  const all = await store.dirtyAlertGroups(ALERT_LIMITS.dirtyGroups);
  return all.filter((group) => {
    if (group.telling.kind !== 'own') return true;
    const everyMs = flaps(group, nowMs) > 0 ? ALERT_LIMITS.flapEveryMs : ALERT_LIMITS.editMs;
    return (shownAtMs.get(group.id) ?? 0) <= nowMs - everyMs;
  });
}

const BUNDLES: Duty = {
  isDue: async (store, round) => (await grown(store, round)).length > 0,
  work: async (store, round) => {
    const bundles = await grown(store, round);
    for (const bundle of bundles) {
      const members = await store.bundled(bundle.id);
      const isFiring = members.some(({ state }) => state === 'firing');
      const now: Bundle = { ...bundle, state: isFiring ? 'firing' : 'resolved' };
      await showBundle(now, members, store, round);
      for (const member of await tellPagers(members, { ...round, store })) {
        await store.saveAlertGroup(member, false);
      }
      await store.saveBundle(now, false);
      round.shownAtMs.set(bundle.id, round.nowMs);
    }
    return bundles.length > 0;
  },
};

async function grown(store: Store, { nowMs, shownAtMs }: Round): Promise<readonly Bundle[]> {
  const all = await store.dirtyBundles(ALERT_LIMITS.tendGroups);
  return all.filter(({ id }) => (shownAtMs.get(id) ?? 0) <= nowMs - ALERT_LIMITS.editMs);
}

/** One answer at a time, with all that has come since the last. */
const THREADS: Duty = {
  isDue: async (store, round) => (await answerable(store, round)).length > 0,
  work: async (store, round) => {
    const { nowMs, clock, answeredAtMs } = round;
    const threads = await answerable(store, round);
    for (const { group, threadTs } of threads) {
      const lines = await store.takeAlertLines(group.id);
      const outgoing = {
        key: `${headOf(group)}:${clock.id()}`,
        address: { teamId: '', channelId: group.channelId, userId: '', threadTs },
        kind: 'message',
        message: threadMessage(lines),
      } as const;
      await store.enqueue(outgoing, nowMs);
      answeredAtMs.set(group.id, nowMs);
    }
    return threads.length > 0;
  },
};

interface Thread {
  readonly group: AlertGroup;
  readonly threadTs: string;
}

/** A thread is there once its message is posted. */
async function answerable(
  store: Store,
  { nowMs, answeredAtMs }: Round,
): Promise<readonly Thread[]> {
  const threads: Thread[] = [];
  for (const id of await store.groupsWithLines(ALERT_LIMITS.threads)) {
    const group = await store.alertGroup(id);
    if (group === undefined) continue;
    const everyMs = flaps(group, nowMs) > 0 ? ALERT_LIMITS.flapEveryMs : ALERT_LIMITS.threadMs;
    if ((answeredAtMs.get(id) ?? group.openedAtMs) > nowMs - everyMs) continue;
    const threadTs = await store.postedTs(headOf(group));
    if (threadTs !== undefined) threads.push({ group, threadTs });
    if (threads.length >= ALERT_LIMITS.tendGroups) break;
  }
  return threads;
}

function forget(times: Map<string, number>, nowMs: number): void {
  for (const [id, atMs] of times) if (atMs < nowMs - ALERT_LIMITS.flapEveryMs) times.delete(id);
}
