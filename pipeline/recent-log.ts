// Keeps the last lines that a pipeline has logged, for whoever asks at the control port, and passes all on.
import type { LogLine } from './control.ts';
import type { Clock, Log } from './ports.ts';

export interface RecentLog extends Log {
  /** The oldest first. */
  lines(most: number): readonly LogLine[];
}

const KEPT = 500;
const LONGEST_CHARACTERS = 1_000;

/** What is for debugging is passed on and not kept: there is too much of it. */
export function createRecentLog(log: Log, clock: Clock): RecentLog {
  const kept: LogLine[] = [];
  const keep = (level: LogLine['level'], detail: object, message: string) => {
    const text = `${message}${detailOf(detail)}`.slice(0, LONGEST_CHARACTERS);
    kept.push({ atMs: clock.nowMs(), level, text });
    if (kept.length > KEPT) kept.shift();
    log[level](detail, message);
  };
  return {
    lines: (most) => kept.slice(-most),
    debug: (detail, message) => log.debug(detail, message),
    info: (detail, message) => keep('info', detail, message),
    warn: (detail, message) => keep('warn', detail, message),
    error: (detail, message) => keep('error', detail, message),
  };
}

/** ` name=value ...`; of an error its message, for its stack is for the log alone. */
function detailOf(detail: object): string {
  return Object.entries(detail)
    .map(([name, value]: [string, unknown]) =>
      value instanceof Error ? `: ${value.message}` : ` ${name}=${JSON.stringify(value)}`,
    )
    .join('');
}
