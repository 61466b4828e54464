// Holidays from ICS files: the calendar that comes along, and files as other programs write them.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readCalendar } from '../../../bot/adapters/calendar-file.ts';

const FOLDER = mkdtempSync(path.join(tmpdir(), 'qm-calendar-'));

afterAll(() => rmSync(FOLDER, { recursive: true }));

function calendar(name: string, events: readonly (readonly string[])[]): string {
  const file = path.join(FOLDER, name);
  const lines = events.flatMap((event, index) => [
    'BEGIN:VEVENT',
    `UID:${index}`,
    ...event,
    'END:VEVENT',
  ]);
  const text = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:test',
    ...lines,
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  writeFileSync(file, text);
  return file;
}

describe('the Korean calendar that comes along', () => {
  test('has the days that the government has named, with those that moon and substitutes moved', async () => {
    const days = await readCalendar('holidays/korea.ics');
    expect(days).toMatchObject({
      '2018-01-01': '1월 1일',
      '2025-10-06': expect.stringContaining('추석'),
      '2026-02-17': '설날',
      '2026-09-25': '추석',
      '2026-10-05': '대체공휴일(개천절)',
      '2027-12-27': expect.stringContaining('대체공휴일'),
    });
    expect(days['2026-09-23']).toBeUndefined();
    expect(Object.keys(days)).toHaveLength(191);
  });
});

describe('a calendar file', () => {
  test('gives each day of an event, without the day on which it ends, and repeats it', async () => {
    const file = calendar('yearly.ics', [
      [
        'DTSTART;VALUE=DATE:20201224',
        'DTEND;VALUE=DATE:20201227',
        'RRULE:FREQ=YEARLY',
        'SUMMARY:Christmas',
      ],
    ]);
    const days = await readCalendar(file);
    expect(Object.keys(days).filter((day) => day.startsWith('2031'))).toEqual([
      '2031-12-24',
      '2031-12-25',
      '2031-12-26',
    ]);
  });

  test('leaves out what is excepted, and events with a time of day', async () => {
    const file = calendar('excepted.ics', [
      [
        'DTSTART;VALUE=DATE:20260105',
        'RRULE:FREQ=WEEKLY;COUNT=3',
        'EXDATE;VALUE=DATE:20260112',
        'SUMMARY:Closed',
      ],
      ['DTSTART:20260107T090000Z', 'DTEND:20260107T100000Z', 'SUMMARY:Meeting'],
    ]);
    expect(await readCalendar(file)).toEqual({ '2026-01-05': 'Closed', '2026-01-19': 'Closed' });
  });

  test('tells both of two events on a day', async () => {
    const file = calendar('two.ics', [
      ['DTSTART;VALUE=DATE:20260503', 'SUMMARY:One'],
      ['DTSTART;VALUE=DATE:20260503', 'SUMMARY:Other'],
    ]);
    expect(await readCalendar(file)).toEqual({ '2026-05-03': 'One, Other' });
  });

  test.each([
    ['is not there', () => path.join(FOLDER, 'missing.ics'), /ENOENT/u],
    [
      'is no calendar',
      () => {
        const file = path.join(FOLDER, 'text.ics');
        writeFileSync(file, 'hello');
        return file;
      },
      /no event of a whole day/u,
    ],
  ])('that %s is refused in words', async (_title, make, why) => {
    await expect(readCalendar(make())).rejects.toMatchObject({
      what: expect.stringContaining('is no calendar that holidays can be read from'),
      why: expect.stringMatching(why),
    });
  });
});
