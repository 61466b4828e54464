// Cron lines mean what node-cron takes them for.

import { describe, expect, test } from '@jest/globals';
import { createTask, validate } from 'node-cron';
import { partsOf, readDay } from '../../../bot/timetable/calendar-day.ts';
import { readCron } from '../../../bot/timetable/cron.ts';

const LINES = [
  '0 8 * * *',
  '0 8 * * 1-5',
  '30 20 * * Mon-Fri',
  '0 0 8 * * monday',
  '*/20 9-17/2 * * *',
  '5,35 22-2 * * *',
  '0 6 1 * *',
  '0 6 1 * 1',
  '0 6 L * *',
  '0 6 L-3 * *',
  '0 6 15W * *',
  '0 6 1W * *',
  '0 6 31W * *',
  '0 6 LW * *',
  '0 6 * * 5L',
  '0 6 * * 5#2',
  '0 6 * * 7',
  '0 6 * * 5-7',
  '0 6 * * 6-1',
  '0 6 * * fri-sun',
  '0 6 ? * 2',
  '0 6 1-10/3 jan,Feb *',
  '0 6 * nov-feb *',
  '0 6 28-3 * *',
  '@daily',
  '@weekly',
  '@monthly',
  '@yearly',
  '@hourly',
];

describe('a cron line', () => {
  test.each(LINES)('%s is on the days and minutes on which node-cron runs', (line) => {
    const cron = readCron(line);
    if (typeof cron === 'string') throw new Error(cron);
    const task = createTask(line, () => {}, { timezone: 'UTC' });
    const first = readDay('2027-11-20') ?? 0;
    const minutes = [0, 5, 359, 360, 480, 560, 1230, 1355];
    for (let day = first; day < first + 400; day += 1) {
      for (const minute of minutes) {
        const isOn = cron.isOn(partsOf(day)) && cron.minutes.includes(minute);
        const runs = task.match(new Date(day * 86_400_000 + minute * 60_000));
        expect([line, day, minute, isOn]).toEqual([line, day, minute, runs]);
      }
    }
    void task.destroy();
  });

  test.each([
    '0 8 * *',
    '60 8 * * *',
    '0 24 * * *',
    '0 8 32 * *',
    '0 8 0 * *',
    '0 8 * 13 *',
    '0 8 * * 8',
    '0 8 * * 5#6',
    '0 8 * * frog',
    '*/0 8 * * *',
    '5/10 8 * * *',
    '0 8 * * 1,,2',
    '@never',
  ])('"%s" is none, neither here nor for node-cron', (line) => {
    expect(typeof readCron(line)).toBe('string');
    expect(validate(line)).toBe(false);
  });

  test('with seconds is none here: changes are on the minute', () => {
    expect(readCron('30 0 8 * * *')).toBe('changes are on the minute: seconds are 0');
    expect(typeof readCron('0 0 8 * * *')).toBe('object');
  });
});
