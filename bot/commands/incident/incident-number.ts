// How the commands of incidents name the one that they mean, and the words that belong to it.

import { UsageError } from '../../errors.ts';
import type { Pattern } from '../../grammar.ts';
import { INCIDENT_LIMITS } from '../../incidents/limits.ts';

const NUMBER = /^#?[1-9]\d{0,8}$/u;

/** One incident, and nothing else. */
export const INCIDENT = {
  ...{ usage: 'INCIDENT', min: 1, max: 1 },
  pattern: {
    expression: NUMBER,
    description: 'the number of an incident, as its message says it',
  },
};

/** A word of what people say. */
export const SAID: Pattern = {
  expression: /^[^\0-\x1f]{1,1000}$/u,
  description: 'words, 1,000 characters at most',
};

/** The number of an incident, and words. */
export const INCIDENT_AND_TEXT = {
  ...{ usage: 'INCIDENT TEXT', min: 2, max: 200, pattern: SAID },
};

/** @throws UsageError where the first word is no number. */
export function readIncident([word = '']: readonly string[], usage: string): number {
  if (NUMBER.test(word)) return Number(word.replace('#', ''));
  throw new UsageError({
    what: `"${word.slice(0, 100)}" is not the number of an incident.`,
    why: 'The number comes first.',
    fix: '"/incident list" shows the numbers.',
    usage,
  });
}

/** Everything after the number, as one text. */
export function readText([, ...words]: readonly string[]): string {
  return words.join(' ').slice(0, INCIDENT_LIMITS.textCharacters);
}
