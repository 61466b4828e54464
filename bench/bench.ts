// What a benchmark is, and how its times are told.

export interface Bench {
  readonly summary: string;
  /** @returns its figures by name: ratios, and what is no time. */
  run(say: (line: string) => void): Promise<Readonly<Record<string, number>>>;
}

/** Milliseconds, in the order in which they were measured. */
export type Times = readonly number[];

export function percentile(times: Times, share: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(times: Times): number {
  return percentile(times, 0.5);
}

/** One row of a table: how many, p50, p99 and how many a second, one after another. */
export function rowOf(title: string, times: Times): string {
  const perSecond = (times.length * 1000) / times.reduce((sum, time) => sum + time, 0);
  const cells = [
    String(times.length),
    `${median(times).toFixed(1)} ms`,
    `${percentile(times, 0.99).toFixed(1)} ms`,
    `${perSecond.toFixed(1)} /s`,
  ];
  return `${title.padEnd(44)}${cells.map((cell) => cell.padStart(12)).join('')}`;
}

export const HEADER = `${''.padEnd(44)}${['runs', 'p50', 'p99', 'in turn'].map((cell) => cell.padStart(12)).join('')}`;

export function verdict(say: (line: string) => void, aim: string, isMet: boolean): void {
  say(`aim: ${aim.padEnd(56)} ${isMet ? 'met' : 'MISSED'}`);
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
