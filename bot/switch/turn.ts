// Switches all workloads of a switch off or on, tier by tier: the first tier first to switch on, the last first to switch off, each waited
// for before the next. It works out anew what is to be done whenever it is called, so a turn that was cut off is ended by the next one.

import type { KubectlContext } from '../command.ts';
import type { State } from '../timetable/timetable.ts';
import { endingPods } from './ending-pods.ts';
import { heldBack } from './held-back.ts';
import { inTurns } from './in-turns.ts';
import { type Journal, knownOriginals, openJournal } from './journal.ts';
import { type AskKafka, kafkaInTheWay } from './kafka-health.ts';
import { isOwner } from './kinds.ts';
import { LEFT_TIER, OWNER_TIER } from './notes.ts';
import type { NamedSwitch } from './of-settings.ts';
import { readMark } from './original.ts';
import { type Found, keyOf, keyOfFound, type Target } from './plan.ts';
import { readTargets, readWorkloads } from './read-found.ts';
import { unsettled } from './settled.ts';
import type { SwitchStore } from './switch-store.ts';
import { type Switched, switchWorkload } from './switch-workload.ts';

export interface TurnWish {
  readonly name: string;
  readonly of: NamedSwitch;
  readonly state: State;
  /** Since when it is to be so. */
  readonly sinceMs: number;
  /** A person has just asked for it. */
  readonly isAsked: boolean;
}

export interface TurnPorts
  extends Pick<KubectlContext, 'api' | 'catalog' | 'pipelines' | 'nowMs' | 'sleep' | 'signal'> {
  /** Its writes are refused once another process does this in our place. */
  readonly write: (body: (store: SwitchStore) => Promise<void>) => Promise<void>;
  readonly store: Pick<SwitchStore, 'originals'>;
  /** Why it does not go on: something else is wanted, or nobody may do it any longer. @returns undefined where it does */
  readonly endsNow: () => Promise<'superseded' | 'forbidden' | undefined>;
  readonly kafkaTrouble: AskKafka;
  /** What was done so far. */
  readonly show: (report: () => TurnReport) => void;
}

export interface TurnReport {
  readonly switched: readonly Switched[];
  /** Left as somebody has set it by hand. */
  readonly drifts: readonly Switched[];
  /** What could not be done, in words. */
  readonly failures: readonly string[];
  /** Those that the cluster would not have switched, as `deployment/web in shop`. */
  readonly refused: readonly string[];
  /** Absent: all tiers were gone through. */
  readonly ended?: 'superseded' | 'forbidden' | 'left on';
}

export interface TurnLimits {
  /** Workloads that are switched at the same time. */
  readonly atOnce: number;
  readonly lookEveryMs: number;
}

export async function turn(
  wish: TurnWish,
  ports: TurnPorts,
  limits: TurnLimits,
): Promise<TurnReport> {
  const progress = createProgress(ports.show);
  const known = await knownOriginals(wish, ports.store);
  const targets = await readTargets(wish.of, ports, [...known.values()], false);
  const journal = await openJournal(wish, { targets, known }, ports);
  const tiers = tiersOf(wish, targets);
  const stuck: Switched[] = [];
  for (const tier of tiers) {
    const ended = await ports.endsNow();
    if (ended !== undefined) return progress.end(ended);
    // Before the first of all: nothing is begun that could not be ended.
    const isAbout = (other: string) => tier === tiers[0] || other === tier.name;
    const trouble = await kafkaInTheWay(wish, targets, ports.kafkaTrouble, isAbout);
    if (trouble !== undefined) {
      progress.fail([trouble]);
      return progress.end('left on');
    }
    const all = targets.filter((target) => target.tier === tier.name);
    const { own, held } = heldBack(wish.state, all, stuck);
    for (const each of held) progress.add(each);
    const switched = await switchTier(own, wish, { ports, journal, progress, limits });
    // What was not switched does not come to it, however long it is waited for.
    const left = [...held, ...switched.filter((each) => !isOnItsWay(each))];
    stuck.push(...left);
    const onTheirWay = switched.filter(isOnItsWay).map(({ target }) => target);
    const late = await waitFor(onTheirWay, wish, { tier, ports, limits });
    if (typeof late === 'string') return progress.end(late);
    progress.fail(late);
    // What stands beneath may not be taken from under what still runs; what is switched on goes on without.
    const isLeft = tier.name !== OWNER_TIER && (left.length > 0 || late.length > 0);
    if (wish.state === 'off' && isLeft) {
      return progress.end('left on');
    }
  }
  return progress.report();
}

/** In the order in which they are turned. */
function tiersOf(
  { state, of: { settings } }: TurnWish,
  targets: readonly Target[],
): readonly Tier[] {
  const has = (name: string) => targets.some(({ tier }) => tier === name);
  const owners = has(OWNER_TIER) ? [unwaited(OWNER_TIER)] : [];
  if (state === 'off') return [...owners, ...settings.tiers.toReversed()];
  const left = has(LEFT_TIER) ? [unwaited(LEFT_TIER)] : [];
  return [...settings.tiers, ...left, ...owners];
}

