// A source that looks now and then: what is wrong is told once, when it has lasted, and what came right ends, also over a restart and a look that failed.

import { expect, test } from '@jest/globals';
import { createPolled, type Finding, type Looked } from '../../../bot/sources/polled.ts';
import type { Batch, Notice } from '../../../bot/sources/source.ts';

function finding(key: string, more: Partial<Finding> = {}): Finding {
  return {
    ...{ key, group: 'g', groupTitle: 'g', severity: 'warning', title: key, lines: [] },
    ...{ labels: { b: '1', a: '2' }, ...more },
  };
}

interface Played {
  readonly told: readonly (readonly string[])[];
  readonly batches: readonly Batch[];
  readonly seenAtMs: number | undefined;
  readonly warnings: number;
}

/** Each look comes ten seconds after the one before. @param failing of which batches, counted from 0, are not kept */
async function play(
  looks: readonly (Looked | Error)[],
  {
    firing = [],
    failing = [],
  }: { readonly firing?: readonly Notice[]; readonly failing?: readonly number[] } = {},
): Promise<Played> {
  const ending = new AbortController();
  const batches: Batch[] = [];
  let [at, nowMs, handed, warnings] = [0, 100_000, -1, 0];
  const source = createPolled({
    ...{ name: 'test', everyMs: 10_000, deadlineMs: 60_000 },
    look: async () => {
      const looked = looks[at];
      if (looked === undefined || looked instanceof Error) throw looked ?? new Error('over');
      return looked;
    },
    log: {
      warn: () => {
        warnings += 1;
      },
    },
  });
  await source.run({
    take: async (batch) => {
      handed += 1;
      if (failing.includes(handed)) throw new Error('the store is gone');
      batches.push(batch);
    },
    position: async () => undefined,
    firing: async () => firing,
    clock: {
      ...{ nowMs: () => nowMs, id: () => '' },
      sleep: async () => {
        nowMs += 10_000;
        at += 1;
        if (at === looks.length) ending.abort(new Error('stopped'));
      },
    },
    signal: ending.signal,
  });
  const told = batches.map(({ notices }) => notices.map(({ state, key }) => `${state} ${key}`));
  return { told, batches, seenAtMs: source.seenAtMs(), warnings };
}

const saw = (...findings: readonly Finding[]): Looked => ({ findings });

test('what is wrong is told once, anew when it is other, and ends', async () => {
  const { told, batches } = await play([
    saw(finding('a')),
    saw(finding('a')),
    saw(finding('a', { title: 'worse' }), finding('b')),
    saw(finding('b', { labels: { a: '2', b: '1' } })),
  ]);
  expect(told).toEqual([['firing a'], ['firing a', 'firing b'], ['resolved a']]);
  expect(batches[1]?.notices[0]).toMatchObject({ title: 'worse', startedAtMs: 100_000, count: 1 });
});

test('what has not lasted is not told, and what has is told with its beginning', async () => {
  const brief = finding('brief', { graceMs: 20_000 });
  const lasting = finding('lasting', { graceMs: 20_000 });
  const { batches } = await play([
    saw(brief, lasting),
    saw(lasting),
    saw(lasting, brief),
    saw(brief),
  ]);
  expect(batches.map(({ notices }) => notices)).toMatchObject([
    [{ key: 'lasting', state: 'firing', startedAtMs: 100_000 }],
    [{ key: 'lasting', state: 'resolved' }],
  ]);
});

test('a look that failed changes nothing, and is said once in a row', async () => {
  const { told, seenAtMs, warnings } = await play([
    saw(finding('a')),
    new Error('no answer'),
    new Error('no answer'),
    saw(finding('a')),
    new Error('no answer'),
  ]);
  expect(told).toEqual([['firing a']]);
  expect([seenAtMs, warnings]).toEqual([130_000, 2]);
});

test('what could not be looked at stays as it is', async () => {
  const isUnseen = (key: string) => key === 'a';
  const { told } = await play([saw(finding('a'), finding('b')), { findings: [], isUnseen }, saw()]);
  expect(told).toEqual([['firing a', 'firing b'], ['resolved b'], ['resolved a']]);
});

test('what was not kept is said again', async () => {
  const { told } = await play([saw(finding('a')), saw(finding('a'))], { failing: [0] });
  expect(told).toEqual([['firing a']]);
});

test('after a restart what has come right is ended, and what stands is not told again', async () => {
  const notice = (key: string): Notice => ({
    ...finding(key),
    state: 'firing',
    count: 1,
    startedAtMs: 7,
  });
  const { told } = await play([saw(finding('stands'))], {
    firing: [notice('gone'), notice('stands')],
  });
  expect(told).toEqual([['resolved gone']]);
});
