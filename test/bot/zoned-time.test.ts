// Local times in zones whose clocks are put forward and back.

import { describe, expect, test } from '@jest/globals';
import {
  atLocalTime,
  dayAt,
  firstInstant,
  hasDay,
  lastTimeOfDay,
  writeLocalTime,
} from '../../bot/zoned-time.ts';

const at = (text: string, timeZone: string) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/\D/u).map(Number);
  return new Date(atLocalTime({ year, month, day, hour, minute }, timeZone)).toISOString();
};

describe('a local time', () => {
  test.each([
    ['2026-11-25 09:00', 'Asia/Seoul', '2026-11-25T00:00:00.000Z'],
    ['2026-11-25 00:00', 'UTC', '2026-11-25T00:00:00.000Z'],
    ['2026-07-01 12:30', 'America/New_York', '2026-07-01T16:30:00.000Z'],
    ['2026-01-01 05:45', 'Asia/Kathmandu', '2026-01-01T00:00:00.000Z'],
    ['2026-03-29 01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29 03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25 03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    // Skipped: the clock shows 03:30 then.
    ['2026-03-29 02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    // Twice: the first.
    ['2026-10-25 02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    // Half an hour's change.
    ['2026-10-04 02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
  ])('%s in %s is %s', (text, zone, instant) => {
    expect(at(text, zone)).toBe(instant);
  });

  test('is read as it was written, at every hour of a year', () => {
    for (const zone of ['Europe/Berlin', 'Asia/Seoul', 'America/St_Johns']) {
      for (let hour = 0; hour < 8760; hour += 7) {
        const shown = writeLocalTime(Date.UTC(2026, 0, 1, hour), zone);
        const again = Date.parse(at(shown, zone));
        expect(writeLocalTime(again, zone)).toBe(shown);
      }
    }
  });
});

describe('the last time of day', () => {
  test.each([
    ['09:00', '2026-11-25T03:00:00Z', 'Asia/Seoul', '2026-11-25T00:00:00.000Z'],
    ['09:00', '2026-11-25T00:00:00Z', 'Asia/Seoul', '2026-11-25T00:00:00.000Z'],
    ['09:00', '2026-11-24T23:59:59Z', 'Asia/Seoul', '2026-11-24T00:00:00.000Z'],
    ['23:30', '2026-03-01T00:00:00Z', 'UTC', '2026-02-28T23:30:00.000Z'],
    ['02:30', '2026-03-29T02:00:00Z', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['02:30', '2026-03-29T01:15:00Z', 'Europe/Berlin', '2026-03-28T01:30:00.000Z'],
    ['02:30', '2026-10-25T05:00:00Z', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ])('it was %s up to %s in %s is %s', (time, now, zone, instant) => {
    expect(new Date(lastTimeOfDay(time, Date.parse(now), zone)).toISOString()).toBe(instant);
  });
});

describe('the first instant of a local time', () => {
  const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
  test.each([
    ['2026-03-08', 150, 'America/New_York', '2026-03-08T07:00:00.000Z'],
    ['2026-11-01', 90, 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2018-11-04', 0, 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2011-12-30', 720, 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2026-11-25', 540, 'Asia/Seoul', '2026-11-25T00:00:00.000Z'],
  ])('%s, minute %d in %s is %s', (text, minute, zone, instant) => {
    expect(new Date(firstInstant(day(text), minute, zone)).toISOString()).toBe(instant);
  });

  test('never comes before that of an earlier time, and days follow each other, in every zone', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const starts = Array.from({ length: 120 }, (_, index) =>
        firstInstant(day('2011-10-01') + index, 0, zone),
      );
      starts.forEach((startMs, index) => {
        expect(startMs).toBeGreaterThanOrEqual(starts[index - 1] ?? 0);
        if (hasDay(day('2011-10-01') + index, zone))
          expect(dayAt(startMs, zone)).toBe(day('2011-10-01') + index);
      });
    }
  }, 300_000);
});
