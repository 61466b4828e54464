// One turn of a switch, alone in its place: no other process, and nobody else here, turns the same switch meanwhile. What it is and what
// becomes of it is written down for its history.

import type { KubectlContext } from '../command.ts';
import { LIMITS } from '../limits.ts';
import type { Clock, Store } from '../ports.ts';
import type { AskKafka } from './kafka-health.ts';
import { keyOf } from './plan.ts';
import type { SwitchRun } from './switch-store.ts';
import { type TurnLimits, type TurnReport, type TurnWish, turn } from './turn.ts';
import { wantedAt } from './wanted.ts';

export interface RunWish extends TurnWish {
  /** A person's Slack id, or `timetable`. */
  readonly who: string;
  /** In words. */
  readonly because: string;
}

export interface RunPorts extends Pick<KubectlContext, 'api' | 'catalog' | 'pipelines' | 'signal'> {
  readonly store: Store;
  readonly clock: Clock;
  readonly kafkaTrouble: AskKafka;
  /** The report is made when it is asked for: with each workload it grows. */
  readonly show: (report: () => TurnReport) => void;
  /** Whether it may go on, asked before each tier and at each look; absent: whoever asked was asked about before. */
  readonly mayGoOn?: () => Promise<boolean>;
  readonly limits?: Partial<TurnLimits>;
}

/**
 * @returns undefined when somebody else turns it at this moment
 * @throws OperatorError when another process has taken it over meanwhile
 */
export async function runTurn(wish: RunWish, ports: RunPorts): Promise<TurnReport | undefined> {
  const { store, clock } = ports;
  const name = leaseName(wish.name);
  const holder = clock.id();
  const lease = await store.acquireLease(name, holder, clock.nowMs(), LIMITS.switchLeaseMs);
  if (lease === undefined) return undefined;
  const run: SwitchRun = {
    ...{ id: clock.id(), switchName: wish.name, state: wish.state, because: wish.because },
    ...{ who: wish.who, startedAtMs: clock.nowMs() },
  };
  const write = async (body: (inner: Store) => Promise<void>) =>
    await store.transaction(async (inner) => {
      await inner.acquireLease(name, holder, clock.nowMs(), LIMITS.switchLeaseMs);
      await inner.assertLease(name, lease, clock.nowMs());
      await body(inner);
    });
  const endsNow = async () => {
    await write(async () => {});
    const overrides = await store.overrides(wish.name);
    if (wantedAt(wish.of, overrides, clock.nowMs()).state !== wish.state) return 'superseded';
    return (await ports.mayGoOn?.()) === false ? 'forbidden' : undefined;
  };
  try {
    await write((inner) => inner.saveSwitchRun(run));
    const report = await turn(
      wish,
      {
        ...ports,
        ...{ write, endsNow, nowMs: clock.nowMs },
        sleep: (ms) => clock.sleep(ms, ports.signal),
      },
      { atOnce: LIMITS.switchAtOnce, lookEveryMs: LIMITS.switchLookMs, ...ports.limits },
    );
    await write((inner) => inner.saveSwitchRun({ ...run, ...endOf(report, clock.nowMs()) }));
    return report;
  } finally {
    await store.releaseLease(name, lease);
  }
}

function leaseName(switchName: string): string {
  return `switch:${switchName}`;
}

const MOST_REMARKS = 50;

function endOf(report: TurnReport, endedAtMs: number): Partial<SwitchRun> {
  const { switched, failures, ended } = report;
  const outcome =
    ended === 'superseded' ? 'superseded' : failures.length > 0 || ended ? 'failed' : 'done';
  return {
    ...{ endedAtMs, outcome, switched: switched.length },
    ...(report.refused.length === 0 ? {} : { refused: report.refused }),
    remarks: [...failures, ...remarksOf(report)].slice(0, MOST_REMARKS),
  };
}

/** What people should know though nothing went wrong. */
export function remarksOf({ switched }: TurnReport): readonly string[] {
  return switched.flatMap(({ target, step }) =>
    step.kind === 'patch' && step.remark !== undefined ? [`${keyOf(target)}: ${step.remark}`] : [],
  );
}
