// The stand-in's time. It begins in the past, where waits cost nothing, so that a seed can live through its own history;
// then it goes live: instants are the wall clock's, and waits may be sped up.

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** RFC 3339 to the second, as the API server writes instants. */
  stamp(): string;
  /** Runs once after so many milliseconds, when live divided by the speed; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Whether waits are real. */
  isLive(): boolean;
}

export interface SeedClock extends Clock {
  /** Goes on to an instant of the past, running what falls due on the way, with `settle` after each. */
  advanceTo(ms: number, settle: () => void): void;
  goLive(): void;
  /** Cancels every wait and goes back to before the beginning. */
  restart(): void;
}

interface Wait {
  readonly at: number;
  readonly run: () => void;
  timer?: NodeJS.Timeout;
}

/** @param speed 1 is real time; 10 makes every wait ten times shorter. */
export function createClock(speed: number): SeedClock {
  const waits = new Set<Wait>();
  let past: number | undefined = 0;

  const schedule = (wait: Wait) => {
    const ms = Math.max(0, wait.at - Date.now()) / speed;
    wait.timer = setTimeout(() => {
      waits.delete(wait);
      wait.run();
    }, ms);
    wait.timer.unref();
  };
  const now = () => past ?? Date.now();
  return {
    now,
    stamp: () => stampOf(now()),
    isLive: () => past === undefined,
    after(ms, run) {
      const wait: Wait = { at: now() + ms, run };
      waits.add(wait);
      if (past === undefined) schedule(wait);
      return () => {
        clearTimeout(wait.timer);
        waits.delete(wait);
      };
    },
    advanceTo(ms, settle) {
      settle();
      for (let wait = earliest(waits, ms); wait !== undefined; wait = earliest(waits, ms)) {
        waits.delete(wait);
        past = Math.max(wait.at, past ?? 0);
        wait.run();
        settle();
      }
      past = ms;
    },
    goLive() {
      past = undefined;
      for (const wait of waits) schedule(wait);
    },
    restart() {
      for (const wait of waits) clearTimeout(wait.timer);
      waits.clear();
      past = 0;
    },
  };
}

function earliest(waits: ReadonlySet<Wait>, limit: number): Wait | undefined {
  let first: Wait | undefined;
  for (const wait of waits)
    if (wait.at <= limit && (first === undefined || wait.at < first.at)) first = wait;
  return first;
}

export function stampOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
