// The words before something goes off: in time, and with what it costs to put it off.

import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../../bot/config.ts';
import { switchesOf } from '../../../bot/switch/of-settings.ts';
import { planOff, type Target } from '../../../bot/switch/plan.ts';
import { dueWarning, isAnyOn, writeWarning } from '../../../bot/switch/warn.ts';
import type { Override } from '../../../bot/timetable/timetable.ts';

const settings = readSettings(
  {
    clusters: { staging: { environment: 'staging', kubeconfig: 'k' } },
    timetables: {
      usual: { timeZone: 'Asia/Seoul', rules: [{ off: 'Mon-Fri 20:00' }, { on: 'Mon-Fri 08:00' }] },
      late: { timeZone: 'Asia/Seoul', rules: [{ off: '00:10' }, { on: '08:00' }] },
    },
    switches: Object.fromEntries(
      ['usual', 'late'].map((timetable) => [
        timetable,
        {
          ...{ cluster: 'staging', timetable },
          tiers: [{ name: 'all', workloads: [{ namespace: 'shop' }] }],
        },
      ]),
    ),
    prices: { currency: 'USD', cpuHour: '1', memoryGibHour: '0' },
  },
  'the test',
);
const containers = [{ resources: { requests: { cpu: '2' } } }];
const targets = planOff(
  [
    {
      ...{ tier: 'all', kind: 'Deployment', namespace: 'shop' },
      object: {
        metadata: { name: 'web' },
        spec: { replicas: 3, template: { spec: { containers } } },
      },
    },
  ],
  new Map(),
);

function warned(
  seoul: string,
  overrides: readonly Override[] = [],
  name = 'usual',
  ending: readonly Target[] | string = targets,
) {
  const of = switchesOf(settings)[name];
  if (of === undefined) throw new Error('there is no such switch');
  const nowMs = Date.parse(`${seoul}+09:00`);
  const wish = { name, of, overrides, nowMs };
  const due = dueWarning(wish);
  return due === undefined ? undefined : { ...due, ...writeWarning(wish, due.turn, ending) };
}

describe('a warning', () => {
  test('comes half an hour and five minutes before, each once', () => {
    expect(warned('2026-11-25T19:29:00')).toBeUndefined();
    const first = warned('2026-11-25T19:30:00');
    expect(warned('2026-11-25T19:54:00')?.key).toBe(first?.key);
    const second = warned('2026-11-25T19:55:00');
    expect(second?.key).not.toBe(first?.key);
    expect(warned('2026-11-25T19:59:30')?.key).toBe(second?.key);
    expect(warned('2026-11-25T20:00:00')).toBeUndefined();
  });

  test('says what ends, and has a button for each way to put it off with what it costs', () => {
    const { text, ways } = warned('2026-11-25T19:30:00') ?? {};
    expect(text?.title).toBe('usual goes off in 30 min, at Wed 2026-11-25 20:00 (UTC+9)');
    expect(text?.lines).toEqual([
      '3 pods of 1 workload end: rule "off Mon-Fri 20:00".',
      'Snooze 1 h: on until Wed 2026-11-25 21:00 (UTC+9), 6.00 USD',
      'Keep till 22:00: on until Wed 2026-11-25 22:00 (UTC+9), 12.00 USD',
      'Skip today: on until Thu 2026-11-26 20:00 (UTC+9), 144.00 USD',
    ]);
    expect(ways).toEqual([
      {
        ...{ kind: 'snooze', label: 'Snooze 1 h · 6.00 USD' },
        command: 'cluster keep usual --until 21:00',
      },
      {
        ...{ kind: 'late', label: 'Keep till 22:00 · 12.00 USD' },
        command: 'cluster keep usual --until 22:00',
      },
      {
        ...{ kind: 'skip', label: 'Skip today · 144.00 USD' },
        command: 'cluster skip usual 2026-11-25',
      },
    ]);
  });

  test('comes before the end of what somebody has asked for, not before what they have put off', () => {
    const kept: Override = {
      ...{ kind: 'lease', id: 'l', who: 'U', why: 'w', state: 'on', madeAtMs: 0, fromMs: 0 },
      untilMs: Date.parse('2026-11-25T22:00:00+09:00'),
    };
    expect(warned('2026-11-25T19:50:00', [kept])).toBeUndefined();
    const { text, ways = [] } = warned('2026-11-25T21:40:00', [kept]) ?? {};
    expect(text?.title).toContain('at Wed 2026-11-25 22:00');
    expect(ways.map(({ command }) => command)).toEqual(['cluster keep usual --until 23:00']);
  });

  test('names the day whose change it is where that is tomorrow', () => {
    expect(warned('2026-11-25T23:50:00', [], 'late')?.ways).toContainEqual({
      ...{ kind: 'skip', label: 'Skip tomorrow · 144.00 USD' },
      command: 'cluster skip late 2026-11-26',
    });
  });

  test('says so where it is not known what ends, and has its buttons all the same', () => {
    const { text, ways } = warned('2026-11-25T19:50:00', [], 'usual', 'it does not answer') ?? {};
    expect(text?.lines[0]).toContain('What ends is not known now (it does not answer)');
    expect(ways?.map(({ label }) => label)).toEqual([
      'Snooze 1 h',
      'Keep till 22:00',
      'Skip today',
    ]);
  });
});

describe('a pipeline that is paused with it', () => {
  const pipeline = (paused: boolean) =>
    planOff(
      [
        {
          ...{ tier: 'all', kind: 'Pipeline' as const, namespace: '' },
          object: { metadata: { name: 'settlement' }, spec: { paused } },
        },
      ],
      new Map(),
    );

  test('is warned of, alone and beside what ends', () => {
    expect(isAnyOn(pipeline(false))).toBe(true);
    const alone = warned('2026-11-25T19:30:00', [], 'usual', pipeline(false));
    expect(alone?.text.lines[0]).toMatch(/^pipeline\/settlement paused: /u);
    const beside = warned('2026-11-25T19:30:00', [], 'usual', [...targets, ...pipeline(false)]);
    expect(beside?.text.lines[0]).toMatch(
      /^3 pods of 1 workload end, pipeline\/settlement paused: /u,
    );
  });

  test('is not warned of where it is paused already', () => {
    expect(isAnyOn(pipeline(true))).toBe(false);
  });
});
