// Warnings before a night, on the real API server: each once, with buttons on the newest alone, and none once its time has come.

import { afterEach, describe, expect, test } from '@jest/globals';
import { findTarget } from '../adapter/oracle.ts';
import { deployment, type Nights, openNights, SWITCH } from './nights.ts';

const target = await findTarget('warnings before switching off');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 300_000;

let nights: Nights | undefined;
afterEach(async () => {
  await nights?.close();
  nights = undefined;
}, LONG_MS);

async function openWith(replicas: number): Promise<Nights> {
  if (target === undefined) throw new Error('there is no cluster');
  nights = await openNights(target);
  await nights.kubectl('create -f -', deployment('web', replicas));
  await nights.at('2031-03-05T12:00:00Z');
  return nights;
}

async function warnings(opened: Nights): Promise<readonly string[]> {
  return (await opened.told()).filter((text) => /goes off|was to go off|not go off/u.test(text));
}

suite('warnings before switching off', () => {
  test(
    'come half an hour and five minutes before, each once, also over a restart',
    async () => {
      const opened = await openWith(2);
      await opened.at('2031-03-05T19:29:00Z');
      expect(await warnings(opened)).toEqual([]);
      await opened.at('2031-03-05T19:30:00Z');
      await opened.at('2031-03-05T19:31:00Z');
      await opened.restart();
      await opened.at('2031-03-05T19:32:00Z');
      const [first, ...others] = await warnings(opened);
      expect(others).toEqual([]);
      expect(first).toMatch(/goes off in 30 min[\s\S]*2 pods of 1 workload end.*offer_snooze/u);
      await opened.at('2031-03-05T19:55:00Z');
      const [older, newer, ...more] = await warnings(opened);
      expect(more).toEqual([]);
      expect(older).toContain('There is a newer warning with buttons of its own');
      expect(older).not.toContain('offer_');
      expect(newer).toMatch(/goes off in 5 min[\s\S]*offer_snooze[\s\S]*offer_skip/u);
      await opened.at('2031-03-05T20:00:00Z');
      for (const over of await warnings(opened)) expect(over).not.toContain('offer_');
      expect((await warnings(opened))[1]).toContain('Nobody put it off');
      expect(await opened.replicas('deployment/web')).toBe(0);
    },
    LONG_MS,
  );

  test(
    'lose their buttons once it is put off, and come anew before the time that it is put off to',
    async () => {
      const opened = await openWith(1);
      await opened.at('2031-03-05T19:40:00Z');
      const nowMs = opened.clock.nowMs();
      await opened.store.saveOverride(SWITCH, {
        ...{ kind: 'lease', id: 'l', who: 'U0BOB', why: 'asked for on', state: 'on' },
        ...{ madeAtMs: nowMs, fromMs: nowMs, untilMs: Date.parse('2031-03-05T22:00:00Z') },
      });
      await opened.at('2031-03-05T19:41:00Z');
      const [first] = await warnings(opened);
      expect(first).toMatch(/does not go off at [\s\S]*bob, until .* goes off at .* 22:00/u);
      expect(first).not.toContain('offer_');
      await opened.at('2031-03-05T21:29:00Z');
      expect(await warnings(opened)).toHaveLength(1);
      await opened.at('2031-03-05T21:30:00Z');
      expect((await warnings(opened))[1]).toMatch(/goes off in 30 min[\s\S]*--until 23:00/u);
    },
    LONG_MS,
  );

  test(
    'do not come where nothing would end',
    async () => {
      const opened = await openWith(0);
      await opened.at('2031-03-05T19:40:00Z');
      await opened.at('2031-03-05T19:58:00Z');
      expect(await warnings(opened)).toEqual([]);
    },
    LONG_MS,
  );
});
