// What a stage of `npm test` came to.

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What failed, each with its file and the first line of why, so that the end of a long log names it. */
  readonly failures: readonly string[];
  /** What did not run, each with its reason. */
  readonly skipped: readonly string[];
}

export const noCounts: Counts = { passed: 0, failed: 0, failures: [], skipped: [] };

export function sumCounts(all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((sum, one) => sum + one.passed, 0),
    failed: all.reduce((sum, one) => sum + one.failed, 0),
    failures: all.flatMap((one) => one.failures),
    skipped: all.flatMap((one) => one.skipped),
  };
}
