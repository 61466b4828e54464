// A world with a clock of its own, a network that loses and delays, and processes that can be killed and stopped. The same seed
// gives the same world, event for event.
import { createRandom } from '../../../bench/clicks/generate.ts';
import { KafkaError, NO_ANSWER } from '../../../pipeline/kafka-error.ts';
import type { Clock } from '../../../pipeline/ports.ts';

export type Fate = 'request lost' | 'answer lost' | 'late';

export interface SimProcess {
  readonly id: string;
  readonly clock: Clock;
  readonly isAlive: boolean;
  /** As by kill -9: nothing of it goes on, but what it has sent arrives. */
  kill(): void;
  /** As by SIGSTOP: it goes on later, and does not know. */
  freeze(): void;
  thaw(): void;
  /** A request to the broker and its answer, over a network with its faults. */
  call<T>(request: SimRequest<T>): Promise<T>;
  /** Does it when its next request of that name has been carried out, before the answer is on its way. */
  onNext(name: string, act: () => void): void;
  /** What becomes of its next request of that name. */
  doomNext(name: string, fate: Fate): void;
  /** After so long, unless it is dead by then. */
  later(ms: number, act: () => void): void;
}

export interface SimRequest<T> {
  readonly name: string;
  readonly execute: () => T | Promise<T>;
  /** Requests of one channel arrive in their order. */
  readonly channel?: { lastMs: number };
  /** The broker may take as long as it likes to answer. */
  readonly isPatient?: boolean;
}

export interface World {
  readonly nowMs: () => number;
  readonly random: (below: number) => number;
  /** Of a thousand requests, so many meet with a fault of each kind. */
  faultsPerThousand: number;
  readonly log: string[];
  note(text: string): void;
  schedule(ms: number, act: () => void): void;
  startProcess(id: string): SimProcess;
  /** Lets the world go on until the time, or until `isDone` says so. */
  runUntil(atMs: number, isDone?: () => boolean): Promise<void>;
}

export const START_MS = 1_700_000_000_000;
const TIMEOUT_MS = 2_000;
const LATEST_MS = 12_000;
const MOST_LATENCY_MS = 6;

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly act: () => void;
}

export function createWorld(seed: number): World {
  const random = createRandom(seed);
  const log: string[] = [];
  const events: Event[] = [];
  let now = START_MS;
  let order = 0;

  const schedule = (ms: number, act: () => void) => {
    order += 1;
    const event = { atMs: now + Math.max(0, ms), order, act };
    let at = events.length;
    while (at > 0 && isBefore(event, events[at - 1] as Event)) at -= 1;
    events.splice(at, 0, event);
  };
  const note = (text: string) => {
    log.push(`${now - START_MS} ${text}`);
  };
  const world: World = {
    ...{ nowMs: () => now, random, log, note, schedule, faultsPerThousand: 0 },
    startProcess: (id) => createProcess(world, id),
    runUntil: async (atMs, isDone = () => false) => {
      for (;;) {
        // All promises that can go on have gone on by then.
        await new Promise((resolve) => setImmediate(resolve));
        const next = events.at(0);
        if (next === undefined || next.atMs > atMs || isDone()) return;
        events.shift();
        now = Math.max(now, next.atMs);
        next.act();
      }
    },
  };
  return world;
}

function isBefore(one: Event, other: Event): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

function createProcess(world: World, id: string): SimProcess {
  let isAlive = true;
  let isFrozen = false;
  let waiting: (() => void)[] = [];
  let armed: { readonly name: string; readonly act: () => void } | undefined;
  const trigger = (name: string) => {
    if (armed?.name !== name) return;
    const { act } = armed;
    armed = undefined;
    act();
  };
  const deliver = (act: () => void) => {
    if (!isAlive) return;
    if (isFrozen) waiting.push(act);
    else act();
  };
  const later = (ms: number, act: () => void) => world.schedule(ms, () => deliver(act));
  const latency = () => 1 + world.random(MOST_LATENCY_MS);
  let doomed: { readonly name: string; readonly fate: Fate } | undefined;
  const fateOf = (name: string): Fate | undefined => {
    if (doomed?.name === name) {
      const { fate } = doomed;
      doomed = undefined;
      return fate;
    }
    if (world.faultsPerThousand === 0) return undefined;
    const drawn = world.random(1_000);
    const faults = ['request lost', 'answer lost', 'late'] as const;
    return faults[Math.floor(drawn / world.faultsPerThousand)];
  };
  const call = <T>({ name, execute, channel, isPatient }: SimRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      const fate = isPatient ? undefined : fateOf(name);
      const fail = () => reject(new KafkaError(NO_ANSWER, `${name}: ${fate}`));
      if (fate !== undefined) {
        world.note(`${id} ${name}: ${fate}`);
        later(TIMEOUT_MS, fail);
        if (fate === 'request lost') return;
      }
      let arrivesMs = world.nowMs() + latency();
      if (fate === 'late') arrivesMs += TIMEOUT_MS + world.random(LATEST_MS);
      else if (channel !== undefined) {
        arrivesMs = Math.max(arrivesMs, channel.lastMs);
        channel.lastMs = arrivesMs;
      }
      world.schedule(arrivesMs - world.nowMs(), () => {
        Promise.resolve()
          .then(execute)
          .finally(() => trigger(name))
          .then(
            (answer) => fate === undefined && later(latency(), () => resolve(answer)),
            (error: unknown) => fate === undefined && later(latency(), () => reject(error)),
          );
      });
    });
  const clock: Clock = {
    nowMs: world.nowMs,
    giveWay: () => new Promise((resolve) => later(1, resolve)),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        signal?.addEventListener('abort', () => resolve(), { once: true });
        later(ms, resolve);
      }),
  };
  return {
    id,
    clock,
    call,
    later,
    onNext: (name, act) => {
      armed = { name, act };
    },
    doomNext: (name, fate) => {
      doomed = { name, fate };
    },
    get isAlive() {
      return isAlive;
    },
    kill: () => {
      isAlive = false;
      waiting = [];
    },
    freeze: () => {
      isFrozen = true;
    },
    thaw: () => {
      isFrozen = false;
      for (const act of waiting.splice(0)) act();
    },
  };
}
