// Takes what sources hand over: all of a batch in one transaction, or nothing of it.

import type { Metrics } from '../metrics.ts';
import type { Clock, Store } from '../ports.ts';
import { type Batch, type Notice, type Take, WEIGHTS } from '../sources/source.ts';
import {
  type Alert,
  type AlertGroup,
  alertsOf,
  type Calls,
  firingOf,
  type Tally,
} from './alert.ts';
import { type BeginParts, beginGroup, placeOf } from './begin-group.ts';
import { callsOf, escalationOf, type NotifySettings } from './escalation.ts';
import { fitted } from './fitted.ts';
import { flaps } from './flapping.ts';
import { type Sample, sampled } from './history.ts';
import { ALERT_LIMITS } from './limits.ts';
import { makeLouder } from './louder.ts';
import { type Merged, merge } from './merge.ts';
import { routeNamed } from './route.ts';
import { showGroup } from './show-group.ts';
import { stillClosed } from './still-closed.ts';
import { callsAnew, withWake } from './wake.ts';

const HOUR_MS = 3_600_000;

export interface TakeParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: () => NotifySettings;
  readonly redact: (text: string) => { readonly text: string };
  readonly outbound: { readonly wake: () => void };
  readonly metrics?: Metrics;
  /** Reads which routes are in force, in the same transaction. */
  readonly renewRoutes?: (store: Store) => Promise<void>;
  /** In the same transaction, before anything is written: throws where this process may not take it. */
  readonly guard?: (store: Store) => Promise<void>;
}

type Count = { -readonly [Key in keyof Tally]: number };

export function createTake(parts: TakeParts): Take {
  return async (batch) => {
    for (const part of inParts(batch)) {
      const { hasNew, count } = await parts.store.transaction((store) =>
        takeIn(store, part, parts),
      );
      parts.metrics?.batchTaken(batch.source, count);
      if (hasNew) parts.outbound.wake();
    }
  };
}

/**
 * A list of a whole cluster would hold up everything else in one transaction. The position goes with the last part: what ends between two of
 * them is handed over once more, which changes nothing.
 */
function* inParts(batch: Batch): Iterable<Batch> {
  const { source, notices } = batch;
  const most = ALERT_LIMITS.takenNotices;
  let at = 0;
  for (; notices.length - at > most; at += most) {
    yield { source, notices: notices.slice(at, at + most), received: most, ignored: 0 };
  }
  yield { ...batch, notices: notices.slice(at), received: batch.received - at };
}

async function takeIn(
  store: Store,
  batch: Batch,
  parts: TakeParts,
): Promise<{ readonly hasNew: boolean; readonly count: Tally }> {
  const { source, received, ignored, position } = batch;
  const nowMs = parts.clock.nowMs();
  await store.holdAlerts();
  await parts.guard?.(store);
  await parts.renewRoutes?.(store);
  const byGroup = new Map<string, Notice[]>();
  for (const notice of batch.notices.map((each) => fitted(each, parts.redact))) {
    const key = `${source} ${notice.group}`;
    const of = byGroup.get(key) ?? [];
    of.push(notice);
    byGroup.set(key, of);
  }
  // What the source has folded into one notice is told with it.
  const folded = Math.max(0, received - ignored - batch.notices.length);
  const count: Count = {
    received: ignored + folded + batch.notices.length,
    told: 0,
    merged: folded,
    suppressed: 0,
    ignored,
  };
  const current = new Map(
    (await store.alertGroups([...byGroup.keys()])).map((group) => [group.key, group]),
  );
  let hasNew = false;
  for (const [key, notices] of byGroup) {
    const taken = await takeGroup({ key, source, notices, group: current.get(key) }, store, {
      ...parts,
      nowMs,
    });
    count[taken.as] +=
      notices.length - taken.unknown - (taken.isNew && taken.as === 'merged' ? 1 : 0);
    count.ignored += taken.unknown;
    if (taken.isNew && taken.as === 'merged') count.told += 1;
    hasNew ||= taken.isNew;
  }
  if (position !== undefined) await store.saveSourcePosition(source, position, nowMs);
  if (count.received > 0) await store.addTally(source, Math.floor(nowMs / HOUR_MS), count);
  return { hasNew, count };
}

interface Wish {
  readonly key: string;
  readonly source: string;
  readonly notices: readonly Notice[];
  readonly group: AlertGroup | undefined;
}

interface Taken {
  readonly as: 'merged' | 'suppressed';
  /** A message of its own begins. */
  readonly isNew: boolean;
  readonly unknown: number;
}

