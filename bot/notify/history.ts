// How often a group was seen over time, and how many of its alerts fired: enough of it for a graph, however long it lasts. Pure.

/** At a time: how often it was seen by then, and how many of its alerts fired. */
export type Sample = readonly [atMs: number, seen: number, firing: number];

/** When so many are kept, every second of them is left out. */
const MOST = 60;
const LEAST_MS = 15_000;

/** @param history the oldest first; what comes too soon after the last takes its place, so that the last is always how it stands. */
export function sampled(history: readonly Sample[], now: Sample): readonly Sample[] {
  const before = history.at(-2);
  const [first] = history;
  const spacingMs = Math.max(LEAST_MS, (now[0] - (first?.[0] ?? now[0])) / MOST);
  const isSoon = before !== undefined && now[0] - before[0] < spacingMs;
  const all = [...(isSoon ? history.slice(0, -1) : history), now];
  if (all.length <= MOST) return all;
  // Their number is odd then: the first and the last stay.
  return all.filter((_, index) => (all.length - 1 - index) % 2 === 0);
}
