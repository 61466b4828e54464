// Looks every minute what each switch is to be, and turns what is otherwise. It remembers nothing of the minute before: what was missed, or
// cut off, is found and done at the next look.

import type { Command, Switches } from './command.ts';
import type { Settings } from './config.ts';
import type { Log } from './dispatch/rooms.ts';
import { OperatorError } from './errors.ts';
import { LIMITS } from './limits.ts';
import type { Pipelines } from './pipelines.ts';
import type { Clock, Clusters, Directory, Kafkas, PolicyEngine, Store } from './ports.ts';
import { turnAccesses } from './switch/accesses.ts';
import { decide } from './switch/decide.ts';
import { switchesInPlay } from './switch/in-play.ts';
import { openInTime } from './switch/in-time.ts';
import { type AskKafka, askKafka, kafkaInTheWay } from './switch/kafka-health.ts';
import { tellNarrowed } from './switch/left-off.ts';
import { noteMeter } from './switch/note-meter.ts';
import { createTeller, type Teller } from './switch/notices.ts';
import { refusedToTimetable, TIMETABLE } from './switch/of-itself.ts';
import type { NamedSwitch } from './switch/of-settings.ts';
import { ownersOf } from './switch/owners.ts';
import { openPipelines } from './switch/pipelines.ts';
import { type Planned, planTurn } from './switch/plan-turn.ts';
import { isPutOff, RUNS_LOOKED_AT } from './switch/put-off.ts';
import { type RunPorts, runTurn } from './switch/run-turn.ts';
import type { Stand, Stood } from './switch/stand.ts';
import { isAllDone, type TurnLimits, type TurnReport } from './switch/turn.ts';
import { createTurnstile, type Pass } from './switch/turnstile.ts';
import { type Wanted, wantedAt } from './switch/wanted.ts';
import { writeBecause } from './timetable/words.ts';

export interface ReconcileParts {
  readonly commands: readonly Command[];
  readonly settings: () => Settings;
  readonly clusters: () => Clusters;
  readonly kafkas: () => Pick<Kafkas, 'open'>;
  readonly pipelines: () => Pick<Pipelines, 'open'>;
  readonly policies: PolicyEngine;
  readonly store: Store;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: (text: string) => { readonly text: string };
  /** Told when something waits to be sent. */
  readonly outbound: { readonly wake: () => void };
  readonly turnLimits?: Partial<TurnLimits>;
}

export interface Reconciler {
  /** Begins what is due and returns at once: what takes long holds up no other switch. */
  tick(): void;
  /** How each switch stood at its last look, by its name; one that was not looked at yet is not among them. */
  stands(): ReadonlyMap<string, Stand>;
  /** Waits for what was begun. */
  settled(): Promise<void>;
  /** Begins nothing more, and ends what runs: the next start goes on with it. */
  stop(): Promise<void>;
}

export function createReconciler(parts: ReconcileParts): Reconciler {
  const running = new Map<string, Promise<void>>();
  const ended = new AbortController();
  const passes = new Map<string, Pass>();
  const stands = new Map<string, Stand>();
  const passOf = (cluster: string) => {
    const pass = passes.get(cluster) ?? createTurnstile(LIMITS.switchAskAtOnce);
    passes.set(cluster, pass);
    return pass;
  };
  const look = async (name: string) => {
    try {
      const stand = await reconcile(name, { ...parts, passOf }, ended.signal);
      if (stand === undefined) stands.delete(name);
      else stands.set(name, stand);
    } catch (error) {
      if (ended.signal.aborted) return;
      const isExpected = error instanceof OperatorError;
      const why = isExpected ? `${error.what} ${error.why}` : 'the look failed; see the log';
      stands.set(name, { kind: 'unseen', why });
      parts.log[isExpected ? 'warn' : 'error'](
        { err: error, switch: name },
        'a switch could not be looked at; it is looked at again in a minute',
      );
    }
  };
  const settled = async () => {
    await Promise.all(running.values());
  };
  return {
    tick: () => {
      if (ended.signal.aborted) return;
      for (const name of Object.keys(parts.settings().switches)) {
        if (running.has(name)) continue;
        running.set(
          name,
          look(name).finally(() => running.delete(name)),
        );
      }
    },
    stands: () => stands,
    settled,
    stop: async () => {
      ended.abort(new Error('stopped'));
      await settled();
    },
  };
}

interface Looked {
  readonly name: string;
  readonly of: NamedSwitch;
}

interface Looking extends ReconcileParts {
  readonly passOf: (cluster: string) => Pass;
}

/** @returns how it stands; undefined: there is no such switch. */
async function reconcile(
  name: string,
  parts: Looking,
  signal: AbortSignal,
): Promise<Stand | undefined> {
  const { store, clock } = parts;
  const switches = await switchesInPlay(parts.settings(), store);
  const of = switches[name];
  if (of === undefined) return undefined;
  const wanted = wantedAt(of, await store.overrides(name), clock.nowMs());
  const stood = await bringAbout({ name, of }, wanted, { ...parts, switches }, signal);
  return { ...stood, cause: wanted.cause };
}

