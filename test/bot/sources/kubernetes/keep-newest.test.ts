// A line that is no longer than it may be: what came or came again last stays.

import { expect, test } from '@jest/globals';
import { keepNewest } from '../../../../bot/sources/kubernetes/keep-newest.ts';

test('keeps so many, and what comes again is new', () => {
  const line = new Map<string, number>();
  for (const [index, key] of ['a', 'b', 'a', 'c'].entries()) keepNewest(line, 2, [key, index]);
  expect([...line]).toEqual([
    ['a', 2],
    ['c', 3],
  ]);
});
