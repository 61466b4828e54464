// Settings that change while workloads are off, on the real API server: what they no longer name is told, and comes back.

import { afterEach, describe, expect, test } from '@jest/globals';
import { findTarget } from '../adapter/oracle.ts';
import { ask } from './asking.ts';
import { deployment, type Nights, ORIGINAL, openNights, SWITCH } from './nights.ts';

const target = await findTarget('settings that change at night');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 300_000;
const DAY = '2031-03-05T12:00:00Z';
const EVENING = '2031-03-05T20:00:30Z';
const NIGHT = '2031-03-05T23:00:00Z';
const MORNING = '2031-03-06T08:00:30Z';
const approvals = { channel: 'C0HOUSE' };

let nights: Nights | undefined;
afterEach(async () => {
  await nights?.close();
  nights = undefined;
}, LONG_MS);

async function asleep(): Promise<Nights> {
  if (target === undefined) throw new Error('there is no cluster');
  nights = await openNights(target, { more: { approvals } });
  for (const name of ['web', 'api']) {
    await nights.kubectl('create -f -', deployment(name, 2));
  }
  await nights.at(DAY);
  await nights.at(EVENING);
  expect(await replicas(nights)).toEqual([0, 0]);
  return nights;
}

async function replicas(opened: Nights) {
  return [await opened.replicas('deployment/web'), await opened.replicas('deployment/api')];
}

suite('settings that change while workloads are off', () => {
  test(
    'a switch that is renamed takes over what was off under its old name',
    async () => {
      const opened = await asleep();
      opened.configure({ name: 'evenings' });
      await opened.at(NIGHT);
      expect(await replicas(opened)).toEqual([0, 0]);
      const { metadata } = await opened.read('deployment/web');
      expect(metadata.annotations?.[ORIGINAL]).toContain('"switch":"evenings"');
      await opened.at(MORNING);
      expect(await replicas(opened)).toEqual([2, 2]);
      expect(await opened.store.switchedOff()).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'a switch that is taken out is told of once a day, and "cluster on" brings back what it has left off',
    async () => {
      const opened = await asleep();
      opened.configure({
        name: 'others',
        tiers: () => [{ name: 'all', workloads: [{ namespace: 'elsewhere' }] }],
      });
      await opened.at(NIGHT);
      await opened.at('2031-03-05T23:01:00Z');
      const notices = (await opened.told()).filter((text) => text.includes('not in the settings'));
      expect(notices).toHaveLength(1);
      expect(notices[0]).toContain(`/cluster on ${SWITCH}`);
      expect(notices[0]).toContain('deployment/web in');
      await expect(ask(opened, `cluster off ${SWITCH} --for 2h`)).rejects.toMatchObject({
        what: `There is no switch "${SWITCH}" any more.`,
      });
      await expect(ask(opened, 'cluster on moon')).rejects.toMatchObject({
        why: expect.not.stringContaining(SWITCH),
      });
      const on = await ask(opened, `cluster on ${SWITCH}`);
      expect(on.preview?.summary).toContain('2 workloads');
      expect(await on.run()).toMatchObject({ exitCode: 0 });
      expect(await replicas(opened)).toEqual([2, 2]);
      await opened.at('2031-03-06T23:00:00Z');
      expect(await opened.store.switchedOff()).toEqual([]);
      expect((await opened.told()).filter((text) => text.includes('not in the'))).toHaveLength(1);
    },
    LONG_MS,
  );

  test(
    'a switch that is narrowed tells of what it no longer names, and brings it back in the morning',
    async () => {
      const opened = await asleep();
      opened.configure({
        tiers: (namespace) => [{ name: 'all', workloads: [{ namespace, selector: 'app=web' }] }],
      });
      await opened.at(NIGHT);
      expect(await replicas(opened)).toEqual([0, 0]);
      const notices = (await opened.told()).filter((text) => text.includes('no longer names'));
      expect(notices).toHaveLength(1);
      expect(notices[0]).toContain('deployment/api in');
      await opened.at(MORNING);
      expect(await replicas(opened)).toEqual([2, 2]);
      await opened.at('2031-03-06T20:00:30Z');
      expect(await replicas(opened)).toEqual([0, 2]);
    },
    LONG_MS,
  );
});
