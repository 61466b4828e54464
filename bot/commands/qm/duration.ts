// Spans of time as they are typed after a flag: 30m, 2h, 7d.

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @param text digits and one of m, h, d. */
export function durationMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const unit = text.at(-1) as keyof typeof UNITS;
  return Number(text.slice(0, -1)) * UNITS[unit];
}
