// What a timetable means, by examples that people would give: days, nights, holidays, moved clocks, and what was asked for.

import { describe, expect, test } from '@jest/globals';
import { readDay } from '../../../bot/timetable/calendar-day.ts';
import { catchUp, readCatchUp } from '../../../bot/timetable/catch-up.ts';
import { desired } from '../../../bot/timetable/desired.ts';
import { next } from '../../../bot/timetable/next.ts';
import { readRule } from '../../../bot/timetable/read-rule.ts';
import type {
  Holidays,
  Lease,
  Override,
  Skip,
  State,
  Timetable,
} from '../../../bot/timetable/timetable.ts';
import { writeSpan } from '../../../bot/timetable/words.ts';
import { writeLocalTime } from '../../../bot/zoned-time.ts';

const NO_HOLIDAYS: Holidays = new Map();

function timetable(
  timeZone: string,
  rules: readonly string[],
  onHolidays: Timetable['onHolidays'] = 'no-wake',
): Timetable {
  return {
    ...{ timeZone, onHolidays, catchUp: { kind: 'ask' } },
    rules: rules.map((text) => {
      const [turn = '', ...when] = text.split(' ');
      const rule = readRule(turn as State, when.join(' '));
      if (typeof rule === 'string') throw new Error(rule);
      return rule;
    }),
  };
}

/** The next changes after that instant, in local time. */
function nexts(
  of: Timetable,
  after: string,
  count: number,
  overrides: readonly Override[] = [],
  holidays = NO_HOLIDAYS,
) {
  return next(of, overrides, holidays, { nowMs: Date.parse(after), count }).map(
    ({ atMs, state }) => `${writeLocalTime(atMs, of.timeZone).slice(0, 16)} ${state}`,
  );
}

function lease(state: State, from: string, until: string, madeAt = from): Lease {
  const [fromMs, untilMs, madeAtMs] = [from, until, madeAt].map((each) => Date.parse(each)) as [
    number,
    number,
    number,
  ];
  return {
    kind: 'lease',
    id: `${state} ${from}`,
    state,
    fromMs,
    untilMs,
    madeAtMs,
    who: 'U1',
    why: 'a release',
  };
}

function skip(day: string, from: string): Skip {
  const fromMs = Date.parse(from);
  return {
    kind: 'skip',
    id: 'skip',
    day: readDay(day) ?? 0,
    fromMs,
    madeAtMs: fromMs,
    who: 'U1',
    why: 'a release',
  };
}

const holidays = (...days: readonly string[]): Holidays =>
  new Map(days.map((day) => [readDay(day) ?? 0, 'Chuseok']));

describe('rules', () => {
  test('are changes: the state is that of the latest one, whatever weekday it was on', () => {
    const weekend = timetable('Asia/Seoul', ['off Fri 21:00', 'on Mon 06:00']);
    expect(nexts(weekend, '2026-11-25T00:00Z', 4)).toEqual([
      '2026-11-27 21:00 off',
      '2026-11-30 06:00 on',
      '2026-12-04 21:00 off',
      '2026-12-07 06:00 on',
    ]);
    expect(desired(weekend, [], NO_HOLIDAYS, Date.parse('2026-11-29T12:00Z')).state).toBe('off');
  });

  test('may be several a day, over midnight, and different on each day', () => {
    const shifts = timetable('Asia/Seoul', [
      'on Mon-Fri 08:00',
      'off Mon-Fri 12:00',
      'on Mon-Fri 13:00',
      'off Tue-Sat 01:30',
    ]);
    expect(nexts(shifts, '2026-11-26T15:00Z', 5)).toEqual([
      '2026-11-27 01:30 off',
      '2026-11-27 08:00 on',
      '2026-11-27 12:00 off',
      '2026-11-27 13:00 on',
      '2026-11-28 01:30 off',
    ]);
  });

  test('of a named day replace those of its weekday', () => {
    const withEve = timetable('Asia/Seoul', [
      'on Mon-Fri 08:00',
      'off Mon-Fri 20:00',
      'off 2026-12-24 15:00',
    ]);
    expect(nexts(withEve, '2026-12-23T00:00Z', 3)).toEqual([
      '2026-12-23 20:00 off',
      '2026-12-25 08:00 on',
      '2026-12-25 20:00 off',
    ]);
  });

  test('leave things on before the first change', () => {
    const once = timetable('Asia/Seoul', ['off 2026-12-24 15:00']);
    expect(desired(once, [], NO_HOLIDAYS, Date.parse('2026-01-01T00:00Z'))).toEqual({
      state: 'on',
      because: { kind: 'nothing' },
    });
    expect(nexts(once, '2026-01-01T00:00Z', 5)).toEqual(['2026-12-24 15:00 off']);
    expect(desired(once, [], NO_HOLIDAYS, Date.parse('2066-01-01T00:00Z')).state).toBe('off');
  });

  test('of the same minute: the one that is written last stays', () => {
    const both = timetable('UTC', ['off 08:00', 'on 08:00', 'off 20:00']);
    expect(desired(both, [], NO_HOLIDAYS, Date.parse('2026-11-25T08:00Z')).state).toBe('on');
  });
});

