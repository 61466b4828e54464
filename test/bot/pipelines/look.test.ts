import { describe, expect, test } from '@jest/globals';
import { inWords, lookOf, paceOf, restoreInWords, stateOf } from '../../../bot/pipelines/look.ts';
import type { MemberStatus, PipelineStatus } from '../../../pipeline/index.ts';

const MEMBER: MemberStatus = {
  ...{ pipeline: 'settlement', instanceId: 'one', phase: 'running', restarts: 0, transactions: 10 },
  ...{ held: [], restore: undefined, copies: [], lastError: undefined },
  tasks: [task(0, 100, 7, 4_000), task(1, 50, 0, 0)],
};

describe('a look at a pipeline', () => {
  test('adds up the lag, and takes the task that is furthest behind', () => {
    expect(lookOf(status([MEMBER]), 5)).toMatchObject({ atMs: 5, lagRecords: 7, behindMs: 4_000 });
  });

  test('and another ten seconds later give the pace', () => {
    const later = { ...MEMBER, transactions: 30, tasks: [task(0, 300, 0, 0), task(1, 50, 0, 0)] };
    expect(paceOf(lookOf(status([MEMBER]), 0), lookOf(status([later]), 10_000))).toEqual({
      ...{ recordsPerSecond: 20, commitsPerSecond: 2 },
    });
  });

  test('give no pace for a task that was not there before, nor for a process that began anew', () => {
    const later = { ...MEMBER, transactions: 2, tasks: [task(2, 900, 0, 0)] };
    expect(paceOf(lookOf(status([MEMBER]), 0), lookOf(status([later]), 10_000))).toEqual({
      ...{ recordsPerSecond: 0, commitsPerSecond: 0 },
    });
  });

  test('alone, or a moment after another, gives none', () => {
    const look = lookOf(status([MEMBER]), 500);
    expect(paceOf(undefined, look)).toBeUndefined();
    expect(paceOf(lookOf(status([MEMBER]), 0), look)).toBeUndefined();
  });
});

describe('the state of a pipeline', () => {
  const held = [{ topic: 't', partition: 3, offset: 9, reason: 'no' }];

  test.each<[string, PipelineStatus]>([
    ['running', status([MEMBER])],
    ['paused', status([MEMBER, { ...MEMBER, phase: 'paused' }])],
    [
      'backing off',
      status([
        { ...MEMBER, phase: 'paused' },
        { ...MEMBER, phase: 'backing off' },
      ]),
    ],
    ['on hold', status([MEMBER, { ...MEMBER, held }])],
    [
      'running, not all reached',
      { ...status([MEMBER]), unreached: [{ endpoint: '', partitions: [2], reason: 'x' }] },
    ],
  ])('is %s', (word, of) => {
    expect(stateOf(of)).toBe(word);
  });
});

test('a restore is told with what is done, its pace and what is left', () => {
  const restore = { restored: 250, total: 1_000, perSecond: 50, secondsLeft: 15 };
  expect(restoreInWords({ ...MEMBER, restore })).toBe(
    '250 of 1000 changelog records (25%), 50/s, 15 s left',
  );
});

test.each([
  [0, '0 s'],
  [119_000, '119 s'],
  [600_000, '10 min'],
  [10_800_000, '3 h'],
])('%d ms are %s', (ms, words) => {
  expect(inWords(ms)).toBe(words);
});

function status(members: readonly MemberStatus[]): PipelineStatus {
  return { name: 'settlement', members, unreached: [] };
}

function task(partition: number, committed: number, lagRecords: number, behindMs: number) {
  return {
    ...{ partition, behindMs, streamTimeMs: 0, counts: {}, stores: {} },
    inputs: [{ topic: 'ad.clicks', committed, lagRecords }],
  };
}
