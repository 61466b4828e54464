// The seven ways to say where a group shall go on reading, as kafka-consumer-groups --reset-offsets has them. Pure.

import { UsageError } from '../errors.ts';
import { type FlagValues, type Pattern, switchFlag, textFlag } from '../grammar.ts';

export type ResetWay =
  | { readonly kind: 'earliest' | 'latest' | 'current' }
  | { readonly kind: 'offset'; readonly offset: number }
  /** Forward, or back where it is below 0. */
  | { readonly kind: 'shift'; readonly by: number }
  /** Milliseconds since 1970. */
  | { readonly kind: 'time'; readonly atMs: number }
  /** Before now. */
  | { readonly kind: 'duration'; readonly ms: number };

const COUNT: Pattern = { expression: /^\d{1,15}$/u, description: 'a whole number' };

export const wayFlags = {
  'to-earliest': switchFlag('To where the log begins.'),
  'to-latest': switchFlag('To where the log ends now.'),
  'to-current': switchFlag('To where the group is; to the end where it has no offset.'),
  'to-offset': textFlag({
    summary: 'To this offset; to the nearest that the log has.',
    placeholder: 'OFFSET',
    pattern: COUNT,
  }),
  'to-datetime': textFlag({
    summary: 'To the first record of that time or later; UTC unless a zone is given.',
    placeholder: 'TIME',
    pattern: {
      expression: /^\d{4}-\d\d-\d\dT[\d:.]{5,12}(?:Z|[+-]\d\d:?\d\d)?$/u,
      accepts: (text) => timeOf(text) !== undefined,
      description: 'a time such as 2026-11-25T21:00:00.000',
    },
  }),
  'by-duration': textFlag({
    summary: 'To the first record of so long ago or later.',
    placeholder: 'PnDTnHnMnS',
    pattern: {
      expression: /^P[0-9A-Z.]{1,40}$/u,
      accepts: (text) => durationOf(text) !== undefined,
      description: 'a duration such as PT1H30M or P1D',
    },
  }),
  'shift-by': textFlag({
    summary: 'Forward by so many offsets.',
    placeholder: 'COUNT',
    pattern: COUNT,
  }),
  'shift-back-by': textFlag({
    summary: 'Back by so many offsets: the tool’s --shift-by -COUNT.',
    placeholder: 'COUNT',
    pattern: COUNT,
  }),
} as const;

/** @returns undefined when none is given. @throws UsageError when there are several. */
export function readWay(flags: FlagValues<typeof wayFlags>, usage: string): ResetWay | undefined {
  const ways: readonly (ResetWay | undefined)[] = [
    ...(['earliest', 'latest', 'current'] as const).map((kind) =>
      flags[`to-${kind}`] ? { kind } : undefined,
    ),
    given(flags['to-offset'], (text) => ({ kind: 'offset', offset: Number(text) })),
    given(flags['shift-by'], (text) => ({ kind: 'shift', by: Number(text) })),
    given(flags['shift-back-by'], (text) => ({ kind: 'shift', by: -Number(text) })),
    given(flags['to-datetime'], (text) => ({ kind: 'time', atMs: timeOf(text) ?? 0 })),
    given(flags['by-duration'], (text) => ({ kind: 'duration', ms: durationOf(text) ?? 0 })),
  ];
  const [way, another] = ways.filter((each) => each !== undefined);
  if (another === undefined) return way;
  throw new UsageError({
    what: 'It is said twice where the group shall go on.',
    why: 'Each of --to-..., --by-duration and --shift-... says it.',
    fix: 'Give one of them.',
    usage,
  });
}

function given(text: string | undefined, read: (text: string) => ResetWay): ResetWay | undefined {
  return text === undefined ? undefined : read(text);
}

/** As Utils.getDateTime reads it: UTC where no zone stands behind. */
function timeOf(text: string): number | undefined {
  const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/u.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** As java.time.Duration reads it: days are of 24 hours. */
function durationOf(text: string): number | undefined {
  const found =
    /^P(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9}(?:\.\d{1,3})?)S)?)?$/u.exec(
      text,
    );
  if (found === null || text === 'P') return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1)
    .map((each) => Number(each ?? 0));
  return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
}
