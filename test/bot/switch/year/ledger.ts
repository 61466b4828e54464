// What is saved at a moment, reckoned from the workloads of the world alone: what a workload had when it was last on, less what runs.

import type { WorldWorkload } from './cluster.ts';

/** Millionths an hour of one pod: half a core and one GiB. */
const POD_MICROS = 31_600n / 2n + 4_200n;

export interface Ledger {
  /** What a deploy has set at night is what it is from then on, once it is off again. */
  readonly deployed: (workload: WorldWorkload, replicas: number) => void;
  /** In millionths an hour. */
  readonly saved: () => bigint;
}

export function createLedger(workloads: readonly WorldWorkload[]): Ledger {
  const [whole, meant] = [new Map<WorldWorkload, number>(), new Map<WorldWorkload, number>()];
  return {
    deployed: (workload, replicas) => {
      if (workload.hasPods) meant.set(workload, replicas);
    },
    saved: () => {
      let saved = 0n;
      for (const workload of workloads) {
        const pods = workload.pods();
        const later = meant.get(workload);
        if (!workload.isMarked()) whole.set(workload, pods);
        else if (pods === 0 && later !== undefined) whole.set(workload, later);
        if (!workload.isMarked() || pods === 0) meant.delete(workload);
        const missing = (whole.get(workload) ?? 0) - pods;
        if (missing > 0) saved += BigInt(missing) * POD_MICROS;
      }
      return saved;
    },
  };
}
