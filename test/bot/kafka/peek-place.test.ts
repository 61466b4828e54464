// Where a look into records may begin.

import { expect, test } from '@jest/globals';
import { readPeekPlace } from '../../../bot/kafka/peek-place.ts';

test.each([
  ['0', { kind: 'offset', offset: 0 }],
  ['1045', { kind: 'offset', offset: 1045 }],
  ['earliest', { kind: 'start' }],
  ['end-10', { kind: 'before-end', count: 10 }],
  ['2026-11-25T21:00:00Z', { kind: 'time', atMs: Date.UTC(2026, 10, 25, 21) }],
  ['2026-11-25T21:00+09:00', { kind: 'time', atMs: Date.UTC(2026, 10, 25, 12) }],
  ['end', undefined],
  ['-1', undefined],
  ['2026-11-25', undefined],
  ['2026-13-25T21:00:00Z', undefined],
])('%s', (text, place) => {
  expect(readPeekPlace(text)).toEqual(place);
});