async function takeGroup(
  wish: Wish,
  store: Store,
  parts: TakeParts & { readonly nowMs: number },
): Promise<Taken> {
  const { notices } = wish;
  const { nowMs } = parts;
  const { before, news, closed } = await standingOf(wish, store, nowMs);
  // Ends of what nobody knows begin nothing.
  if (before === undefined && news.every(({ state }) => state === 'resolved')) {
    return { as: 'merged', isNew: false, unknown: notices.length };
  }
  const begun = before ?? (await beginGroup({ ...wish, notices: news }, store, parts));
  const group = { ...begun, resolved: begun.resolved + closed.length };
  const carried = closed.map((alert) => ({ ...alert, groupId: group.id }));
  const known = new Map<string, Alert>(carried.map((alert) => [alert.key, alert]));
  if (before !== undefined) {
    const keys = [...new Set(notices.map(({ key }) => key))];
    for (const alert of await store.alerts(before.id, keys)) known.set(alert.key, alert);
  }
  const merged = merge({ group, known, notices, nowMs });
  const as = group.telling.kind === 'muted' ? 'suppressed' : 'merged';
  if (merged.alerts.length === 0) return { as, isNew: false, unknown: merged.unknown };
  await store.saveAlerts([...carried, ...merged.alerts]);
  const now = anew(before, { ...merged.group, seen: seenOf(merged.group, nowMs) }, nowMs);
  const { silenced } = now.handling;
  const isSilenced = silenced !== undefined && silenced.untilMs > nowMs;
  const isWorse = before !== undefined && isWorseThan(now, before);
  if (before !== undefined) {
    // Of a single alert the message itself says how it stands.
    const isSaid = alertsOf(now) === 1 && now.severity === before.severity;
    const isQuiet = isSaid || isSilenced || group.telling.kind !== 'own';
    await keepLines(merged, isQuiet, store, nowMs);
  }
  if (isWorse && now.severity === 'critical' && !isSilenced) {
    const louder = await makeLouder(now, notices, store, parts);
    if (louder !== undefined) return { ...louder, unknown: merged.unknown };
  }
  const isNew = before === undefined && group.telling.kind === 'own';
  const calls =
    now.calls ?? (isWorse ? placeOf(notices, parts).calls : milderCalls(before, now, parts));
  const called = calls === undefined ? now : { ...now, calls };
  const told = withWake(called, escalationOf(called, parts.settings()));
  await store.saveAlertGroup(told, !isNew);
  if (isNew) await showGroup(told, store, { nowMs });
  return { as, isNew, unknown: merged.unknown };
}

function seenOf(group: AlertGroup, nowMs: number): readonly Sample[] {
  return sampled(group.seen ?? [], [nowMs, group.occurrences, firingOf(group)]);
}

/** What fires anew after its end is looked after by nobody, and called for from the beginning; but each turn of what flaps is no new beginning. */
function anew(before: AlertGroup | undefined, group: AlertGroup, nowMs: number): AlertGroup {
  if (before?.state !== 'resolved' || group.state !== 'firing') return group;
  const { closedBy: _, ...open } = group.handling;
  if (flaps(group, nowMs) > 0) return { ...group, handling: open };
  const { acknowledged: __, ...handling } = open;
  return { ...group, handling, ...callsAnew(group, nowMs) };
}

function isWorseThan(group: AlertGroup, before: AlertGroup): boolean {
  return group.state === 'firing' && WEIGHTS[group.severity] < WEIGHTS[before.severity];
}

async function keepLines(
  { group, lines }: Pick<Merged, 'group' | 'lines'>,
  isTold: boolean,
  store: Store,
  nowMs: number,
): Promise<void> {
  const most = ALERT_LIMITS.batchLines;
  const left = lines.length - most;
  const kept = left > 0 ? [...lines.slice(0, most), `and ${left} more changes`] : lines;
  await store.addAlertLines(
    kept.map((text) => ({ groupId: group.id, atMs: nowMs, text })),
    isTold,
  );
}

/** What was worse than what people are called for may become that. */
function milderCalls(
  before: AlertGroup | undefined,
  now: AlertGroup,
  { settings, nowMs }: BeginParts,
): Calls | undefined {
  if (before === undefined || now.state !== 'firing' || now.severity === before.severity)
    return undefined;
  return callsOf(routeNamed(now.route, settings().alerts), now.severity, nowMs);
}

interface Standing {
  /** The group that the notices go to; undefined: another begins. */
  readonly before: AlertGroup | undefined;
  /** What it begins with. */
  readonly news: readonly Notice[];
  /** What goes over to it as closed. */
  readonly closed: readonly Alert[];
}

async function standingOf(
  { group, notices }: Wish,
  store: Store,
  nowMs: number,
): Promise<Standing> {
  if (!isOver(group, nowMs)) return { before: group, news: notices, closed: [] };
  const { closed, news } = await stillClosed(group, notices, store);
  const isAllOld = closed.length > 0 && news.every(({ state }) => state === 'resolved');
  return isAllOld ? { before: group, news, closed: [] } : { before: undefined, news, closed };
}

/** A group that ended long enough ago has its message for itself. */
function isOver(group: AlertGroup | undefined, nowMs: number): boolean {
  return group?.state === 'resolved' && group.changedAtMs < nowMs - ALERT_LIMITS.reopenMs;
}
