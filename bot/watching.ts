// Looks at each of what there is by name, all at the same time, now and then, and keeps what it made of the looks so far. One that
// cannot be looked at loses nothing but that look.

import type { Clock } from './ports.ts';

export interface Watch<Kept> {
  start(): void;
  stop(): Promise<void>;
  kept(name: string): Kept | undefined;
}

export interface WatchOptions<Kept> {
  readonly clock: Clock;
  readonly everyMs: number;
  /** Of what there is now; what is kept of others goes. */
  readonly names: () => readonly string[];
  /** @returns what is kept from now on */
  readonly look: (name: string, before: Kept | undefined, signal: AbortSignal) => Promise<Kept>;
  /** Told of each look that failed, but for those that the end cut off. */
  readonly onFailure: (name: string, error: unknown) => void;
}

export function createWatch<Kept>(options: WatchOptions<Kept>): Watch<Kept> {
  const { clock, everyMs, names, look, onFailure } = options;
  const seen = new Map<string, Kept>();
  const ended = new AbortController();
  const lookAt = async (name: string) => {
    try {
      seen.set(name, await look(name, seen.get(name), ended.signal));
    } catch (error) {
      if (!ended.signal.aborted) onFailure(name, error);
    }
  };
  const loop = async () => {
    while (!ended.signal.aborted) {
      const present = names();
      for (const name of seen.keys()) if (!present.includes(name)) seen.delete(name);
      await Promise.all(present.map(lookAt));
      await clock.sleep(everyMs, ended.signal).catch(() => {});
    }
  };
  let looping: Promise<void> | undefined;
  return {
    start: () => {
      looping ??= loop();
    },
    stop: async () => {
      ended.abort(new Error('stopped'));
      await looping;
    },
    kept: (name) => seen.get(name),
  };
}
