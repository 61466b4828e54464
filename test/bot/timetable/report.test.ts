// What is printed of timetables.

import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../../bot/config.ts';
import { timetablesOf } from '../../../bot/timetable/of-settings.ts';
import { describeTimetable, listNext, listTimetables } from '../../../bot/timetable/report.ts';

const NOW = Date.parse('2026-09-23T02:00:00Z');
const ALL = timetablesOf(
  readSettings(
    {
      clusters: {},
      timeZone: 'Asia/Seoul',
      timetables: {
        'office-hours': {
          rules: [{ on: 'Mon-Fri 07:30' }, { off: 'Mon-Thu 20:00' }, { off: 'Fri 21:00' }],
          holidays: ['chuseok'],
          catchUp: 'ask',
        },
        gap: { timeZone: 'America/New_York', rules: [{ off: '2027-03-14 02:30' }] },
        'always-on': { rules: [{ on: '08:00' }] },
      },
      holidays: { chuseok: { days: { '2026-09-24': 'Chuseok', '2026-09-25': 'Chuseok' } } },
    },
    'test',
  ),
);
const [office, gap, always] = ALL as [(typeof ALL)[0], (typeof ALL)[0], (typeof ALL)[0]];

describe('timetables', () => {
  test('are listed with what is so now and what changes next', () => {
    expect(listTimetables(ALL, NOW)).toBe(
      [
        'NAME           NOW   NEXT                               IN          ZONE',
        'office-hours   on    off Wed 2026-09-23 20:00 (UTC+9)   9 h         Asia/Seoul',
        'gap            on    off Sun 2027-03-14 03:00 (UTC-4)   172 d 5 h   America/New_York',
        'always-on      on    never                                          Asia/Seoul',
        '',
      ].join('\n'),
    );
  });

  test('say when they change next, and by which rule, over holidays', () => {
    const lines = listNext([office], NOW).split('\n');
    expect(lines[1]).toMatch(
      /^office-hours +off +Wed 2026-09-23 20:00 \(UTC\+9\) +9 h +rule "off Mon-Thu 20:00"$/u,
    );
    expect(lines[2]).toMatch(
      /^office-hours +on +Mon 2026-09-28 07:30 \(UTC\+9\) +4 d 20 h +rule "on Mon-Fri 07:30"$/u,
    );
    expect(lines).toHaveLength(7);
  });

  test('say where the clocks are put forward over a change', () => {
    expect(listNext([gap], NOW)).toContain('Sun 2027-03-14 03:00 (UTC-4)');
    expect(listNext([gap], NOW)).toContain(
      'rule "off 2027-03-14 02:30", the clocks are put forward over it',
    );
  });

  test('that change nothing any more say so', () => {
    expect(listNext([always], NOW)).toBe('Nothing changes within two years.\n');
  });

  test('are described with rules, holidays and what becomes of a late change', () => {
    const text = describeTimetable(office, NOW);
    expect(text).toContain(
      'office-hours is on (rule "on Mon-Fri 07:30"); it is Wed 2026-09-23 11:00 (UTC+9) in Asia/Seoul.',
    );
    expect(text).toContain('off Fri 21:00\n');
    expect(text).toContain(
      'On holidays (chuseok): nothing is switched on, what is on is switched off as usual.',
    );
    expect(text).toContain('The next: Thu 2026-09-24 Chuseok; Fri 2026-09-25 Chuseok.');
    expect(text).toContain('The last that is known: Fri 2026-09-25.');
    expect(text).toContain('A change that is seen late is asked about.');
    expect(describeTimetable(always, NOW)).toContain('It knows no holidays.');
  });

  test('whose calendar has run out say so', () => {
    expect(describeTimetable(office, NOW + 30 * 86_400_000)).toContain(
      'No holiday is known from today on: renew the calendar.',
    );
  });
});
