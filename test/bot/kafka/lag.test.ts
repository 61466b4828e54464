// Whether groups keep up, by Burrow's rules over samples.

import { describe, expect, test } from '@jest/globals';
import { behindMs, type LagSample, lagStatus, worstStatus } from '../../../bot/kafka/lag.ts';

/** One sample every 30 s. */
function samples(...pairs: readonly (readonly [committed: number, end: number])[]): LagSample[] {
  return pairs.map(([committed, end], index) => ({ atMs: index * 30_000, committed, end }));
}

describe('a partition of a group', () => {
  test.each([
    ['OK', 'that has no lag', true, samples([5, 9], [9, 9])],
    ['OK', 'whose lag was gone within the window', true, samples([9, 9], [9, 12], [9, 15])],
    ['OK', 'whose lag becomes less', true, samples([0, 90], [40, 100], [80, 110])],
    ['OK', 'whose lag went up and down', true, samples([0, 50], [10, 90], [60, 110])],
    ['WARN', 'that moves and never comes nearer', true, samples([0, 50], [10, 90], [20, 150])],
    ['WARN', 'that moves and stays as far behind', true, samples([0, 50], [10, 60], [20, 70])],
    ['STALL', 'that has members and does not move', true, samples([5, 9], [5, 12], [5, 15])],
    ['STALL', 'that does not move though nothing comes', true, samples([5, 9], [5, 9])],
    ['STOP', 'that nobody reads', false, samples([5, 9], [5, 12])],
    ['STOP', 'that nobody reads, from the first look', false, samples([5, 9])],
    ['REWIND', 'that went back', true, samples([50, 90], [20, 100])],
    ['OK', 'that was seen once', true, samples([5, 9])],
    ['OK', 'whose log was cut below where it stands', true, samples([50, 9])],
  ] as const)('is %s when it is one %s', (status, _what, isRead, window) => {
    expect(lagStatus(window, isRead)).toBe(status);
  });

  test('is behind by the time since the log ended where it stands', () => {
    expect(behindMs(samples([0, 100], [100, 200], [150, 300]))).toBe(45_000);
    expect(behindMs(samples([0, 100], [100, 200]))).toBe(30_000);
    expect(behindMs(samples([9, 9]))).toBe(0);
  });

  test('is behind by more than is known when it stands before all samples', () => {
    expect(behindMs(samples([0, 100], [50, 200]))).toBeUndefined();
    expect(behindMs(samples([0, 100]))).toBeUndefined();
  });
});

test('a group is as bad as the worst of its partitions', () => {
  expect(worstStatus(['OK', 'WARN', 'STALL'])).toBe('STALL');
  expect(worstStatus(['REWIND', 'STOP'])).toBe('STOP');
  expect(worstStatus([])).toBe('OK');
});