describe('on a holiday', () => {
  const rules = ['on Mon-Fri 08:00', 'off Mon-Fri 20:00'];
  // Thursday and Friday.
  const chuseok = holidays('2026-09-24', '2026-09-25');

  test('nothing wakes, and what is on is switched off as usual', () => {
    const usual = timetable('Asia/Seoul', rules);
    expect(nexts(usual, '2026-09-23T00:00Z', 2, [], chuseok)).toEqual([
      '2026-09-23 20:00 off',
      '2026-09-28 08:00 on',
    ]);
  });

  test('everything is off the whole day where it is closed, and after it what the rules say', () => {
    const always = timetable('Asia/Seoul', ['on Mon 06:00', 'off Fri 21:00'], 'closed');
    expect(nexts(always, '2026-09-22T00:00Z', 3, [], holidays('2026-09-24'))).toEqual([
      '2026-09-24 00:00 off',
      '2026-09-25 00:00 on',
      '2026-09-25 21:00 off',
    ]);
  });

  test('it is a day as usual where the timetable says so', () => {
    expect(
      nexts(timetable('Asia/Seoul', rules, 'usual'), '2026-09-23T23:30Z', 1, [], chuseok),
    ).toEqual(['2026-09-24 20:00 off']);
  });

  test('a rule that names the day counts', () => {
    const working = timetable(
      'Asia/Seoul',
      [...rules, 'on 2026-09-24 10:00', 'off 2026-09-24 12:00'],
      'closed',
    );
    expect(nexts(working, '2026-09-23T12:00Z', 2, [], chuseok)).toEqual([
      '2026-09-24 10:00 on',
      '2026-09-24 12:00 off',
    ]);
  });

  test('a weekend of off in one rule and Chuseok together are one stretch', () => {
    const weekend = timetable('Asia/Seoul', ['off Fri 21:00', 'on Mon 06:00']);
    expect(
      nexts(weekend, '2026-09-24T00:00Z', 2, [], holidays('2026-09-25', '2026-09-28')),
    ).toEqual(['2026-09-25 21:00 off', '2026-10-05 06:00 on']);
  });
});

describe('where clocks are moved', () => {
  const early = ['off 02:30', 'on 06:00'];

  test('a time that does not exist is the first valid minute', () => {
    expect(nexts(timetable('America/New_York', early), '2026-03-08T05:30Z', 2)).toEqual([
      '2026-03-08 03:00 off',
      '2026-03-08 06:00 on',
    ]);
    expect(
      nexts(timetable('Australia/Lord_Howe', ['off 02:15', 'on 06:00']), '2026-10-03T12:00Z', 1),
    ).toEqual(['2026-10-04 02:30 off']);
    expect(
      nexts(timetable('America/Sao_Paulo', ['off 00:30', 'on 06:00']), '2018-11-04T00:00Z', 1),
    ).toEqual(['2018-11-04 01:00 off']);
  });

  test('a time that comes twice is the first of the two, once', () => {
    const turns = next(timetable('America/New_York', ['off 01:30', 'on 06:00']), [], NO_HOLIDAYS, {
      nowMs: Date.parse('2026-11-01T04:30Z'),
      count: 3,
    });
    expect(turns.map(({ atMs, state }) => [new Date(atMs).toISOString(), state])).toEqual([
      ['2026-11-01T05:30:00.000Z', 'off'],
      ['2026-11-01T11:00:00.000Z', 'on'],
      ['2026-11-02T06:30:00.000Z', 'off'],
    ]);
  });

  test('a day that does not exist has no changes', () => {
    const apia = timetable('Pacific/Apia', ['off Fri 12:00', 'on Mon 12:00']);
    expect(nexts(apia, '2011-12-28T00:00Z', 2)).toEqual([
      '2012-01-06 12:00 off',
      '2012-01-09 12:00 on',
    ]);
  });
});

