// The ends of alerts whose sender never tells one: a match in a log, an event. They are over when no new one has come for so long.

import type { Notice, Source } from './source.ts';

export interface EndsByTimeOptions {
  /** That of the deliveries. */
  readonly name: string;
  readonly afterMs: number;
}

const LOOK_MS = 15_000;

export function createEndsByTime({ name, afterMs }: EndsByTimeOptions): Source {
  let seenAtMs: number | undefined;
  return {
    name,
    seenAtMs: () => seenAtMs,
    run: async ({ take, firing, clock, signal }) => {
      while (!signal.aborted) {
        const nowMs = clock.nowMs();
        const over = (await firing())
          .filter(({ startedAtMs }) => startedAtMs + afterMs <= nowMs)
          .map((notice): Notice => ({ ...notice, state: 'resolved' }));
        if (over.length > 0) {
          await take({ source: name, notices: over, received: over.length, ignored: 0 });
        }
        seenAtMs = nowMs;
        await clock.sleep(LOOK_MS, signal).catch(() => {}); // over
      }
    },
  };
}
