// The reports after a night on the real API server: their money is what the prices and the hours come to, reckoned here anew.

import { afterEach, describe, expect, test } from '@jest/globals';
import { findTarget } from '../adapter/oracle.ts';
import { deployment, type Nights, openNights } from './nights.ts';

const target = await findTarget('reports on nights');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 300_000;
/** A pod of the tests asks for a thousandth of a core and 2^20 bytes: 2 dollars an hour. */
const PRICES = { currency: 'USD', cpuHour: '1000', memoryGibHour: '1024' };
const PODS = 3;

let nights: Nights | undefined;
afterEach(async () => {
  await nights?.close();
  nights = undefined;
}, LONG_MS);

async function reports(opened: Nights): Promise<readonly string[]> {
  return (await opened.told()).filter((text) => text.includes('C0REPORTS'));
}

const money = (hours: number) => `${(2 * PODS * hours).toFixed(2)} USD`;

suite('reports', () => {
  test(
    'come at their times, once, with what was saved of what the day costs running',
    async () => {
      if (target === undefined) throw new Error('there is no cluster');
      const opened = await openNights(target, {
        more: {
          prices: PRICES,
          reports: { channel: 'C0REPORTS', morning: '09:00', weekly: 'Fri 09:30' },
        },
      });
      nights = opened;
      await opened.kubectl('create -f -', deployment('web', PODS));
      // A Wednesday. What is before the first look is not known.
      for (const time of ['05T12:00:00', '05T20:00:00', '05T20:01:00', '05T23:00:00']) {
        await opened.at(`2031-03-${time}Z`);
      }
      expect(await opened.replicas('deployment/web')).toBe(0);
      await opened.restart();
      for (const time of ['06T07:00:00', '06T08:00:00', '06T08:01:00', '06T08:59:00']) {
        await opened.at(`2031-03-${time}Z`);
      }
      expect(await opened.replicas('deployment/web')).toBe(PODS);
      expect(await reports(opened)).toEqual([]);
      await opened.at('2031-03-06T09:00:00Z');
      await opened.at('2031-03-06T09:01:00Z');
      const [first = '', ...others] = await reports(opened);
      expect(others).toEqual([]);
      // Off from the look of 20:01 to the end of the day, of twelve hours that it is known of.
      expect(first).toContain(`Yesterday: saved ${money(3 + 59 / 60)} of ${money(12)} (33 %)`);
      expect(first).toContain('Wed 2031-03-05');
      expect(first).toContain('off for 3 h 59 min; it is to be on now.');
      await opened.posted();
      // Nobody looks over a second night until the afternoon: it counts as it was seen last.
      await opened.restart();
      await opened.at('2031-03-07T10:00:00Z');
      const [second = '', week = '', ...more] = await reports(opened);
      expect(more).toEqual([]);
      expect(second).toContain(`Yesterday: saved ${money(8 + 1 / 60)} of ${money(24)} (33 %)`);
      expect(week).toContain(`The week: saved ${money(12)} of ${money(36)} (33 %)`);
      expect(week).toContain('Fri 2031-02-28 to Thu 2031-03-06');
      await opened.posted();
      // Half a day late is too late.
      await opened.at('2031-03-08T21:30:00Z');
      expect(await reports(opened)).toEqual([]);
    },
    LONG_MS,
  );
});
