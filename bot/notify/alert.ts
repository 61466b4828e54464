// What is kept of notices: alerts, the groups in which they are told, the bundles in which many groups are, and what the store does for them.
//
// A source hands over a batch. In one transaction each notice becomes the state of its alert, each alert counts in its group, and each new group
// gets its way of being told; the group's message is a wish of the outbound queue from then on, edited in place. What only changes a message
// that is there is marked, and shown by the loop in tend.ts. So whatever ends when: what was taken is told, once.

import { type Notice, type Severity, WEIGHTS } from '../sources/source.ts';
import type { Sample } from './history.ts';
import type { Paged, PageStore } from './page.ts';
import type { TemporaryRouteStore } from './temporary-route.ts';
import type { LabelledWorkload } from './workload-of.ts';

export const NONE: Readonly<Record<Severity, number>> = { critical: 0, warning: 0, info: 0 };

/** One matter, as its newest notice says. */
export interface Alert extends Omit<Notice, 'group' | 'groupTitle'> {
  readonly groupId: string;
  /** Occurrences of earlier times, before it was resolved and began anew: `count` is added to them. */
  readonly countBefore: number;
  /** When it last began or ended, by the bot's clock. */
  readonly changedAtMs: number;
  /** A person said that it is over: what its source has said before counts no longer. */
  readonly isClosed?: true;
}

/** What people have said of a group. Slack ids of users. */
export interface Handling {
  /** Somebody looks after it until then: nobody else is called. */
  readonly acknowledged?: {
    readonly by: string;
    readonly atMs: number;
    readonly untilMs: number;
    /** They were told that it runs out. */
    readonly isReminded?: true;
  };
  readonly assignedTo?: string;
  /** Nothing of it is told until then but in its message. */
  readonly silenced?: {
    readonly by: string;
    readonly atMs: number;
    readonly untilMs: number;
    /** It ends before that when the rollout of this workload does. */
    readonly rollout?: LabelledWorkload;
  };
  /** Whoever said that it is over. */
  readonly closedBy?: string;
  /** The number of the incident that it belongs to. */
  readonly incident?: number;
}

/** How far people were called for a group. */
export interface Calls {
  /** The name of its escalation, as it was when it began. */
  readonly escalation: string;
  /** While it is as bad as that. */
  readonly callFor: readonly Severity[];
  /** Since when the next step is waited for. */
  readonly sinceMs: number;
  /** Steps that were called. */
  readonly done: number;
}

/** How a group is told. */
export type Telling =
  /** By a message of its own. */
  | { readonly kind: 'own' }
  /** In the message of a bundle, with others. */
  | { readonly kind: 'bundled'; readonly bundleId: string }
  /** Not before that time: then in a digest. */
  | { readonly kind: 'held'; readonly untilMs: number }
  /** Not at all: it is counted. */
  | { readonly kind: 'muted' };

export interface AlertGroup {
  readonly id: string;
  /** 1, 2, 3 ...: what people call it by. */
  readonly number: number;
  /** The source's name and its group. The newest group of a key is the one that notices go to. */
  readonly key: string;
  readonly source: string;
  readonly title: string;
  /** The route's name. */
  readonly route: string;
  /** '' where it is muted. */
  readonly channelId: string;
  readonly telling: Telling;
  readonly state: 'firing' | 'resolved';
  /** The worst that fires; of a resolved group the worst that did. */
  readonly severity: Severity;
  /** How many of its alerts fire now, by severity, and how many are resolved. */
  readonly firing: Readonly<Record<Severity, number>>;
  readonly resolved: number;
  /** How often all of it was seen. */
  readonly occurrences: number;
  /** How it went so far. Absent: an earlier version began it. */
  readonly seen?: readonly Sample[];
  /** Those that all its alerts have had in common. */
  readonly labels: Readonly<Record<string, string>>;
  readonly openedAtMs: number;
  /** When somebody acknowledged it first. Absent: nobody ever. */
  readonly answeredAtMs?: number;
  /** When its message of its own began; that of a group without one when it began. */
  readonly toldAtMs: number;
  readonly changedAtMs: number;
  /** When it fired anew after it was resolved, the newest last. */
  readonly turnsAtMs: readonly number[];
  readonly handling: Handling;
  /** How far its escalation has come: steps that were called, and since when the next is waited for. Absent: it has none. */
  readonly calls?: Calls;
  /** What pagers were told of it. Absent: nothing. */
  readonly paged?: readonly Paged[];
  /** What of its silence an Alertmanager was told. Absent: nothing that would stand there still. */
  readonly mirrored?: {
    readonly untilMs: number;
    /** When it was seen to be so. Absent: it is not known whether it is. */
    readonly atMs?: number;
  };
  /** When something is to be done about it though nothing changes, for example when an acknowledgement runs out. */
  readonly wakeAtMs?: number;
  /** The channel in which it is told from now on, since it became critical. */
  readonly goesOnIn?: string;
}

/** How many of its alerts fire. */
export function firingOf({ firing }: Pick<AlertGroup, 'firing'>): number {
  return firing.critical + firing.warning + firing.info;
}

