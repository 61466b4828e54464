// Brokers that gave no answer, in words for the end of an output that lacks what they know. Pure.

import type { Gathered } from '../../pipeline/index.ts';

/** @param lacks what is missing of the output, for example 'the groups that it coordinates are missing' */
export function silentInWords(silent: Gathered<unknown>['silent'], lacks: string): string {
  return silent
    .map(({ broker, code }) => `Broker ${broker} gave no answer (${code}): ${lacks}.\n`)
    .join('');
}
