// What is saved, held to a model that goes through the time minute by minute.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { between, lookAt, type MeterLook, moneyOf } from '../../../bot/switch/meter.ts';
import { planOff } from '../../../bot/switch/plan.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Days of which clocks are put forward or back, or one is left out, in that zone. */
const STARTS: readonly (readonly [string, string])[] = [
  ['Asia/Seoul', '2026-11-25T00:00:00Z'],
  ['America/New_York', '2026-03-07T12:00:00Z'],
  ['America/New_York', '2026-10-31T12:00:00Z'],
  ['Europe/London', '2026-03-28T12:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T00:00:00Z'],
  ['Pacific/Apia', '2011-12-29T00:00:00Z'],
];

interface Sums {
  saved: bigint;
  whole: bigint;
  offMs: number;
}

/** Of each minute the local day is asked of the platform's own calendar. */
function model(looks: readonly MeterLook[], timeZone: string): Readonly<Record<string, Sums>> {
  const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone });
  const days: Record<string, Sums> = {};
  for (const [index, look] of looks.entries()) {
    const untilMs = looks[index + 1]?.atMs ?? look.atMs;
    for (let atMs = look.atMs; atMs < untilMs; atMs += MINUTE_MS) {
      const day = dayOf.format(atMs);
      days[day] ??= { saved: 0n, whole: 0n, offMs: 0 };
      days[day].saved += look.saved * BigInt(MINUTE_MS);
      days[day].whole += look.whole * BigInt(MINUTE_MS);
      if (look.saved > 0n) days[day].offMs += MINUTE_MS;
    }
  }
  return days;
}

function reckoned(looks: readonly MeterLook[], timeZone: string): Readonly<Record<string, Sums>> {
  const days: Record<string, Sums> = {};
  for (const [index, look] of looks.entries()) {
    const next = looks[index + 1];
    if (next === undefined) break;
    for (const each of between(look, next.atMs, timeZone)) {
      const day = new Date(each.day * DAY_MS).toISOString().slice(0, 10);
      days[day] ??= { saved: 0n, whole: 0n, offMs: 0 };
      days[day].saved += each.saved;
      days[day].whole += each.whole;
      days[day].offMs += each.offMs;
    }
  }
  return days;
}

describe('what is saved', () => {
  test('is by the day, to the last millionth, what a minute-by-minute model comes to', () => {
    const looks = fc.array(
      fc.record({
        minutes: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 1_500 })),
        whole: fc.bigInt({ min: 0n, max: 10n ** 15n }),
        percent: fc.integer({ min: 0, max: 100 }),
      }),
      { minLength: 2, maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...STARTS), looks, ([timeZone, start], steps) => {
        let atMs = Date.parse(start);
        const seen = steps.map(({ minutes, whole, percent }) => {
          atMs += minutes * MINUTE_MS;
          return { atMs, whole, saved: (whole * BigInt(percent)) / 100n };
        });
        expect(reckoned(seen, timeZone)).toEqual(model(seen, timeZone));
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test('is not known of a time in which nobody looked for more than a week, nor backwards', () => {
    const look = { atMs: 0, saved: 1n, whole: 2n };
    expect(between(look, 8 * DAY_MS + 1, 'UTC')).toEqual([]);
    expect(between(look, 8 * DAY_MS, 'UTC')).toHaveLength(8);
    expect(between(look, -1, 'UTC')).toEqual([]);
  });

  test('is what is off now of what is on otherwise; what a hand has set counts as it is', () => {
    const prices = { currency: 'USD', cpuHour: 1_000_000, memoryGibHour: 0 };
    const containers = [{ resources: { requests: { cpu: '500m' } } }];
    const workload = (name: string, replicas: number, original?: number) => ({
      ...{ tier: 'all', kind: 'Deployment' as const, namespace: 'shop' },
      object: {
        metadata: {
          name,
          ...(original === undefined
            ? {}
            : {
                annotations: {
                  'quartermaster.dev/original': JSON.stringify({
                    ...{ switch: 'nights', kind: 'replicas', replicas: original },
                  }),
                },
              }),
        },
        spec: { replicas, template: { spec: { containers } } },
      },
    });
    const targets = planOff(
      [workload('on', 2), workload('off', 0, 4), workload('by-hand', 5, 3), workload('some', 1, 3)],
      new Map(),
    );
    // 2 + 4 + 3 + 3 pods of half a core; of those 4 and 2 are off.
    expect(lookAt(targets, prices, 7)).toEqual({ atMs: 7, whole: 6_000_000n, saved: 3_000_000n });
  });

  test('is rounded once, at the end', () => {
    expect(moneyOf(3_600_000n * 5n)).toBe(5n);
    expect(moneyOf(1_799_999n)).toBe(0n);
    expect(moneyOf(1_800_000n)).toBe(1n);
  });
});
