// Asks ours and kubectl so that the cluster hears both at about the same moment: ages tick every second, and kubectl asks only
// after it has started, which takes from a tenth of a second to several, as busy as the machine is.

import { setTimeout as delay } from 'node:timers/promises';

export interface Lead {
  /** Runs both, kubectl first by some part of the time that it took the last time: another part with each try. */
  together<Own, Other>(
    ours: () => Promise<Own>,
    kubectl: () => Promise<Other>,
  ): Promise<readonly [Own, Other]>;
}

const PARTS = [0.8, 0.5, 0.9, 0.3, 0.7, 0];
const USUAL_MS = 150;
/** A kubectl that waits for something takes long, but asks early. */
const LONGEST_MS = 3000;

/** One for each line that is compared. */
export function createLead(): Lead {
  let tries = 0;
  let kubectlMs = USUAL_MS;
  return {
    together: async (ours, kubectl) => {
      const leadMs = Math.min(kubectlMs, LONGEST_MS) * (PARTS[tries % PARTS.length] ?? 0);
      tries += 1;
      const startedMs = performance.now();
      return await Promise.all([
        delay(leadMs).then(ours),
        kubectl().finally(() => {
          kubectlMs = performance.now() - startedMs;
        }),
      ]);
    },
  };
}
