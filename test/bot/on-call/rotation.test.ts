import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { onCall as schema } from '../../../bot/config/on-call.ts';
import { nextHandOff, onCallAt, type Swap } from '../../../bot/on-call/rotation.ts';
import { type ModelledRotation, modelOf } from './model.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const ZONES = [
  'Asia/Seoul',
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Pacific/Apia',
];

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const person = fc.constantFrom('T1/U1', 'T1/U2', 'T1/U3', 'T1/U4');
const weekdays = fc.uniqueArray(fc.constantFrom('Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'), {
  minLength: 1,
});

const layer = fc.record(
  {
    name: fc.constant('layer'),
    people: fc.array(person, { minLength: 1, maxLength: 4 }),
    from: fc.constantFrom('2011-12-20', '2025-10-01', '2025-03-25', '2025-12-31'),
    handOff: fc.record({ days: fc.integer({ min: 1, max: 9 }), at: time }),
    hours: fc
      .record({ from: time, to: time, days: weekdays })
      .filter(({ from, to }) => from !== to),
  },
  { requiredKeys: ['name', 'people', 'from', 'handOff'] },
);

/** Stretches of two weeks with something odd in them. */
const beginning = fc.constantFrom(
  ...[
    '2011-12-25',
    '2025-03-25',
    '2025-10-20',
    '2025-10-30',
    '2026-03-05',
    '2018-10-28',
    '2025-04-01',
  ],
);

