// When what is for some hours is over, as it is typed: after so long, or when it is next a time of day.

import type { End } from '../../freeze.ts';
import { textFlag } from '../../grammar.ts';
import { durationMs } from './duration.ts';

export const untilFlag = textFlag({
  summary: 'It ends when it is next that time, in the zone of the settings',
  placeholder: 'HH:MM',
  pattern: {
    expression: /^(?:[01]\d|2[0-3]):[0-5]\d$/u,
    description: 'a time such as 18:00',
  },
});

export function lastingFlag(summary: string) {
  return textFlag({
    summary,
    placeholder: '2h',
    pattern: {
      expression: /^[1-9]\d{0,3}[mhd]$/u,
      description: 'a time such as 30m, 2h or 7d',
    },
  });
}

/** @returns undefined where none is said, or two are. */
export function readEnd(flags: {
  readonly until: string | undefined;
  readonly for: string | undefined;
}): End | undefined {
  const { until: timeOfDay, for: span } = flags;
  const forMs = durationMs(span);
  if (forMs !== undefined) return timeOfDay === undefined ? { forMs } : undefined;
  return timeOfDay === undefined ? undefined : { timeOfDay };
}
