// A wake that is not healthy by its deadline, on the real API server: whoever is on call is called once, with the pods' own reasons, and what
// changes after that stands in the thread of that call.

import { afterEach, describe, expect, test } from '@jest/globals';
import { findTarget } from '../adapter/oracle.ts';
import { deployment, type Nights, openNights } from './nights.ts';

const target = await findTarget('a wake that fails');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 300_000;
const NOWHERE = '{"spec":{"template":{"spec":{"nodeSelector":{"no":"where"}}}}}';
const ANYWHERE = '{"spec":{"template":{"spec":{"nodeSelector":null}}}}';

let nights: Nights | undefined;
afterEach(async () => {
  await nights?.close();
  nights = undefined;
}, LONG_MS);

async function openWith(names: readonly string[]): Promise<Nights> {
  if (target === undefined) throw new Error('there is no cluster');
  nights = await openNights(target);
  for (const name of names) await nights.kubectl('create -f -', deployment(name, 1));
  for (const name of names) await nights.until(`${name} runs`, () => isReady(name));
  await nights.at('2031-03-05T12:00:00Z');
  await nights.at('2031-03-05T20:00:30Z');
  return nights;
}

async function isReady(name: string): Promise<boolean> {
  return (await nights?.read(`deployment/${name}`))?.status?.readyReplicas === 1;
}

async function called(opened: Nights): Promise<readonly string[]> {
  return (await opened.told()).filter((text) => text.includes('"channelId":"C0ONCALL"'));
}

suite('whoever is on call', () => {
  test(
    'is called once with the names and reasons of what did not come up, and told its end in the thread',
    async () => {
      const opened = await openWith(['db', 'web']);
      await opened.kubectl(`patch deployment/web -n NS --patch '${NOWHERE}'`);
      await opened.at('2031-03-06T08:00:30Z');
      const [call = '', ...others] = await called(opened);
      expect(others).toEqual([]);
      expect(call).toContain('nights did not come up');
      expect(call).toContain('<!subteam^S0ONCALL>');
      expect(call).toMatch(/deployment\/web in nights-\w+: 0 of 1 pods are ready/u);
      expect(call).toMatch(/pod\/web-\S+: Unschedulable, 0\/\d+ nodes are available/u);
      expect(call).not.toContain('deployment/db');
      await opened.posted();
      await opened.restart();
      await opened.at('2031-03-06T08:12:00Z');
      await opened.at('2031-03-06T08:13:00Z');
      expect(await called(opened)).toEqual([]);
      await opened.kubectl(`patch deployment/web -n NS --patch '${ANYWHERE}'`);
      await opened.until('it runs', () => isReady('web'));
      await opened.at('2031-03-06T08:20:00Z');
      const [end = '', inThread = '', ...more] = await called(opened);
      expect(more).toEqual([]);
      expect(end).toMatch(/nights is up.*20 min later/u);
      expect(end).not.toMatch(/threadTs|subteam/u);
      expect(inThread).toMatch(/nights is up.*"threadTs":"\d+\.000100"/u);
      await opened.posted();
      await opened.at('2031-03-06T08:21:00Z');
      expect(await called(opened)).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'is told in the thread what changes',
    async () => {
      const opened = await openWith(['web', 'api']);
      for (const name of ['web', 'api']) {
        await opened.kubectl(`patch deployment/${name} -n NS --patch '${NOWHERE}'`);
      }
      await opened.at('2031-03-06T08:00:30Z');
      expect(await called(opened)).toHaveLength(1);
      await opened.posted();
      await opened.at('2031-03-06T08:12:00Z');
      await opened.kubectl(`patch deployment/api -n NS --patch '${ANYWHERE}'`);
      await opened.until('one runs', () => isReady('api'));
      await opened.at('2031-03-06T08:15:00Z');
      const [change = '', ...more] = await called(opened);
      expect(more).toEqual([]);
      expect(change).toMatch(/nights is not up yet.*deployment\/web.*"threadTs"/u);
      expect(change).not.toContain('deployment/api');
    },
    LONG_MS,
  );
});
