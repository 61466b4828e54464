// When a lease is asked for again.

import { expect, test } from '@jest/globals';
import { isFresh } from '../../bot/lease.ts';

test.each([
  ['just taken', 1_000, true],
  ['more than half of it left', 1_499, true],
  ['half of it left', 1_500, false],
  ['run out', 2_001, false],
  ['more than all of it left, by a clock that was set back', 999, false],
])(
  'a lease is asked for again when half of it is over, or its clock was set back: %s',
  (_, nowMs, fresh) => {
    const lease = { holder: 'one', token: 1, expiresAtMs: 2_000 };
    expect(isFresh(lease, nowMs, 1_000)).toBe(fresh);
  },
);
