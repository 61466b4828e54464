// Switches all workloads of a switch off or on, tier by tier: the first tier first to switch on, the last first to switch off, each waited
// for before the next. It works out anew what is to be done whenever it is called, so a turn that was cut off is ended by the next one.

import type { KubectlContext } from '../command.ts';
import { StatusError } from '../kubernetes/api.ts';
import type { State } from '../timetable/timetable.ts';
import { type Journal, openJournal } from './journal.ts';
import type { NamedSwitch } from './of-settings.ts';
import { readMark } from './original.ts';
import { planOff, type Target } from './plan.ts';
import { readFound, readWorkloads } from './read-found.ts';
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
  extends Pick<KubectlContext, 'api' | 'catalog' | 'nowMs' | 'sleep' | 'signal'> {
  /** Its writes are refused once another process does this in our place. */
  readonly write: (body: (store: SwitchStore) => Promise<void>) => Promise<void>;
  readonly store: Pick<SwitchStore, 'originals'>;
  /** Whether this is what is wanted still. */
  readonly isWanted: () => Promise<boolean>;
  /** What was done so far. */
  readonly show: (report: TurnReport) => void;
}

export interface TurnReport {
  readonly switched: readonly Switched[];
  /** Left as somebody has set it by hand. */
  readonly drifts: readonly Switched[];
  /** What could not be done, in words. */
  readonly failures: readonly string[];
  /** Absent: all tiers were gone through. */
  readonly ended?: 'superseded' | 'left on';
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
  const targets = await readTargets(wish.of, ports);
  const journal = await openJournal(wish.name, targets, ports);
  const { tiers } = wish.of.settings;
  for (const tier of wish.state === 'on' ? tiers : tiers.toReversed()) {
    if (!(await ports.isWanted())) return progress.end('superseded');
    const own = targets.filter((target) => target.tier === tier.name);
    await switchTier(own, wish, { ports, journal, progress, limits });
    const late = await waitFor(own, wish, { tier, ports, limits });
    if (late === 'superseded') return progress.end('superseded');
    progress.fail(late);
    // What stands beneath may not be taken from under what still runs; what is switched on goes on without.
    if (wish.state === 'off' && late.length > 0) return progress.end('left on');
  }
  return progress.report();
}

/** What a turn would do now, with nothing changed. */
export async function readTargets(
  { settings, self }: NamedSwitch,
  ports: Pick<TurnPorts, 'api' | 'catalog'>,
): Promise<readonly Target[]> {
  const { found, neighbours } = await readFound(settings, ports);
  return planOff(found, neighbours, self);
}

interface Parts {
  readonly ports: TurnPorts;
  readonly journal: Journal;
  readonly progress: Progress;
  readonly limits: TurnLimits;
}

/** All are written down before the first is switched. */
async function switchTier(
  targets: readonly Target[],
  wish: TurnWish,
  { ports, journal, progress, limits }: Parts,
): Promise<void> {
  await journal.begin(targets, wish);
  const waiting = [...targets];
  const work = async () => {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
      const switched = await switchWorkload(target, wish, { ports, journal });
      progress.add(switched);
    }
  };
  const works = await Promise.allSettled(
    Array.from({ length: limits.atOnce }, () =>
      work().catch((error: unknown) => {
        waiting.length = 0; // nothing more is begun
        throw error;
      }),
    ),
  );
  const failed = works.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  await journal.end(wish.state);
}

type Tier = NamedSwitch['settings']['tiers'][number];

/** @returns what has not come to it in time, in words */
async function waitFor(
  targets: readonly Target[],
  { state, of }: TurnWish,
  { tier, ports, limits }: { tier: Tier; ports: TurnPorts; limits: TurnLimits },
): Promise<readonly string[] | 'superseded'> {
  const waited = new Map(
    targets.filter((target) => isGate(target, state)).map((each) => [keyOf(each), readyOf(each)]),
  );
  if (waited.size === 0) return [];
  const deadlineMs = ports.nowMs() + (state === 'on' ? tier.readyWithin : tier.endWithin);
  for (;;) {
    const found = await readWorkloads(of.settings.tiers.filter(isOf(tier)), ports);
    const late = found
      .map(({ kind, namespace, object }) => {
        const key = keyOf({ kind, namespace, name: object.metadata?.name ?? '' });
        return { key, why: unsettled(state, kind, object, waited.get(key)) };
      })
      .filter(({ key, why }) => waited.has(key) && why !== undefined);
    if (late.length === 0) return [];
    if (ports.nowMs() >= deadlineMs) return late.map(({ key, why }) => `${key}: ${why}`);
    await ports.sleep(limits.lookEveryMs);
    if (!(await ports.isWanted())) return 'superseded';
  }
}

function isOf({ name }: Tier) {
  return (other: Tier) => other.name === name;
}

/** As it stood on the object when the turn began. */
function readyOf({ object }: Target): number | undefined {
  const mark = readMark(object);
  return typeof mark === 'object' ? mark.ready : undefined;
}

/** What is kept is not waited for, nor is what an autoscaler brings up when there is work. */
function isGate({ kept, scaledBy }: Target, state: State): boolean {
  return kept === undefined && (state === 'off' || scaledBy === undefined);
}

/** `deployment/web in shop` */
export function keyOf({ kind, namespace, name }: Pick<Target, 'kind' | 'namespace' | 'name'>) {
  return `${kind.toLowerCase()}/${name} in ${namespace}`;
}

interface Progress {
  add(switched: Switched): void;
  fail(words: readonly string[]): void;
  end(how: NonNullable<TurnReport['ended']>): TurnReport;
  report(): TurnReport;
}

function createProgress(show: (report: TurnReport) => void): Progress {
  const switched: Switched[] = [];
  const drifts: Switched[] = [];
  const failures: string[] = [];
  const report = () => ({
    switched: [...switched],
    drifts: [...drifts],
    failures: [...failures],
  });
  return {
    add: (each) => {
      if (each.step.kind === 'patch') switched.push(each);
      if (each.step.kind === 'drift') drifts.push(each);
      if (each.failure !== undefined) failures.push(`${keyOf(each.target)}: ${each.failure}`);
      else if (each.step.kind === 'refused')
        failures.push(`${keyOf(each.target)}: ${each.step.why}`);
      show(report());
    },
    fail: (words) => {
      failures.push(...words);
    },
    end: (ended) => ({ ...report(), ended }),
    report,
  };
}

/** Whether the server says that somebody else has changed the object since it was read. */
export function isConflict(error: unknown): boolean {
  return error instanceof StatusError && error.status.code === 409;
}