/** Nothing of it is waited for. */
function unwaited(name: string): Tier {
  return {
    ...{ name, workloads: [], nodePools: [], nodeGroups: [], autoScalingGroups: [], pipelines: [] },
    ...{ readyWithin: 0, endWithin: 0 },
  };
}

interface Parts {
  readonly ports: TurnPorts;
  readonly journal: Journal;
  readonly progress: Progress;
  readonly limits: TurnLimits;
}

/** It was switched, or need not be: neither refused nor left as somebody has set it. */
function isOnItsWay({ step, failure }: Switched): boolean {
  return failure === undefined && (step.kind === 'patch' || step.kind === 'none');
}

/** All are written down before the first is switched. */
async function switchTier(
  targets: readonly Target[],
  wish: TurnWish,
  { ports, journal, progress, limits }: Parts,
): Promise<readonly Switched[]> {
  await journal.begin(targets, wish);
  const work = async (target: Target) => {
    const switched = await switchWorkload(target, wish, { ports, journal });
    progress.add(switched);
    return switched;
  };
  const all = await inTurns(targets, work, limits.atOnce);
  await journal.end(wish.state);
  return all;
}

type Tier = NamedSwitch['settings']['tiers'][number];

/** @returns what has not come to it in time, in words */
async function waitFor(
  targets: readonly Target[],
  { state, of }: TurnWish,
  { tier, ports, limits }: { tier: Tier; ports: TurnPorts; limits: TurnLimits },
): Promise<readonly string[] | 'superseded' | 'forbidden'> {
  const gates = targets.filter((target) => isGate(target, state));
  const waited = new Map(gates.map((each) => [keyOf(each), readyOf(each)]));
  if (waited.size === 0) return [];
  const kinds = new Set(gates.map(({ kind }) => kind));
  const deadlineMs = ports.nowMs() + (state === 'on' ? tier.readyWithin : tier.endWithin);
  for (;;) {
    const found = await readWorkloads(of.settings.tiers.filter(isOf(tier)), ports, kinds);
    const own = found.filter((each) => waited.has(keyOfFound(each)));
    const late = await lateOf(state, own, { waited, ports });
    if (late.length === 0) return [];
    if (ports.nowMs() >= deadlineMs) return late;
    await ports.sleep(limits.lookEveryMs);
    const ended = await ports.endsNow();
    if (ended !== undefined) return ended;
  }
}

/** Those that have not come to it yet, in words. */
async function lateOf(
  state: State,
  found: readonly Found[],
  {
    waited,
    ports,
  }: { readonly waited: ReadonlyMap<string, number | undefined>; readonly ports: TurnPorts },
): Promise<readonly string[]> {
  const late = found.flatMap((each) => {
    const key = keyOfFound(each);
    const why = unsettled(state, each.kind, each.object, waited.get(key));
    return why === undefined ? [] : [`${key}: ${why}`];
  });
  if (state === 'on' || late.length > 0) return late;
  const ending = await endingPods(found, ports);
  return [...ending].map(
    ([each, count]) =>
      `${keyOfFound(each)}: ${count === 1 ? '1 pod still ends' : `${count} pods still end`}`,
  );
}

function isOf({ name }: Tier) {
  return (other: Tier) => other.name === name;
}

/** As it stood on the object when the turn began. */
function readyOf({ object }: Target): number | undefined {
  const mark = readMark(object);
  return typeof mark === 'object' ? mark.ready : undefined;
}

/** What is kept is not waited for, nor what has no pods of its own, nor what an autoscaler brings up when there is work. */
function isGate({ kind, kept, scaledBy }: Target, state: State): boolean {
  if (isOwner(kind) || kind === 'CronJob' || kind === 'ScaledObject') return false;
  if (kind === 'Job' && state === 'on') return false;
  return kept === undefined && (state === 'off' || scaledBy === undefined);
}

/** Whether all tiers were gone through, and nothing went wrong. */
export function isAllDone({ failures, ended }: TurnReport): boolean {
  return failures.length === 0 && ended === undefined;
}

interface Progress {
  add(switched: Switched): void;
  fail(words: readonly string[]): void;
  end(how: NonNullable<TurnReport['ended']>): TurnReport;
  report(): TurnReport;
}

function createProgress(show: (report: () => TurnReport) => void): Progress {
  const switched: Switched[] = [];
  const drifts: Switched[] = [];
  const failures: string[] = [];
  const refused: string[] = [];
  const report = () => ({
    switched: [...switched],
    drifts: [...drifts],
    failures: [...failures],
    refused: [...refused],
  });
  return {
    add: (each) => {
      if (each.step.kind === 'patch') switched.push(each);
      if (each.step.kind === 'drift') drifts.push(each);
      if (each.isRefused === true) refused.push(keyOf(each.target));
      if (each.failure !== undefined) failures.push(`${keyOf(each.target)}: ${each.failure}`);
      else if (each.step.kind === 'refused')
        failures.push(`${keyOf(each.target)}: ${each.step.why}`);
      show(report);
    },
    fail: (words) => {
      failures.push(...words);
    },
    end: (ended) => ({ ...report(), ended }),
    report,
  };
}
