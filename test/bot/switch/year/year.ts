// A year of one switch in accelerated time: the production minute loop over a cluster in memory, with outages of the bot, errors of the API, hands that
// scale at night, deploys and people's wishes. At the end of each minute every workload is held to a model that watches a clock.

import { loadPolicies } from '../../../../bot/adapters/cedar.ts';
import { COMMANDS } from '../../../../bot/commands/index.ts';
import { readSettings } from '../../../../bot/config.ts';
import { OperatorError } from '../../../../bot/errors.ts';
import { StatusError } from '../../../../bot/kubernetes/api.ts';
import type { Clusters, Directory, Kafkas, Store } from '../../../../bot/ports.ts';
import { createReconciler } from '../../../../bot/reconcile.ts';
import type { Lease } from '../../../../bot/timetable/timetable.ts';
import { playModel } from '../../timetable/model.ts';
import { type Random, randomOf } from '../../timetable/random-case.ts';
import { zoneMinutes } from '../../timetable/zone-minutes.ts';
import { createWorld, type WorldWorkload } from './cluster.ts';
import { createLedger } from './ledger.ts';
import { createYearStore } from './store.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const ZONE = 'America/New_York';
const START_MS = Date.parse('2027-01-01T00:00:00Z');
/** Before it nothing is looked at: the model has to have seen a change. */
const WARM_UP_MINUTES = 8 * DAY_MINUTES;
const SWITCH = 'nights';
export interface YearOptions {
  readonly days: number;
  readonly seed: number;
  readonly schema: string;
  /** A planted mistake: the loop looks only at such minutes. */
  readonly looksAt?: (minute: number) => boolean;
}

export interface YearReport {
  readonly minutes: number;
  /** Of workloads: wrong while the bot was down, or the API in trouble, or within the minute after it. */
  readonly wrongWithin: number;
  /** Wrong at any other time, in words; at most some of them. */
  readonly wrong: readonly string[];
  readonly wrongCount: number;
  readonly outageMinutes: number;
  readonly edits: number;
  readonly deploys: number;
  readonly leases: number;
  readonly turns: number;
  /** What the meter says was saved, and what it comes to when it is reckoned anew, in millionths times milliseconds by hours. */
  readonly saved: bigint;
  readonly savedTruth: bigint;
}

export async function playYear(options: YearOptions): Promise<YearReport> {
  const { days, seed, schema, looksAt = () => true } = options;
  const random = randomOf(seed);
  const minutes = days * DAY_MINUTES + WARM_UP_MINUTES;
  const plan = planOf(random, minutes);
  const expected = expectedStates(plan, minutes);
  let nowMs = START_MS;
  let minute = 0;
  const weather = () => {
    const kind = plan.weather[minute] ?? 0;
    if (kind === 0 || (kind === 2 && random(10) > 2)) return 'fine' as const;
    return random(2) === 0 ? ('refused' as const) : ('lost' as const);
  };
  const world = createWorld(() => nowMs, weather);
  const ledger = createLedger(world.workloads);
  const { store, meter } = createYearStore(() => ledger.saved());
  const settings = readSettings(SETTINGS, 'the year');
  const policies = loadPolicies('policies/starter', schema);
  const info = { name: 'staging', environment: 'staging', server: '' };
  const clusters = {
    all: [info],
    catalog: async () => world.catalog,
    open: () => world.api,
  } as unknown as Clusters;
  let ids = 0;
  const clock = {
    nowMs: () => nowMs,
    id: () => {
      ids += 1;
      return `id-${ids}`;
    },
    sleep: (ms: number, signal?: AbortSignal) =>
      sleep(ms, signal, (by) => {
        nowMs += by;
      }),
  };
  const start = () =>
    createReconciler({
      directory: NOBODY,
      pipelines: NO_PIPELINES,
      ...{ commands: COMMANDS, settings: () => settings, clusters: () => clusters, policies },
      ...{
        store: store as Store,
        clock,
        redact: (text) => ({ text }),
        outbound: { wake: () => {} },
      },
      kafkas: () => ({}) as Pick<Kafkas, 'open'>,
      log: { info: () => {}, warn: () => {}, error: fail },
    });
  let reconciler = start();
  const left = new Set<WorldWorkload>();
  let [wrongWithin, wrongCount, outageMinutes] = [0, 0, 0];
  const wrong: string[] = [];
  let wasDown = false;
  for (minute = 0; minute < minutes; minute += 1) {
    nowMs = Math.max(nowMs, START_MS + minute * MINUTE_MS);
    const isToBeOff = expected[minute] === 2;
    if (!isToBeOff) left.clear();
    for (const lease of plan.leases.get(minute) ?? []) await store.saveOverride?.(SWITCH, lease);
    for (const { index, replicas, by } of plan.edits.get(minute) ?? []) {
      const workload = world.workloads[index];
      workload?.set(replicas, by);
      if (workload !== undefined && by === 'deploy') ledger.deployed(workload, replicas);
      // What a hand sets while it is to be off is left until it is on again.
      if (isToBeOff && by === 'hand' && workload !== undefined) left.add(workload);
    }
    const isDown = plan.down[minute] === 1;
    if (isDown || plan.weather[minute] !== 0) outageMinutes += 1;
    if (wasDown && !isDown) {
      await reconciler.stop();
      reconciler = start();
    }
    wasDown = isDown;
    if (!isDown && looksAt(minute)) {
      reconciler.tick();
      await reconciler.settled();
    }
    if (minute < WARM_UP_MINUTES) continue;
    for (const workload of world.workloads) {
      if (left.has(workload) || workload.isOff() === isToBeOff) continue;
      if (isExcused(plan, minute)) wrongWithin += 1;
      else {
        wrongCount += 1;
        const at = new Date(START_MS + minute * MINUTE_MS).toISOString();
        if (wrong.length < 10)
          wrong.push(`${at} ${workload.name} is not ${isToBeOff ? 'off' : 'on'}`);
      }
    }
  }
  await reconciler.stop();
  return {
    ...{ minutes: days * DAY_MINUTES, wrongWithin, wrong, wrongCount, outageMinutes },
    ...{ edits: plan.counts.hand, deploys: plan.counts.deploy, leases: plan.counts.leases },
    turns: meter.turns(),
    ...{ saved: meter.saved(), savedTruth: meter.truth() },
  };
}

