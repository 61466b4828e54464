import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alerts as schema } from '../../../bot/config/alerts.ts';
import { fits, heldUntil, routeOf } from '../../../bot/notify/route.ts';

const settings = schema.parse({
  routes: [
    { name: 'pay', match: { namespace: 'pay*', severity: ['critical', 'warning'] }, channel: 'C1' },
    { name: 'noise', match: { reason: 'Debug' }, mute: true },
    {
      name: 'night',
      match: { team: 'shop' },
      channel: 'C2',
      quietHours: { from: '22:00', to: '07:30' },
    },
    { name: 'daily', match: { team: 'data' }, channel: 'C3', digest: { at: ['09:00', '17:00'] } },
  ],
});

describe('routes', () => {
  test.each([
    [{ namespace: 'payments' }, 'critical', 'pay'],
    [{ namespace: 'payments' }, 'info', undefined],
    [{ namespace: 'shop', reason: 'Debug', team: 'shop' }, 'critical', 'noise'],
    [{ team: 'shop' }, 'info', 'night'],
    [{ team: 'Shop' }, 'info', undefined],
    [{}, 'critical', undefined],
    // A label of a notice cannot pass for its severity.
    [{ namespace: 'pay', severity: 'critical' }, 'info', undefined],
    [{ constructor: 'x' }, 'info', undefined],
  ] as const)('%j of severity %s goes by %s', (labels, severity, name) => {
    expect(routeOf({ labels, severity }, settings)?.name).toBe(name);
  });

  test('a pattern fits what a regular expression of the same meaning fits', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, subject) => {
        const source = pattern
          .split('*')
          .map((part) => part.replaceAll('.', '\\.'))
          .join('[^]*');
        expect(fits(pattern, subject)).toBe(new RegExp(`^${source}$`, 'u').test(subject));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    // 22:00 to 07:30 in Seoul is 13:00 to 22:30 in UTC.
    ['2026-11-26T12:59:59Z', undefined],
    ['2026-11-26T13:00:00Z', '2026-11-26T22:30:00.000Z'],
    ['2026-11-26T22:29:59Z', '2026-11-26T22:30:00.000Z'],
    ['2026-11-26T22:30:00Z', undefined],
  ])('quiet hours at %s hold until %s', (now, until) => {
    expect(heldAt('night', 'warning', now)).toBe(until);
  });

  test('quiet hours hold nothing that is critical', () => {
    expect(heldAt('night', 'critical', '2026-11-26T15:00:00Z')).toBeUndefined();
  });

  test.each([
    ['2026-11-26T00:00:00Z', '2026-11-26T08:00:00.000Z'],
    ['2026-11-26T08:00:00Z', '2026-11-27T00:00:00.000Z'],
  ])('a digest at %s comes at %s', (now, until) => {
    expect(heldAt('daily', 'info', now)).toBe(until);
    expect(heldAt('daily', 'warning', now)).toBeUndefined();
  });

  test('quiet hours end when the clocks show it, also where they are put forward that night', () => {
    const nowMs = Date.parse('2026-03-29T00:00:00Z');
    const until = heldUntil(routeNamed('night'), 'info', { nowMs, timeZone: 'Europe/Berlin' });
    expect(new Date(until ?? 0).toISOString()).toBe('2026-03-29T05:30:00.000Z');
  });
});

function heldAt(route: string, severity: 'critical' | 'warning' | 'info', now: string) {
  const until = heldUntil(routeNamed(route), severity, {
    nowMs: Date.parse(now),
    timeZone: 'Asia/Seoul',
  });
  return until === undefined ? undefined : new Date(until).toISOString();
}

function routeNamed(name: string) {
  const route = settings.routes.find((each) => each.name === name);
  if (route === undefined) throw new Error(`no route ${name}`);
  return route;
}
