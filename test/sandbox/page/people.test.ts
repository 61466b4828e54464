// Who sees what on the page: people, roles, private messages, unread marks, threads and App Home.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type PageFixture, send, startPageFixture } from './fixture.ts';

let fixture: PageFixture;

beforeAll(async () => {
  fixture = await startPageFixture();
});

afterEach(async () => {
  expect(fixture.troubles()).toEqual([]);
  await fixture.reset();
});

afterAll(() => fixture.close());

describe('people', () => {
  test('are switched with their roles; a private message shows to its reader alone', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl private');
    await page
      .getByRole('article', { name: /only visible to you/ })
      .getByText('For your eyes only.')
      .waitFor();
    await page.getByRole('button', { name: /Acting as bob, operator/ }).click();
    const people = await page.getByRole('menuitemradio').allTextContents();
    expect(people).toEqual([
      'AAAlice Adminadmin',
      'DADana Adminadmin',
      'BOBob Operatoroperator',
      'CVCarol Viewerviewer',
      'MNMallory Nobodyno role',
      'GGGina Guestguest',
      'EOEve of Otherother team',
    ]);
    await page.getByRole('menuitemradio', { name: /Carol/ }).click();
    await page.getByRole('button', { name: /Acting as carol, viewer/ }).waitFor();
    await page.getByRole('region', { name: 'Try these' }).waitFor();
    expect(await page.getByText('For your eyes only.').count()).toBe(0);
    await send(page, 'it is carol');
    await page.getByRole('article', { name: /^carol/ }).waitFor();
  });

  test('of another team see the shared channels only, and no app', async () => {
    const page = await fixture.open('user=eve&channel=approvals');
    const channels = page.getByRole('region', { name: 'Channels' }).getByRole('button');
    expect(await channels.allTextContents()).toEqual(['shop-ops', 'shop-prod', 'general']);
    expect(await page.getByRole('region', { name: 'Apps' }).count()).toBe(0);
  });

  test("do not see another person's direct messages, nor how their deliveries are doing", async () => {
    const page = await fixture.open('user=carol&channel=shop-ops');
    await fixture.workspace.act('command', { user: 'bob', channel: 'dm', text: 'between us' });
    await fixture.workspace.act('command', {
      user: 'bob',
      channel: 'shop-ops',
      text: '/kubectl private',
    });
    await fixture.workspace.act('command', { user: 'bob', channel: 'shop-ops', text: 'for all' });
    await page.getByText('for all').waitFor();
    expect(
      await page.getByText(/between us|For your eyes|unread|Acknowledged|Delivering/).count(),
    ).toBe(0);
  });
});

describe('channels', () => {
  test('carry a mark for what was not seen, until they are opened', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await fixture.workspace.act('command', { user: 'alice', channel: 'incidents', text: 'fire' });
    await fixture.workspace.act('command', {
      user: 'alice',
      channel: 'incidents',
      text: 'more fire',
    });
    await page.getByRole('button', { name: 'incidents 2 unread' }).click();
    await page.getByText('more fire').waitFor();
    await page.getByRole('button', { name: 'general' }).click();
    await page.getByRole('heading', { name: '#general' }).waitFor();
    expect(await page.getByRole('button', { name: /unread/ }).count()).toBe(0);
  });

  test('show an edit and a deletion while one looks', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    const { ts } = await fixture.workspace.call('chat.postMessage', {
      channel: 'C0SHOPOPS',
      text: 'draining',
    });
    await page.getByText('draining').waitFor();
    await fixture.workspace.call('chat.update', { channel: 'C0SHOPOPS', ts, text: 'drained' });
    await page.getByText('drained').waitFor();
    expect(await page.getByText('draining').count()).toBe(0);
    await fixture.workspace.call('chat.delete', { channel: 'C0SHOPOPS', ts });
    await page.getByText('drained').waitFor({ state: 'detached' });
  });

  test('draw a part of a long history and give the rest on request', async () => {
    await fixture.workspace.act('settings', { rate_limits: false });
    for (let count = 0; count < 160; count += 1)
      await fixture.workspace.call('chat.postMessage', {
        channel: 'C0GENERAL',
        text: `line ${count}.`,
      });
    const page = await fixture.open('user=bob&channel=general');
    await page.getByText('line 159.').waitFor();
    expect(await page.getByRole('article').count()).toBe(150);
    await page.getByRole('button', { name: 'Show older messages (10 more)' }).click();
    expect(await page.getByRole('article').count()).toBe(160);
  });
});

describe('a thread', () => {
  test('opens beside the channel, takes replies, refuses slash commands in words, and closes', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '@quartermaster kubectl get events');
    await page.getByRole('button', { name: /1 reply/ }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('Answer in the thread').waitFor();
    expect(
      await page.getByRole('log', { name: 'Messages in #shop-ops' }).getByText('Answer in').count(),
    ).toBe(0);
    const field = thread.getByRole('textbox', { name: 'Reply in thread' });
    await field.fill('thank you');
    await field.press('Enter');
    await thread.getByText('thank you').waitFor();
    await field.fill('/kubectl get pods');
    await thread.getByText('Slash commands do not work in threads').waitFor();
    await field.press('Enter');
    await thread.getByText('/kubectl is not supported in threads').waitFor();
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: /2 replies/ }).waitFor();
  });
});

describe('App Home', () => {
  test('is published for the person who opens it, and its buttons reach the app', async () => {
    const page = await fixture.open('user=carol&channel=shop-ops');
    await page.getByRole('button', { name: 'Quartermaster', exact: true }).click();
    const home = page.getByRole('region', { name: 'App Home' });
    await home.getByRole('heading', { name: 'What you may do' }).waitFor();
    expect(await home.getByText('Hello').textContent()).toBe('Hello @carol. You may read in shop.');
    await home.getByRole('button', { name: 'Build a command' }).click();
    await page.getByText(/Acknowledged in .*click pick/).waitFor();
    expect(fixture.sample.clicks).toEqual([
      { action: 'pick', user: 'U0CAROL', value: 'from-home' },
    ]);
    await page
      .getByRole('navigation', { name: 'App tabs' })
      .getByRole('button', { name: 'Messages' })
      .click();
    await page.getByRole('textbox', { name: 'Message quartermaster' }).waitFor();
  });
});

describe('the traffic drawer', () => {
  test('shows what went over the wire, with its JSON', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl get pods');
    await page.getByText('CrashLoopBackOff').waitFor();
    await page.getByRole('button', { name: 'Traffic' }).click();
    const drawer = page.getByRole('complementary', { name: 'Traffic' });
    await drawer.getByText(/chat\.postMessage ok in/).click();
    await drawer.getByText('"method": "chat.postMessage"').waitFor();
    await drawer.getByLabel('Which lines').selectOption('person');
    expect(await drawer.getByText(/chat\.postMessage ok in/).isVisible()).toBe(false);
    await drawer.getByText('bob #shop-ops /kubectl get pods').waitFor();
  });
});
