// Where `kafka peek` begins to read: an offset, so many records before the end, or a time. Pure.

import type { Pattern } from '../grammar.ts';

export type PeekPlace =
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'before-end'; readonly count: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'time'; readonly atMs: number };

export const PEEK_PLACE: Pattern = {
  expression: /^[A-Za-z0-9:.+-]{1,35}$/u,
  accepts: (text) => readPeekPlace(text) !== undefined,
  description: 'an offset, earliest, end-N, or a time such as 2026-11-25T21:00:00Z',
};

export function readPeekPlace(text: string): PeekPlace | undefined {
  if (text === 'earliest') return { kind: 'start' };
  if (/^\d{1,15}$/u.test(text)) return { kind: 'offset', offset: Number(text) };
  const before = /^end-(\d{1,9})$/u.exec(text)?.[1];
  if (before !== undefined) return { kind: 'before-end', count: Number(before) };
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/u.test(text)) {
    return undefined;
  }
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) || atMs < 0 ? undefined : { kind: 'time', atMs };
}