describe('what people ask for', () => {
  const rules = timetable('UTC', ['on 08:00', 'off 20:00']);

  test('is on until then, and goes back by itself', () => {
    const tonight = [lease('on', '2026-11-25T19:00Z', '2026-11-25T22:00Z')];
    expect(nexts(rules, '2026-11-25T12:00Z', 2, tonight)).toEqual([
      '2026-11-25 22:00 off',
      '2026-11-26 08:00 on',
    ]);
  });

  test('the lease that was made last wins, and beneath it the one before goes on', () => {
    const two = [
      lease('on', '2026-11-25T19:00Z', '2026-11-25T23:30Z'),
      lease('off', '2026-11-25T21:00Z', '2026-11-25T22:00Z'),
    ];
    expect(nexts(rules, '2026-11-25T12:00Z', 3, two)).toEqual([
      '2026-11-25 21:00 off',
      '2026-11-25 22:00 on',
      '2026-11-25 23:30 off',
    ]);
  });

  test('the same twice by two people is one result, and the later of them is named', () => {
    const [one, other] = [
      lease('on', '2026-11-25T19:00Z', '2026-11-25T22:00Z'),
      lease('on', '2026-11-25T19:05Z', '2026-11-25T22:00Z'),
    ];
    expect(nexts(rules, '2026-11-25T12:00Z', 1, [one, other])).toEqual(['2026-11-25 22:00 off']);
    expect(
      desired(rules, [one, other], NO_HOLIDAYS, Date.parse('2026-11-25T21:00Z')).because,
    ).toEqual({ kind: 'lease', lease: other });
  });

  test('a skipped day keeps its state until a change of a later day', () => {
    const today = [skip('2026-11-25', '2026-11-25T19:00Z')];
    expect(nexts(rules, '2026-11-25T12:00Z', 1, today)).toEqual(['2026-11-26 20:00 off']);
    expect(desired(rules, today, NO_HOLIDAYS, Date.parse('2026-11-26T03:00Z')).state).toBe('on');
  });
});

describe('a change that is seen late', () => {
  const due = Date.parse('2026-11-25T08:00Z');
  test.each([
    ['late within 4h', 5, 'run'],
    ['late within 4h', 240, 'run'],
    ['late within 4h', 241, 'skip'],
    ['late within 30min', 31, 'skip'],
    ['skip', 5, 'run'],
    ['skip', 6, 'skip'],
    ['ask', 5, 'run'],
    ['ask', 6, 'ask'],
  ])('%s, %d minutes after its time: %s', (text, minutes, expected) => {
    const rule = readCatchUp(text);
    expect(rule && catchUp(rule, due, due + minutes * 60_000)).toBe(expected);
  });

  test.each(['late', 'late within', 'late within 0h', 'late within 4d', 'never', ''])(
    '"%s" is no rule for it',
    (text) => {
      expect(readCatchUp(text)).toBeUndefined();
    },
  );
});

describe('a rule as it is written', () => {
  test.each([
    ['25:00', 'write it like'],
    ['Mon 7:30', 'write it like'],
    ['Monkey 07:30', '"Monkey" is no weekday'],
    ['Mon-Tue-Wed 07:30', '"Mon-Tue-Wed" is no weekday'],
    ['2026-02-30 07:30', '"2026-02-30" is no day'],
    ['2026-12-31..2026-12-24 07:30', '2026-12-24 comes before 2026-12-31'],
    ['2026-01-01..2028-01-01 07:30', 'more than 400 days'],
    ['Mon 07:30 extra', 'write it like'],
    ['0 8 * * frog', '"frog" is no weekday'],
    ['', 'write it like'],
  ])('"%s" is refused: %s', (text, why) => {
    expect(readRule('on', text)).toContain(why);
  });
});

test.each([
  [-5, '0 s'],
  [20_400, '20 s'],
  [59_499, '59 s'],
  [59_500, '1 min'],
  [90_000, '2 min'],
  [3_600_000, '1 h'],
  [90_061_000, '1 d 1 h'],
])('%d ms are written as %s', (ms, written) => {
  expect(writeSpan(ms)).toBe(written);
});
