// What is looked at now and then: a look that fails is told of and loses nothing else, and the end is never a failure.
import { expect, test } from '@jest/globals';
import { systemClock } from '../../bot/clock.ts';
import { createWatch } from '../../bot/watching.ts';

test('one that cannot be looked at is told of, keeps what it had, and holds up no other', async () => {
  let looks = 0;
  const failures: string[] = [];
  const watch = createWatch<number>({
    clock: systemClock,
    everyMs: 1,
    names: () => ['good', 'bad'],
    look: async (name, before = 0) => {
      looks += 1;
      if (name === 'bad' && before === 2) throw new Error('gone');
      return before + 1;
    },
    onFailure: (name, error) => failures.push(`${name}: ${(error as Error).message}`),
  });
  watch.start();
  while (looks < 20) await systemClock.sleep(1);
  await watch.stop();
  expect(watch.kept('good')).toBeGreaterThan(2);
  expect(watch.kept('bad')).toBe(2);
  expect(new Set(failures)).toEqual(new Set(['bad: gone']));
});

test('a look that the end cuts off is no failure, and what there is no longer is forgotten', async () => {
  let names = ['here', 'gone'];
  let isWaiting = false;
  const failures: unknown[] = [];
  const watch = createWatch<string>({
    clock: systemClock,
    everyMs: 1,
    names: () => names,
    look: async (name, before, signal) => {
      if (before === undefined) return name;
      names = ['here'];
      isWaiting = name === 'here' && watch.kept('gone') === undefined;
      if (isWaiting) await systemClock.sleep(60_000, signal);
      return name;
    },
    onFailure: (_, error) => failures.push(error),
  });
  watch.start();
  while (!isWaiting) await systemClock.sleep(1);
  await watch.stop();
  expect(failures).toEqual([]);
  expect([watch.kept('here'), watch.kept('gone')]).toEqual(['here', undefined]);
});
