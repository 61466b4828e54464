// Waits for what a Kafka comes to in its own time.

import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 100;

/** @returns the first that there is; what takes too long is ended by the test's own time. */
export async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await delay(LOOK_MS);
  }
}
