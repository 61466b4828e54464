import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createLine } from '../../../bot/dispatch/line.ts';

/** Requests that begin when they may and end when they are told. */
function requests(limits: { runningMax: number; runningPerPersonMax: number }) {
  const line = createLine(limits);
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const all: Promise<void>[] = [];
  return {
    begun,
    ask: (person: string, name: string) => {
      const work = () => {
        begun.push(name);
        return new Promise<void>((resolve, reject) => {
          ends.set(name, (error) => (error === undefined ? resolve() : reject(error)));
        });
      };
      all.push(line.through(person, work).catch(() => {}));
    },
    end: async (name: string, error?: Error) => {
      ends.get(name)?.(error);
      await turn();
    },
  };
}

test('no more run at once than there may', async () => {
  const { ask, begun, end } = requests({ runningMax: 2, runningPerPersonMax: 9 });
  for (const name of ['a', 'b', 'c', 'd']) ask(name, name);
  await turn();
  expect(begun).toEqual(['a', 'b']);
  await end('b');
  expect(begun).toEqual(['a', 'b', 'c']);
});

test('one person with many requests does not keep others waiting', async () => {
  const { ask, begun, end } = requests({ runningMax: 3, runningPerPersonMax: 2 });
  for (const name of ['a1', 'a2', 'a3', 'a4']) ask('alice', name);
  ask('bob', 'b1');
  await turn();
  expect(begun).toEqual(['a1', 'a2', 'b1']);
  await end('b1');
  expect(begun).toEqual(['a1', 'a2', 'b1']);
  await end('a1');
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
});

test('a request that fails gives its place to the next', async () => {
  const { ask, begun, end } = requests({ runningMax: 1, runningPerPersonMax: 1 });
  ask('alice', 'a1');
  ask('bob', 'b1');
  await turn();
  await end('a1', new Error('broken'));
  expect(begun).toEqual(['a1', 'b1']);
});
