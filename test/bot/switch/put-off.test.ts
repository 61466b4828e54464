// How often it is tried again what the cluster has refused.

import { describe, expect, test } from '@jest/globals';
import type { Planned } from '../../../bot/switch/plan-turn.ts';
import { isPutOff } from '../../../bot/switch/put-off.ts';
import type { SwitchRun } from '../../../bot/switch/switch-store.ts';

const MINUTE_MS = 60_000;
const SINCE_MS = 1_000_000;
const WANTED = { state: 'off', sinceMs: SINCE_MS } as const;

function due(...names: readonly string[]): readonly Planned[] {
  return names.map(
    (name) => ({ target: { kind: 'Deployment', namespace: 'shop', name } }) as Planned,
  );
}

function run(more: Partial<SwitchRun> = {}): SwitchRun {
  return {
    ...{ id: 'r', switchName: 'nights', state: 'off', because: 'b', who: 'timetable' },
    ...{ startedAtMs: SINCE_MS, endedAtMs: SINCE_MS },
    refused: ['deployment/web in shop'],
    ...more,
  };
}

describe('what the cluster has refused', () => {
  test.each([
    [1, 2],
    [2, 4],
    [5, 32],
    [6, 60],
    [7, 60],
  ])('after %d refusals is tried again in %d minutes', (times, minutes) => {
    const runs = Array.from({ length: times }, () => run());
    const at = (ms: number) => isPutOff(due('web'), WANTED, runs, SINCE_MS + ms);
    expect(at(minutes * MINUTE_MS - 1)).toBe(true);
    expect(at(minutes * MINUTE_MS)).toBe(false);
  });

  test('is tried at once with something else that is to be switched', () => {
    expect(isPutOff(due('web', 'api'), WANTED, [run()], SINCE_MS)).toBe(false);
  });

  test.each<[string, Partial<SwitchRun>]>([
    ['was switched the other way', { state: 'on' }],
    ['began before this was wanted', { startedAtMs: SINCE_MS - 1 }],
    ['failed for another reason, as an outage', { refused: [] }],
  ])('is tried at once when the last run %s', (_, more) => {
    expect(isPutOff(due('web'), WANTED, [run(more), run()], SINCE_MS)).toBe(false);
  });
});
