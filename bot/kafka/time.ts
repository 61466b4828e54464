// Times of records for people: in UTC, to the second, as logs have them. Pure.

/** `2026-11-25T21:32:47Z`; `-` for none. @param timestamp milliseconds since 1970, negative for none */
export function timeInWords(timestamp: number | undefined): string {
  if (timestamp === undefined || timestamp < 0) return '-';
  const at = new Date(timestamp);
  return Number.isNaN(at.getTime()) ? '-' : at.toISOString().replace(/\.\d{3}Z$/u, 'Z');
}
