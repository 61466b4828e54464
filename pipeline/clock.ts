// The wall clock and timers of a running host. The simulation uses its own.
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { Clock } from './ports.ts';

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  giveWay: () => nextTurn(),
  sleep: async (ms, signal) => {
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted !== true) throw error; // an end of the wait, not a failure
    }
  },
};