async function bringAbout(
  looked: Looked,
  wanted: Wanted,
  parts: Looking & { readonly switches: Switches },
  signal: AbortSignal,
): Promise<Stood> {
  const { store, clock, switches } = parts;
  const { name, of } = looked;
  if (await isUntouched(name, wanted, store)) return { kind: 'settled' };
  const tell = createTeller(looked, wanted, parts);
  if (!(await decide(looked, wanted, { ...parts, tell }))) return { kind: 'left' };
  const clusters = parts.clusters();
  const { cluster } = of.settings;
  const catalog = await clusters.catalog(cluster);
  const accesses = turnAccesses(of, catalog);
  const pass = parts.passOf(cluster);
  const api = openInTime(clusters, { cluster, accesses, clock, signal, pass });
  const pipelines = openPipelines(parts.pipelines(), signal);
  const ports = { api, catalog, pipelines, store, nowMs: clock.nowMs };
  const { state, sinceMs } = wanted;
  const planned = await planTurn({ name, of, state, sinceMs, isAsked: false }, ports);
  const targets = planned.map(({ target }) => target);
  await noteMeter({ name, of, targets, nowMs: clock.nowMs() }, store);
  for (const { target, step } of planned) {
    if (step.kind === 'drift') await tell.drift(target, step);
    if (step.kind === 'refused') await tell.unknownOriginal(target, step.why);
  }
  const channelId = ownersOf(of, parts.settings());
  await tellNarrowed(name, wanted, planned, { ...parts, channelId });
  if (!(await isAnythingToDo(name, wanted, planned, parts))) {
    return { kind: planned.some(isDue) ? 'unsettled' : 'settled' };
  }
  const refusedNow = async () => {
    const freezes = await store.freezes(clock.nowMs());
    const asked = { ...parts, settings: parts.settings(), clusters, catalog, switches, freezes };
    return refusedToTimetable({ name, of, state }, { ...asked, nowMs: clock.nowMs() });
  };
  const refused = async (why: string): Promise<Stood> => {
    await tell.refused(why);
    return { kind: 'refused', why };
  };
  let refusal = await refusedNow();
  if (refusal !== undefined) return await refused(refusal);
  const kafkaTrouble: AskKafka = (kafka) => askKafka(kafka, parts.kafkas(), signal);
  const trouble = await kafkaInTheWay({ name, of, state }, targets, kafkaTrouble);
  if (trouble !== undefined) return await refused(trouble);
  const mayGoOn = async () => {
    refusal = await refusedNow();
    return refusal === undefined;
  };
  const run = { ...parts, ...ports, kafkaTrouble, signal, mayGoOn, limits: parts.turnLimits ?? {} };
  const isDone = await turnOnRecord(looked, wanted, { parts, tell, run });
  if (refusal !== undefined) return await refused(refusal);
  return { kind: isDone ? 'settled' : 'unsettled' };
}

function isDue({ step }: Planned): boolean {
  return step.kind === 'patch';
}

/** Nothing was ever asked of it, by a timetable or by anybody: the cluster need not be asked either. */
async function isUntouched(
  name: string,
  { because, sinceMs }: Wanted,
  store: Store,
): Promise<boolean> {
  const isAsked = because.kind !== 'nothing' || sinceMs > 0;
  return !isAsked && (await store.originals(name)).length === 0;
}

/** A turn that was cut off while it waited for pods is gone on with, so that it is told what did not come up. */
async function isAnythingToDo(
  name: string,
  wanted: Wanted,
  planned: readonly Planned[],
  { store, clock }: Pick<ReconcileParts, 'store' | 'clock'>,
): Promise<boolean> {
  const { state } = wanted;
  const runs = await store.switchRuns(name, RUNS_LOOKED_AT);
  const due = planned.filter(isDue);
  if (due.length > 0) return !isPutOff(due, wanted, runs, clock.nowMs());
  const [last] = runs;
  return last !== undefined && last.endedAtMs === undefined && last.state === state;
}

interface Turning {
  readonly parts: ReconcileParts;
  readonly tell: Teller;
  readonly run: Omit<RunPorts, 'show'>;
}

/** Where it cannot be written down beforehand, nothing is switched. @returns whether all of it was. */
async function turnOnRecord(
  { name, of }: Looked,
  wanted: Wanted,
  { parts, tell, run }: Turning,
): Promise<boolean> {
  const { state, sinceMs } = wanted;
  const because = writeBecause(wanted.because, of.timetable.timetable.timeZone);
  const record = async (verdict: string, detail: Readonly<Record<string, unknown>>) =>
    await parts.store.appendAudit(
      {
        ...{ kind: 'event', requestId: '', teamId: '', userId: '', channelId: '' },
        ...{
          surface: TIMETABLE,
          command: `cluster ${state} ${name}`,
          cluster: of.settings.cluster,
        },
        ...{ verdict, detail },
      },
      parts.clock.nowMs(),
    );
  await record('running', { because });
  const wish = { name, of, state, sinceMs, isAsked: false, who: TIMETABLE, because };
  let report: TurnReport | undefined;
  try {
    report = await runTurn(wish, { ...run, show: () => {} });
  } catch (error) {
    const reason = error instanceof OperatorError ? error.message : 'it failed; see the log';
    await record('failed', { because, reason: parts.redact(reason).text });
    throw error;
  }
  if (report === undefined) return false; // somebody else does it at this moment
  const { switched, failures, ended } = report;
  await record(isAllDone(report) ? 'succeeded' : 'failed', {
    ...{ because, switched: switched.length },
    ...(failures.length === 0 ? {} : { failures: failures.map((each) => parts.redact(each).text) }),
    ...(ended === undefined ? {} : { ended }),
  });
  await tell.turned(report);
  return isAllDone(report);
}
