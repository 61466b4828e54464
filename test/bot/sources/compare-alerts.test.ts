// Which ends an Alertmanager does not deliver, found by asking it: what is gone there, what has come back, and what it has never known.

import { describe, expect, test } from '@jest/globals';
import type { ActiveAlert } from '../../../bot/alertmanager.ts';
import {
  compareAlerts,
  readSeen,
  type Seen,
  writeSeen,
} from '../../../bot/sources/compare-alerts.ts';
import type { Notice } from '../../../bot/sources/source.ts';

const NOTHING = readSeen(undefined);
const OURS = { cluster: 'ours' };

function told(...keys: readonly string[]): readonly Notice[] {
  return keys.map((key) => ({
    ...{ key, startedAtMs: 1, group: `group of ${key}`, groupTitle: 'g', state: 'firing' },
    ...{ severity: 'warning', title: key, lines: [], labels: {}, count: 1 },
  }));
}

function fires(fingerprint: string, startsAt = '1970-01-01T00:00:00.007Z'): ActiveAlert {
  const annotations = { summary: `${fingerprint} fires` };
  return { fingerprint, startsAt, annotations, labels: { team: 'theirs', cluster: 'theirs' } };
}

interface Step {
  readonly told?: readonly Notice[];
  readonly alerts?: readonly ActiveAlert[];
  /** When the Alertmanager began. */
  readonly begunMs?: number;
  readonly atMs: number;
}

/** One look after another. */
function looks(...steps: readonly Step[]): {
  readonly said: readonly (readonly string[])[];
  readonly seen: Seen;
} {
  let seen = NOTHING;
  const said = steps.map(({ told: of = [], alerts = [], begunMs = 5, atMs }) => {
    const asked = { startedAtMs: begunMs, alerts };
    const found = compareAlerts({ told: of, ...asked, seen, nowMs: atMs, labels: OURS });
    // What is written is all that is known, but for how long something has been gone.
    seen = { ...readSeen(writeSeen(found.seen)), overAtMs: found.seen.overAtMs };
    return found.notices.map(
      ({ key, group, state, startedAtMs, title, labels }) =>
        `${state} ${key} in ${group} since ${startedAtMs}: ${title} ${JSON.stringify(labels)}`,
    );
  });
  return { said, seen };
}

/** It ends at the last of them. */
const ENDING: readonly Step[] = [
  { told: told('a', 'b'), alerts: [fires('a'), fires('b')], atMs: 0 },
  { told: told('a', 'b'), alerts: [fires('b')], atMs: 10 },
  { told: told('a', 'b'), alerts: [fires('b')], atMs: 90_009 },
  { told: told('a', 'b'), alerts: [fires('b')], atMs: 90_010 },
];
const AGAIN = '1970-01-01T00:00:00.099Z';
const DAY_MS = 24 * 3_600_000;

describe('an alert that an Alertmanager was seen to know', () => {
  test('has ended when it has not been there for a minute and a half', () => {
    const { said, seen } = looks(...ENDING);
    expect(said).toEqual([[], [], [], ['resolved a in group of a since 1: a {}']]);
    expect([...seen.known]).toEqual(['b']);
  });

  test('stands where it was not there for a shorter time', () => {
    const { said } = looks(
      ...ENDING.slice(0, 3),
      { told: told('a'), alerts: [fires('a')], atMs: 90_010 },
      { told: told('a'), atMs: 90_020 },
      { told: told('a'), atMs: 180_019 },
    );
    expect(said.flat()).toEqual([]);
  });

  test('fires anew when it is back, in its group, as it is there and with our labels, once', () => {
    const back: Step = { told: told('b'), alerts: [fires('a', AGAIN), fires('b')], atMs: 90_020 };
    expect(looks(...ENDING, back).seen.ended).toEqual([]);
    const { said } = looks(...ENDING, back, { ...back, told: told('a', 'b') });
    expect(said.slice(4)).toEqual([
      ['firing a in group of a since 99: a fires {"cluster":"ours","team":"theirs"}'],
      [],
    ]);
  });

  test('ends anew after it was back', () => {
    const { said } = looks(
      ...ENDING,
      { alerts: [fires('a')], atMs: 90_020 },
      { told: told('a'), atMs: 90_030 },
      { told: told('a'), atMs: 180_030 },
    );
    expect(said.at(-1)).toEqual(['resolved a in group of a since 1: a {}']);
  });

  test('is not told to be back by a look where a delivery has told it', () => {
    const delivered: Step = { told: told('a'), alerts: [fires('a')], atMs: 90_020 };
    expect(looks(...ENDING, delivered).said[4]).toEqual([]);
  });

  test('is not waited for longer than a day', () => {
    const atMs = 90_010 + DAY_MS;
    expect(looks(...ENDING, { alerts: [fires('a')], atMs: atMs - 1 }).said[4]).toHaveLength(1);
    const { said } = looks(...ENDING, { atMs }, { alerts: [fires('a')], atMs });
    expect(said.slice(4)).toEqual([[], []]);
  });
});

describe('an Alertmanager that has begun anew', () => {
  const known: Step = { told: told('a'), alerts: [fires('a')], atMs: 0 };
  const gone = (atMs: number, begunMs = 6): Step => ({ told: told('a'), atMs, begunMs });
  const MINUTE_MS = 60_000;

  test('has ten minutes in which it is sent again what fires', () => {
    const { said } = looks(known, gone(10), gone(10 * MINUTE_MS + 9), gone(10 * MINUTE_MS + 10));
    expect(said.map((each) => each.length)).toEqual([0, 0, 0, 1]);
  });

  test('has them also where its emptiness is seen first, and its beginning after that', () => {
    const { said } = looks(
      ...[known, gone(10, 5), gone(20), gone(90_010)],
      ...[gone(10 * MINUTE_MS + 19), gone(10 * MINUTE_MS + 20)],
    );
    expect(said.map((each) => each.length)).toEqual([0, 0, 0, 0, 0, 1]);
  });

  test('is no other replica that began earlier', () => {
    const { said } = looks(
      ...[known, gone(10, 4), gone(20, 5), gone(30, 4), gone(90_009, 5), gone(90_010, 5)],
    );
    expect(said.map((each) => each.length)).toEqual([0, 0, 0, 0, 0, 1]);
  });
});

test('of more than a thousand that ended those that ended last may come back without a word', () => {
  const keys = Array.from({ length: 1_001 }, (_, index) => `k${index}`);
  const all = keys.map((key) => fires(key));
  const [, ...later] = keys;
  const { said } = looks(
    { told: told(...keys), alerts: all, atMs: 0 },
    { told: told(...keys), alerts: later.map((key) => fires(key)), atMs: 10 },
    { told: told(...keys), atMs: 90_010 },
    { told: told(...later), atMs: 180_010 },
    { alerts: all, atMs: 180_020 },
  );
  expect(said.map((each) => each.length)).toEqual([0, 0, 1, 1_000, 1_000]);
  expect(said[4]?.some((each) => each.startsWith('firing k0 '))).toBe(false);
});

test('what the Alertmanager was never seen to know is left alone', () => {
  const { said } = looks(
    { told: told('grafana'), atMs: 0 },
    { told: told('grafana'), atMs: DAY_MS },
  );
  expect(said).toEqual([[], []]);
});

test.each(['', 'nonsense', '{"v":2}', '{"v":1,"known":[1],"ended":[]}'])(
  'nothing is known of what nobody can read: %s',
  (text) => {
    expect(readSeen(text)).toEqual(NOTHING);
  },
);
