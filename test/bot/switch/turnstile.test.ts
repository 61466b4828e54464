// How many ask at the same time, and in which order they come to it.

import { expect, test } from '@jest/globals';
import { createTurnstile } from '../../../bot/switch/turnstile.ts';

test('no more are let through at once than were said, in their order, also after one that failed', async () => {
  const pass = createTurnstile(2);
  const [begun, ends]: [number[], (() => void)[]] = [[], []];
  let [inside, most] = [0, 0];
  const all = Array.from({ length: 6 }, (_, index) =>
    pass(async () => {
      begun.push(index);
      inside += 1;
      most = Math.max(most, inside);
      await new Promise<void>((resolve) => ends.push(resolve));
      inside -= 1;
      if (index === 1) throw new Error('refused');
      return index;
    }),
  );
  const settled = Promise.allSettled(all);
  for (let index = 0; index < 6; index += 1) {
    while (ends[index] === undefined) await new Promise(setImmediate);
    ends[index]?.();
  }
  expect((await settled).map(({ status }) => status === 'fulfilled')).toEqual([
    ...[true, false, true, true, true, true],
  ]);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});
