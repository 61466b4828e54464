// Times in messages: Slack shows them in the reader's own time zone, and the plain words where it cannot. Pure.

/** A day and a time. @param atMs milliseconds since the epoch, of a year with four digits */
export function instant(atMs: number): string {
  return dated(atMs, '{date_short_pretty} {time}', isoOf(atMs).slice(0, 16).replace('T', ' '));
}

/** The time of day alone. */
export function timeOf(atMs: number): string {
  return dated(atMs, '{time}', isoOf(atMs).slice(11, 16));
}

/** With seconds. */
export function timeWithSeconds(atMs: number): string {
  return dated(atMs, '{time_secs}', isoOf(atMs).slice(11, 19));
}

/** `3 minutes ago`, which Slack keeps up to date; the time itself where it cannot. */
export function ago(atMs: number): string {
  return dated(atMs, '{ago}', isoOf(atMs).slice(0, 16).replace('T', ' '));
}

function dated(atMs: number, format: string, words: string): string {
  return `<!date^${Math.floor(atMs / 1000)}^${format}|${words} UTC>`;
}

function isoOf(atMs: number): string {
  return new Date(atMs).toISOString();
}
