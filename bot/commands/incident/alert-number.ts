// How the commands of alerts name the one that they mean, and for how long.

import { type Pattern, textFlag } from '../../grammar.ts';
import { durationMs } from '../qm/duration.ts';

const NUMBER: Pattern = {
  expression: /^#?[1-9]\d{0,8}$/u,
  description: 'the number of an alert, as its message says it',
};

/** One alert, and nothing else. */
export const ALERT = { usage: 'ALERT', min: 1, max: 1, pattern: NUMBER };

export function readNumber([word = '']: readonly string[]): number {
  return Number(word.replace('#', ''));
}

export const forFlag = {
  for: textFlag({
    summary: 'It lasts so long',
    placeholder: '1h',
    pattern: {
      expression: /^[1-9]\d{0,3}[mhd]$/u,
      description: 'a time such as 30m, 1h or 2d',
    },
  }),
};

export function readSpan(text: string | undefined): number | undefined {
  return durationMs(text);
}
