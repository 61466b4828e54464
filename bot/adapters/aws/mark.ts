// What a switch notes on a group of machines, in the letters that labels of Kubernetes and tags of AWS both allow. Pure.

import type { Mark } from '../../switch/original.ts';

export const SWITCH = 'quartermaster.dev/switch';
export const ORIGINAL = 'quartermaster.dev/original';

/** Names and values: `{ 'quartermaster.dev/switch': 'nights', 'quartermaster.dev/original': '1.5.3.0' }` */
export function markToWords({ by, original, again }: Mark): Readonly<Record<string, string>> {
  if (original.kind !== 'sizes') throw new Error(`${original.kind} is no size of a group`);
  const { min, max, desired } = original;
  return { [SWITCH]: by, [ORIGINAL]: [min, max, desired, again].join('.') };
}

/** @returns undefined where there is none; 'unreadable' for what it has not written */
export function markFromWords(
  words: Readonly<Record<string, string | undefined>>,
): Mark | 'unreadable' | undefined {
  const [by, text] = [words[SWITCH], words[ORIGINAL]];
  if (by === undefined && text === undefined) return undefined;
  const parts = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})\.(\d{1,5})$/u.exec(text ?? '');
  if (by === undefined || parts === null) return 'unreadable';
  const [min = 0, max = 0, desired = 0, again = 0] = parts.slice(1).map(Number);
  return { by, again, original: { kind: 'sizes', min, max, desired } };
}
