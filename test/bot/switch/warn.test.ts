// The words before something goes off: in time, and with what it costs to put it off.

import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../../bot/config.ts';
import { switchesOf } from '../../../bot/switch/of-settings.ts';
import { planOff } from '../../../bot/switch/plan.ts';
import { warningBefore } from '../../../bot/switch/warn.ts';
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

function warned(seoul: string, overrides: readonly Override[] = [], name = 'usual') {
  const of = switchesOf(settings)[name];
  if (of === undefined) throw new Error('there is no such switch');
  const nowMs = Date.parse(`${seoul}+09:00`);
  return warningBefore({ name, of, overrides, targets, nowMs });
}

describe('a warning', () => {
  test('comes half an hour and five minutes before, each once', () => {
    expect(warned('2026-11-25T19:29:00')).toBeUndefined();
    const first = warned('2026-11-25T19:30:00');
    expect(warned('2026-11-25T19:54:00')?.about).toBe(first?.about);
    const second = warned('2026-11-25T19:55:00');
    expect(second?.about).not.toBe(first?.about);
    expect(warned('2026-11-25T19:59:30')?.about).toBe(second?.about);
    expect(warned('2026-11-25T20:00:00')).toBeUndefined();
  });

  test('says what ends, and what each way to put it off costs', () => {
    const { text } = warned('2026-11-25T19:30:00') ?? {};
    expect(text?.title).toBe('usual goes off in 30 min, at Wed 2026-11-25 20:00 (UTC+9)');
    expect(text?.lines[0]).toContain('3 pods of 1 workloads end');
    expect(text?.listing?.split('\n')).toEqual([
      '/cluster keep usual --until 21:00   6.00 USD',
      '/cluster keep usual --until 22:00   12.00 USD',
      '/cluster skip usual today   144.00 USD',
    ]);
  });

  test('comes before the end of what somebody has asked for, not before what they have put off', () => {
    const kept: Override = {
      ...{ kind: 'lease', id: 'l', who: 'U', why: 'w', state: 'on', madeAtMs: 0, fromMs: 0 },
      untilMs: Date.parse('2026-11-25T22:00:00+09:00'),
    };
    expect(warned('2026-11-25T19:50:00', [kept])).toBeUndefined();
    const { text } = warned('2026-11-25T21:40:00', [kept]) ?? {};
    expect(text?.title).toContain('at Wed 2026-11-25 22:00');
    expect(text?.listing).toContain('/cluster keep usual --until 23:00');
  });

  test('names the day whose change it is where that is tomorrow', () => {
    expect(warned('2026-11-25T23:50:00', [], 'late')?.text.listing).toContain(
      '/cluster skip late 2026-11-26',
    );
  });

  test('does not come where there is nothing to end', () => {
    const of = switchesOf(settings).usual;
    if (of === undefined) throw new Error('there is no such switch');
    const nowMs = Date.parse('2026-11-25T19:50:00+09:00');
    expect(warningBefore({ name: 'usual', of, overrides: [], targets: [], nowMs })).toBeUndefined();
  });
});