describe('a rotation', () => {
  test('has on call whom a clock that is read minute by minute has', () => {
    fc.assert(
      fc.property(
        fc.array(layer, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...ZONES),
        beginning,
        fc.array(swapAround(), { maxLength: 3 }),
        (layers, timeZone, begin, swaps) => {
          const rotation = rotationOf({ timeZone, layers });
          const fromMs = Date.parse(`${begin}T00:00:00Z`);
          const made = swaps.map((swap) => swap(fromMs));
          const model = modelOf({ ...rotation, layers: rotation.layers }, made, {
            fromMs,
            days: 12,
          });
          for (const [atMs, expected] of model) {
            const { person: found } = onCallAt(rotation, made, atMs);
            if (found !== expected) {
              throw new Error(
                `${new Date(atMs).toISOString()} in ${timeZone}: ${found}, not ${expected}`,
              );
            }
          }
        },
      ),
      { numRuns: 12 },
    );
  }, 240_000);

  test('says the next change as the first minute with somebody else', () => {
    fc.assert(
      fc.property(
        fc.array(layer, { minLength: 1, maxLength: 2 }),
        fc.constantFrom(...ZONES),
        beginning,
        fc.array(swapAround(), { maxLength: 2 }),
        (layers, timeZone, begin, swaps) => {
          const rotation = rotationOf({ timeZone, layers });
          const fromMs = Date.parse(`${begin}T07:41:00Z`);
          const made = swaps.map((swap) => swap(fromMs));
          const now = onCallAt(rotation, made, fromMs).person;
          let expected: number | undefined;
          for (let atMs = fromMs; atMs < fromMs + 4 * DAY; atMs += MINUTE) {
            if (onCallAt(rotation, made, atMs).person === now) continue;
            expected = atMs;
            break;
          }
          const next = nextHandOff(rotation, made, fromMs);
          if (expected === undefined)
            expect(next?.atMs ?? Infinity).toBeGreaterThanOrEqual(fromMs + 4 * DAY);
          else expect(next?.atMs).toBe(expected);
        },
      ),
      { numRuns: 30 },
    );
  }, 240_000);

  test.each([
    // The clock shows 01:30 twice, and 02:30 never.
    ['America/New_York', '2026-11-01T04:00:00Z', '01:30', '02:00'],
    ['America/New_York', '2026-11-01T04:00:00Z', '01:00', '01:30'],
    ['America/New_York', '2026-03-08T04:00:00Z', '02:15', '02:45'],
    ['Australia/Lord_Howe', '2026-04-04T13:00:00Z', '01:40', '01:50'],
  ])(
    'in %s from %s on says each change of hours that begin at %s, where clocks are moved',
    (timeZone, from, begin, end) => {
      const hours = {
        ...plain(['T1/U1']),
        handOff: { days: 1, at: '00:00' },
        hours: { from: begin, to: end },
      };
      const rotation = rotationOf({ timeZone, layers: [hours] });
      const fromMs = Date.parse(from);
      const said: number[] = [];
      for (
        let next = nextHandOff(rotation, [], fromMs);
        next !== undefined && next.atMs < fromMs + DAY;
      ) {
        said.push(next.atMs);
        next = nextHandOff(rotation, [], next.atMs);
      }
      const seen: number[] = [];
      for (let atMs = fromMs + MINUTE; atMs < fromMs + DAY; atMs += MINUTE) {
        const [before, now] = [atMs - MINUTE, atMs].map(
          (each) => onCallAt(rotation, [], each).person,
        );
        if (before !== now) seen.push(atMs);
      }
      expect(said).toEqual(seen);
    },
  );

  test('says the hand-off of a day that its zone left out', () => {
    // Samoa went from the 29th to the 31st of December 2011.
    const people = ['T1/U1', 'T1/U2'];
    const layer = { name: 'day', people, from: '2011-12-29', handOff: { days: 1, at: '13:15' } };
    const rotation = rotationOf({ timeZone: 'Pacific/Apia', layers: [layer] });
    const next = nextHandOff(rotation, [], Date.parse('2011-12-30T05:00:00Z'));
    expect(next).toMatchObject({ atMs: Date.parse('2011-12-30T10:00:00Z') });
    expect(next?.duty.person).toBe('T1/U2');
  });

  test('where two swaps meet the one that was made last counts', () => {
    const rotation = rotationOf({ timeZone: 'UTC', layers: [plain(['T1/U1'])] });
    const at = Date.UTC(2026, 0, 10);
    const swap = (id: string, personId: string, madeAtMs: number): Swap => ({
      ...{ id, rotation: 'r', person: personId, by: 'U9', madeAtMs },
      ...{ fromMs: at, untilMs: at + DAY },
    });
    const swaps = [swap('late', 'T1/U3', 2), swap('early', 'T1/U2', 1)];
    expect(onCallAt(rotation, swaps, at).person).toBe('T1/U3');
    expect(onCallAt(rotation, swaps, at - 1).person).toBe('T1/U1');
    expect(onCallAt(rotation, swaps, at + DAY).person).toBe('T1/U1');
  });

  test('has nobody before it begins', () => {
    const rotation = rotationOf({ timeZone: 'UTC', layers: [plain(['T1/U1', 'T1/U2'])] });
    const first = Date.parse('2026-01-05T09:00:00Z');
    expect(onCallAt(rotation, [], first - 1)).toEqual({ person: undefined, because: 'nobody' });
    expect(onCallAt(rotation, [], first).person).toBe('T1/U1');
    expect(nextHandOff(rotation, [], first - DAY)).toMatchObject({ atMs: first });
    expect(nextHandOff(rotation, [], first)).toMatchObject({
      atMs: first + 7 * DAY,
      duty: { person: 'T1/U2', because: { layer: 'week' } },
    });
  });
});

function plain(people: readonly string[]) {
  return { name: 'week', people, from: '2026-01-05', handOff: { days: 7, at: '09:00' } };
}

function rotationOf(given: { timeZone: string; layers: readonly object[] }): ModelledRotation {
  const { rotations } = schema.parse({ rotations: { r: given } });
  const { r } = rotations;
  if (r === undefined) throw new Error('no rotation');
  return r;
}

function swapAround() {
  return fc
    .record({
      personId: person,
      offset: fc.integer({ min: -100, max: 12 * 1440 }),
      minutes: fc.integer({ min: 1, max: 3_000 }),
      madeAtMs: fc.integer({ min: 1, max: 1_000_000 }),
    })
    .map(
      ({ personId, offset, minutes, madeAtMs }) =>
        (fromMs: number): Swap => ({
          ...{
            id: `${offset}-${minutes}-${madeAtMs}`,
            rotation: 'r',
            person: personId,
            by: 'U9',
            madeAtMs,
          },
          ...{ fromMs: fromMs + offset * MINUTE, untilMs: fromMs + (offset + minutes) * MINUTE },
        }),
    );
}
