// An incident with a channel of its own, by the eyes of a person on the chat page: the channel is made and filled, its status message is pinned and
// bookmarked, the talk is there, and its end is shown.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser, type OpenPage, openPage } from '../sandbox/page/browser.ts';
import { send } from '../sandbox/page/fixture.ts';
import { createWorld, type Json, until, type World } from '../world/world.ts';
import { answer } from './fixture.ts';

const LONG_MS = 240_000;
const PATIENCE_MS = 90_000;
const NAME = 'inc-1-checkout-is-down';
const TOPIC = 'SEV 2 · open · checkout is down';
let world: World;
let browser: Browser;
const opened: OpenPage[] = [];

beforeAll(async () => {
  const incidents = { channel: 'C0INCIDENT', ownChannel: true };
  world = await createWorld({ incidents });
  browser = await launchBrowser();
  await world.startBot();
}, LONG_MS);

afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test(
  'an incident gets a channel with its people, its pinned status and a bookmark of it, and is told there to its end',
  async () => {
    const shared = await open('alice', 'incidents');
    await send(shared, '/incident declare "checkout is down" --sev 2 --commander U0BOB');
    await answer(shared, 'checkout is down').waitFor();
    await until(
      async () => ((await ownChannel()) === undefined ? 'its channel' : undefined),
      PATIENCE_MS,
    );
    await until(async () => {
      const { pins = [], bookmarks = [], members = [], topic } = (await ownChannel()) ?? {};
      const isDone =
        (pins as readonly string[]).length + (bookmarks as readonly object[]).length === 2;
      return isDone && (members as readonly string[]).length === 3 && topic === TOPIC
        ? undefined
        : 'its pin, bookmark, people and topic';
    }, PATIENCE_MS);

    const page = await open('bob', NAME);
    const status = answer(page, 'checkout is down');
    expect(await status.textContent()).toMatch(/SEV 2 · open/u);
    const marks = page.getByRole('navigation', { name: 'Pins and bookmarks' });
    expect(await marks.textContent()).toBe('1 pinnedStatus of incident 1');
    const { bookmarks, pins, id } = (await ownChannel()) ?? {};
    const [{ link }] = bookmarks as [{ link: string }];
    const [pinned] = pins as [string];
    // The bookmark leads to what is pinned.
    expect(link.endsWith(`/archives/${id}/p${pinned.replace('.', '')}`)).toBe(true);
    expect(await page.locator('.topic').first().textContent()).toBe(TOPIC);
    expect(await page.locator('.members').textContent()).toBe('3 members');

    await send(page, '/incident update 1 rolling it back');
    await answer(page, /rolling it back/u).waitFor();
    await send(page, '/incident resolve 1 "the old image serves"');
    await answer(page, /the old image serves/u).waitFor();
    await page
      .getByText(/SEV 2 · resolved after/u)
      .first()
      .waitFor();
    await until(async () => {
      const { pins: left } = (await channels()).find((each) => each.id === 'C0INCIDENT') ?? {};
      return (left as readonly string[]).length === 0
        ? undefined
        : 'what all share has no pin of it any more';
    }, PATIENCE_MS);
    expect(opened.flatMap((one) => [...one.problems, ...one.elsewhere])).toEqual([]);
  },
  LONG_MS,
);

async function open(user: string, channel: string) {
  const one = await openPage(browser, `${world.url}/#user=${user}&channel=${channel}`);
  one.page.setDefaultTimeout(PATIENCE_MS);
  opened.push(one);
  return one.page;
}

async function channels(): Promise<readonly Json[]> {
  return (await world.sim('state')).channels as readonly Json[];
}

async function ownChannel(): Promise<Json | undefined> {
  return (await channels()).find(({ name }) => name === NAME);
}
