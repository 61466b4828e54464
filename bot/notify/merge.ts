// What a group is after notices of it. Pure: the same notices a second time change nothing.

import type { Notice, Severity } from '../sources/source.ts';
import { type Alert, type AlertGroup, firingOf } from './alert.ts';

/** How far back turns are remembered, and how many at most. */
const TURNS = 20;

export interface Merging {
  readonly group: AlertGroup;
  /** What is known of the notices' alerts, by key. */
  readonly known: ReadonlyMap<string, Alert>;
  /** Of this group alone. */
  readonly notices: readonly Notice[];
  readonly nowMs: number;
}

export interface Merged {
  readonly group: AlertGroup;
  /** Those that are not what they were. */
  readonly alerts: readonly Alert[];
  /** What is worth a line in the thread, in the order in which it came. */
  readonly lines: readonly string[];
  /** Notices of something that ended and of which nothing was known. */
  readonly unknown: number;
}

export function merge({ group, known, notices, nowMs }: Merging): Merged {
  const now = new Map(known);
  const changed = new Map<string, Alert>();
  const lines: string[] = [];
  let unknown = 0;
  for (const notice of notices) {
    const before = now.get(notice.key);
    if (before === undefined && notice.state === 'resolved') {
      unknown += 1;
      continue;
    }
    const after = alertAfter(before, notice, { groupId: group.id, nowMs });
    if (before !== undefined && isSame(before, after)) continue;
    lines.push(...linesOf(before, after));
    now.set(notice.key, after);
    changed.set(notice.key, after);
  }
  if (changed.size === 0) return { group, alerts: [], lines, unknown };
  const alerts = [...changed.values()];
  return { group: groupAfter({ group, known, alerts, nowMs }, notices), alerts, lines, unknown };
}

function alertAfter(
  before: Alert | undefined,
  { group: _, groupTitle: __, ...notice }: Notice,
  { groupId, nowMs }: { readonly groupId: string; readonly nowMs: number },
): Alert {
  if (before === undefined) return { ...notice, groupId, countBefore: 0, changedAtMs: nowMs };
  // What comes late tells of a time that is over.
  if (notice.startedAtMs < before.startedAtMs) return before;
  const isAnew = notice.startedAtMs > before.startedAtMs;
  // What a person has closed is over, unless it is seen again; when its source says so too it cannot be opened again.
  if (before.isClosed === true && !isAnew && notice.count <= before.count) {
    const { isClosed: _, ...ended } = before;
    return notice.state === 'resolved' ? ended : before;
  }
  return {
    ...notice,
    groupId,
    count: isAnew ? notice.count : Math.max(before.count, notice.count),
    countBefore: before.countBefore + (isAnew ? before.count : 0),
    changedAtMs: notice.state === before.state ? before.changedAtMs : nowMs,
  };
}

function isSame(before: Alert, after: Alert): boolean {
  return before === after || JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
}

/** Labels in the order of their names: how a source happens to list them says nothing. */
function sorted(alert: Alert): unknown {
  const { labels, ...rest } = alert;
  const entries = Object.entries(rest).sort(byName);
  return [entries, Object.entries(labels).sort(byName)];
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

function linesOf(before: Alert | undefined, after: Alert): readonly string[] {
  if (before === undefined) return [`Fires: ${after.title}`];
  if (before.state !== after.state) {
    return [after.state === 'firing' ? `Fires again: ${after.title}` : `Resolved: ${after.title}`];
  }
  if (before.severity !== after.severity) {
    return [`${after.severity}, was ${before.severity}: ${after.title}`];
  }
  return [];
}

function groupAfter(
  { group, known, alerts, nowMs }: Omit<Merging, 'notices'> & { readonly alerts: readonly Alert[] },
  notices: readonly Notice[],
): AlertGroup {
  const firing = { ...group.firing };
  let { resolved, occurrences } = group;
  for (const after of alerts) {
    const before = known.get(after.key);
    if (before?.state === 'firing') firing[before.severity] -= 1;
    if (before?.state === 'resolved') resolved -= 1;
    if (after.state === 'firing') firing[after.severity] += 1;
    else resolved += 1;
    occurrences += timesOf(after) - (before === undefined ? 0 : timesOf(before));
  }
  const isFiring = firingOf({ firing }) > 0;
  const isEmpty = group.occurrences === 0;
  const isTurned = isFiring && group.state === 'resolved' && !isEmpty;
  return {
    ...group,
    title: notices.at(-1)?.groupTitle ?? group.title,
    state: isFiring ? 'firing' : 'resolved',
    severity: isFiring ? worstOf(firing) : group.severity,
    firing,
    resolved,
    occurrences,
    labels: commonLabels(isEmpty ? undefined : group.labels, alerts),
    changedAtMs: nowMs,
    turnsAtMs: isTurned ? [...group.turnsAtMs, nowMs].slice(-TURNS) : group.turnsAtMs,
  };
}

function timesOf({ count, countBefore }: Alert): number {
  return count + countBefore;
}

function worstOf(firing: Readonly<Record<Severity, number>>): Severity {
  if (firing.critical > 0) return 'critical';
  return firing.warning > 0 ? 'warning' : 'info';
}

function commonLabels(
  labels: Readonly<Record<string, string>> | undefined,
  alerts: readonly Alert[],
): Readonly<Record<string, string>> {
  let common = Object.entries(labels ?? alerts[0]?.labels ?? {});
  for (const alert of alerts)
    common = common.filter(([name, value]) => alert.labels[name] === value);
  return Object.fromEntries(common);
}