/** How many alerts it has, whether they fire or not. */
export function alertsOf(group: Pick<AlertGroup, 'firing' | 'resolved'>): number {
  return firingOf(group) + group.resolved;
}

/** What it is when nothing of it fires any more. */
export function allResolved(group: AlertGroup): AlertGroup {
  return { ...group, state: 'resolved', firing: NONE, resolved: alertsOf(group) };
}

/** The worst first, of these the oldest. */
export function worstFirst(groups: readonly AlertGroup[]): readonly AlertGroup[] {
  return groups.toSorted(
    (one, other) =>
      WEIGHTS[one.severity] - WEIGHTS[other.severity] || one.openedAtMs - other.openedAtMs,
  );
}

/** Many groups in one message: a storm, or what a digest tells. */
export interface Bundle {
  readonly id: string;
  readonly kind: 'storm' | 'digest';
  readonly channelId: string;
  readonly openedAtMs: number;
  /** When a group last came to it. */
  readonly grownAtMs: number;
  readonly state: 'firing' | 'resolved';
}

/** What became of what sources saw: `received` is the sum of the others. */
export interface Tally {
  readonly received: number;
  /** Began a message. */
  readonly told: number;
  /** Went into a message that is there or is to come. */
  readonly merged: number;
  /** Kept, and told nowhere: the route mutes it, or there is none. */
  readonly suppressed: number;
  /** Of no concern to anybody. */
  readonly ignored: number;
}

export interface AlertLine {
  readonly groupId: string;
  readonly atMs: number;
  /** Of the thread: redacted, mrkdwn is not meant in it. */
  readonly text: string;
}

export interface AlertStore extends PageStore, TemporaryRouteStore {
  /** To be called first in a transaction: nobody else changes alerts until it has ended. */
  holdAlerts(): Promise<void>;

  sourcePosition(source: string): Promise<string | undefined>;
  saveSourcePosition(source: string, position: string, atMs: number): Promise<void>;

  /** The newest group of each key that has one. */
  alertGroups(keys: readonly string[]): Promise<readonly AlertGroup[]>;
  alertGroup(id: string): Promise<AlertGroup | undefined>;
  numberedAlertGroup(number: number): Promise<AlertGroup | undefined>;
  /** The next that no group has. */
  nextAlertNumber(): Promise<number>;
  /** Those that are to be woken by then. */
  wakingAlertGroups(nowMs: number, limit: number): Promise<readonly AlertGroup[]>;
  /** Takes the place of what is known of it; a new one takes the place of the newest of its key. @param isDirty its message is to be shown anew */
  saveAlertGroup(group: AlertGroup, isDirty: boolean): Promise<void>;
  /** The oldest change first. */
  dirtyAlertGroups(limit: number): Promise<readonly AlertGroup[]>;
  /** Those that were held until then. */
  heldAlertGroups(nowMs: number): Promise<readonly AlertGroup[]>;
  /** Firing ones and those that were resolved since that time, the newest first. */
  liveAlertGroups(sinceMs: number, limit: number): Promise<readonly AlertGroup[]>;
  /** How many groups began messages of their own in a channel since that time. */
  opened(
    channelId: string,
    sinceMs: number,
  ): Promise<{ readonly all: number; readonly critical: number }>;

  alerts(groupId: string, keys: readonly string[]): Promise<readonly Alert[]>;
  saveAlerts(alerts: readonly Alert[]): Promise<void>;
  /** All alerts of one group become another's. */
  moveAlerts(fromId: string, toId: string): Promise<void>;
  /** Names of the sources of which something fires. */
  firingSources(): Promise<readonly string[]>;
  /** Of the newest groups of a source: what fires, as it was handed over. */
  firingAlerts(source: string): Promise<readonly Notice[]>;
  /** All of a group. */
  everyAlert(groupId: string): Promise<readonly Alert[]>;
  /** Firing ones first, of these the worst, of these the newest. */
  worstAlerts(groupId: string, limit: number): Promise<readonly Alert[]>;

  saveBundle(bundle: Bundle, isDirty: boolean): Promise<void>;
  bundle(id: string): Promise<Bundle | undefined>;
  dirtyBundles(limit: number): Promise<readonly Bundle[]>;
  /** The storm of a channel that is still open; one at most. */
  openStorm(channelId: string): Promise<Bundle | undefined>;
  bundled(bundleId: string): Promise<readonly AlertGroup[]>;

  /** @param isTold they are kept for those who look, and no thread gets them */
  addAlertLines(lines: readonly AlertLine[], isTold: boolean): Promise<void>;
  /** Groups with lines that are not told yet. */
  groupsWithLines(limit: number): Promise<readonly string[]>;
  /** Takes them: they are told from then on. The oldest first. */
  takeAlertLines(groupId: string): Promise<readonly AlertLine[]>;
  alertLines(groupId: string, limit: number): Promise<readonly AlertLine[]>;

  addTally(source: string, hour: number, tally: Tally): Promise<void>;
  /** Sums since that hour, by source. @param sinceHour hours since the epoch */
  tallies(sinceHour: number): Promise<Readonly<Record<string, Tally>>>;
}