const SETTINGS = {
  clusters: { staging: { environment: 'staging', kubeconfig: 'k' } },
  timetables: {
    usual: {
      ...{ timeZone: ZONE, catchUp: 'late within 48h' },
      rules: [{ on: 'Mon-Fri 07:30' }, { off: 'Mon-Thu 20:00' }, { off: 'Fri 18:15' }],
    },
  },
  switches: {
    [SWITCH]: {
      ...{ cluster: 'staging', timetable: 'usual', owners: 'C0OWNERS' },
      tiers: [{ name: 'all', workloads: [{ namespace: 'shop' }] }],
    },
  },
  prices: { currency: 'USD', cpuHour: '0.0316', memoryGibHour: '0.0042' },
};

interface Plan {
  readonly down: Uint8Array;
  /** 0: fine; 1: nothing gets through; 2: some requests fail. */
  readonly weather: Uint8Array;
  readonly edits: ReadonlyMap<number, readonly Edit[]>;
  readonly leases: ReadonlyMap<number, readonly Lease[]>;
  readonly counts: { readonly hand: number; readonly deploy: number; readonly leases: number };
}

interface Edit {
  readonly index: number;
  readonly replicas: number;
  readonly by: 'hand' | 'deploy';
}

function planOf(random: Random, minutes: number): Plan {
  const [down, weather] = [new Uint8Array(minutes), new Uint8Array(minutes)];
  const edits = new Map<number, Edit[]>();
  const leases = new Map<number, Lease[]>();
  const counts = { hand: 0, deploy: 0, leases: 0 };
  for (let day = 1; day < minutes / DAY_MINUTES; day += 1) {
    const at = () => day * DAY_MINUTES + random(DAY_MINUTES);
    if (random(6) === 0) fill(down, at(), 1 + random(random(2) === 0 ? 10 : 600), 1);
    if (random(4) === 0) fill(weather, at(), 1 + random(60), 1 + random(2));
    for (const by of ['hand', 'deploy'] as const) {
      if (random(3) > 0) continue;
      counts[by] += 1;
      const index = by === 'hand' ? random(5) : random(6);
      put(edits, at(), { index, replicas: 1 + random(5), by });
    }
    if (random(4) > 0) continue;
    counts.leases += 1;
    const made = at();
    const [from, length] = [made + random(180), 10 + random(600)];
    const [fromMs, untilMs] = [from, from + length].map((each) => START_MS + each * MINUTE_MS);
    put(leases, made, {
      ...{ kind: 'lease', id: `lease-${day}`, who: 'U0ALICE', why: 'asked for' },
      ...{ state: random(2) === 0 ? 'on' : 'off', madeAtMs: START_MS + made * MINUTE_MS },
      ...{ fromMs: fromMs ?? 0, untilMs: untilMs ?? 0 },
    });
  }
  return { down, weather, edits, leases, counts };
}

function fill(minutes: Uint8Array, from: number, length: number, value: number): void {
  minutes.fill(value, from, from + length);
}

function put<T>(map: Map<number, T[]>, at: number, value: T): void {
  map.set(at, [...(map.get(at) ?? []), value]);
}

function expectedStates({ leases }: Plan, minutes: number): Uint8Array {
  const states = new Uint8Array(minutes);
  const [weekdays, rules] = [[1, 2, 3, 4, 5], { turn: 'off' as const, text: '' }];
  playModel(
    {
      ...{ timeZone: ZONE, onHolidays: 'usual', holidays: new Set(), skips: [] },
      rules: [
        { turn: 'on', text: '', minutes: [7 * 60 + 30], weekdays },
        { ...rules, minutes: [20 * 60], weekdays: [1, 2, 3, 4] },
        { ...rules, minutes: [18 * 60 + 15], weekdays: [5] },
      ],
      leases: [...leases.values()].flat(),
    },
    zoneMinutes(ZONE, START_MS, START_MS + minutes * MINUTE_MS),
    states,
  );
  return states;
}

/** While something was wrong, and in the minute after it. */
function isExcused({ down, weather }: Plan, minute: number): boolean {
  return [minute, minute - 1].some((each) => down[each] === 1 || (weather[each] ?? 0) !== 0);
}

/** Deadlines are not waited for; what is looked for again comes in the next moment. */
async function sleep(
  ms: number,
  signal: AbortSignal | undefined,
  advance: (ms: number) => void,
): Promise<void> {
  signal?.throwIfAborted();
  if (ms < MINUTE_MS) {
    advance(ms);
    return;
  }
  await new Promise<void>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
}

const NO_PIPELINES = () => ({
  open: () => {
    throw new Error('no tier has pipelines');
  },
});

/** Nobody has a name here: ids are told. */
const NOBODY: Directory = {
  person: async () => {
    throw new OperatorError({ what: 'unknown', why: 'unknown', fix: 'none' });
  },
  channelName: async (channelId) => channelId,
};

/** What the API refuses is looked at again in a minute; anything else is a fault. */
function fail(fields: object): void {
  const { err } = fields as { readonly err?: unknown };
  if (!(err instanceof StatusError)) throw err;
}
