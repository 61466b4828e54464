// Asks ours and kubectl so that the cluster hears both at about the same moment: ages tick every second. kubectl asks only after
// it has started, ours through Slack, and for some commands by a kubectl of its own; each takes from a tenth of a second to
// several, as busy as the machine is.

import { setTimeout as delay } from 'node:timers/promises';

export interface Lead {
  /** Runs both, the one before the other by some part of the time that it took the last time: another part with each try. */
  together<Own, Other>(
    ours: () => Promise<Own>,
    kubectl: () => Promise<Other>,
  ): Promise<readonly [Own, Other]>;
}

type Side = 'ours' | 'kubectl';

const LEADS: readonly { readonly first: Side; readonly part: number }[] = [
  { first: 'kubectl', part: 0.8 },
  { first: 'kubectl', part: 0.4 },
  { first: 'ours', part: 0.3 },
  { first: 'kubectl', part: 0.6 },
  { first: 'ours', part: 0 },
  { first: 'ours', part: 0.6 },
  { first: 'kubectl', part: 0.2 },
  { first: 'ours', part: 0.45 },
  { first: 'ours', part: 0.15 },
];
const USUAL_MS = 150;
/** What waits for something takes long, but asks early. */
const LONGEST_MS = 10_000;

/** One for each line that is compared. */
export function createLead(): Lead {
  let tries = 0;
  const tookMs: Record<Side, number> = { ours: USUAL_MS, kubectl: USUAL_MS };
  const timed = async <Result>(side: Side, afterMs: number, run: () => Promise<Result>) => {
    await delay(afterMs);
    const startedMs = performance.now();
    try {
      return await run();
    } finally {
      tookMs[side] = performance.now() - startedMs;
    }
  };
  return {
    together: async (ours, kubectl) => {
      const { first, part } = LEADS[tries % LEADS.length] ?? { first: 'ours', part: 0 };
      tries += 1;
      const leadMs = Math.min(tookMs[first], LONGEST_MS) * part;
      return await Promise.all([
        timed('ours', first === 'ours' ? 0 : leadMs, ours),
        timed('kubectl', first === 'kubectl' ? 0 : leadMs, kubectl),
      ]);
    },
  };
}
