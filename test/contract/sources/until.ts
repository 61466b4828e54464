// Waits for what a source comes to tell in its own time.

import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 120_000;

/** @throws Error with what has not come to hold. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (const untilMs = Date.now() + PATIENCE_MS; !holds(); await delay(50)) {
    if (Date.now() > untilMs) throw new Error(`not within two minutes: ${what}`);
  }
}
