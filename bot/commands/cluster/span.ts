// How long something is asked for, as it is typed.

import { UsageError } from '../../errors.ts';
import { textFlag } from '../../grammar.ts';
import type { Span } from '../../switch/lease.ts';
import { durationMs } from '../qm/duration.ts';

const LENGTH = {
  expression: /^[1-9]\d{0,3}[mhd]$/u,
  description: 'a time such as 30m, 2h or 7d',
};

export const spanFlags = {
  for: textFlag({ summary: 'For so long.', placeholder: '2h', pattern: LENGTH }),
  until: textFlag({
    summary: 'Until it is next that time, in the zone of its timetable.',
    placeholder: 'HH:MM',
    pattern: {
      expression: /^(?:[01]\d|2[0-3]):[0-5]\d$/u,
      description: 'a time such as 22:00',
    },
  }),
} as const;

export const inFlag = {
  in: textFlag({ summary: 'Not now, but after so long.', placeholder: '30m', pattern: LENGTH }),
} as const;

interface SpanFlags {
  readonly for: string | undefined;
  readonly until: string | undefined;
  readonly in?: string | undefined;
}

/** @throws UsageError for two ends. */
export function readSpan({ for: length, until, in: start }: SpanFlags, usage: string): Span {
  if (length !== undefined && until !== undefined) {
    throw new UsageError({
      what: 'There are two ends.',
      why: '--for and --until both say when it is over.',
      fix: 'Give one of the two.',
      usage,
    });
  }
  return { inMs: durationMs(start), forMs: durationMs(length), until };
}
