// What the stand-in Slack does to channels beside messages: it makes them, fills them, pins and bookmarks, with Slack's own refusals.

import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Body, startWorkspace, type Workspace } from './workspace.ts';

const MANIFEST = fileURLToPath(new URL('../../../manifest.yml', import.meta.url));
let workspace: Workspace;

beforeEach(async () => {
  workspace = await startWorkspace({ manifestPath: MANIFEST, settings: { rate_limits: false } });
});
afterEach(() => workspace.close());

const call = (method: string, args: Body) => workspace.call(method, args);

async function makeChannel(name = 'inc-1-down'): Promise<string> {
  const { channel } = await call('conversations.create', { name });
  return String((channel as Body).id);
}

test('makes a channel of a name that none has, with the bot alone in it', async () => {
  const id = await makeChannel();
  expect(await call('conversations.members', { channel: id })).toMatchObject({
    ...{ ok: true, members: ['U0QM'] },
  });
  const create = (name: string) => call('conversations.create', { name });
  expect(await create('inc-1-down')).toMatchObject({ ok: false, error: 'name_taken' });
  expect(await create('')).toMatchObject({ error: 'invalid_name_required' });
  expect(await create('a'.repeat(81))).toMatchObject({ error: 'invalid_name_maxlength' });
  expect(await create('Not so')).toMatchObject({ error: 'invalid_name_specials' });
});

test('tells the bot which channels it is in, and which of them it has made, on pages', async () => {
  const before = Math.floor(Date.now() / 1_000);
  const id = await makeChannel();
  const all: Body[] = [];
  let cursor = '';
  do {
    const page = await call('users.conversations', { limit: 2, cursor });
    expect((page.channels as Body[]).length).toBeLessThanOrEqual(2);
    all.push(...(page.channels as Body[]));
    cursor = String((page.response_metadata as Body).next_cursor);
  } while (cursor !== '');
  const made = all.filter(({ creator }) => creator === 'U0QM');
  expect(made).toMatchObject([{ id, name: 'inc-1-down' }]);
  expect(made[0]?.created).toBeGreaterThanOrEqual(before);
  await workspace.act('channel', { channel: 'inc-1-down', remove: ['quartermaster'] });
  const left = await call('users.conversations', { limit: 100 });
  expect((left.channels as Body[]).map((each) => each.id)).not.toContain(id);
});

test('asks people in, all of them or none', async () => {
  const channel = await makeChannel();
  const invite = (users: string) => call('conversations.invite', { channel, users });
  expect(await invite('U0ALICE,U0NOBODY')).toMatchObject({ ok: false, error: 'user_not_found' });
  expect(await invite('U0QM')).toMatchObject({ error: 'cant_invite_self' });
  expect(await invite('U0ALICE,U0BOB')).toMatchObject({ ok: true });
  expect(await invite('U0BOB')).toMatchObject({ error: 'already_in_channel' });
  const { members } = await call('conversations.members', { channel });
  expect(members).toEqual(['U0QM', 'U0ALICE', 'U0BOB']);
  await workspace.act('channel', { channel: 'inc-1-down', is_archived: true });
  expect(await invite('U0CAROL')).toMatchObject({ error: 'is_archived' });
});

test('pins a message once, and takes the pin away once', async () => {
  const channel = await makeChannel();
  const { ts: timestamp } = await call('chat.postMessage', { channel, text: 'status' });
  const pins = (method: string, ts = timestamp) => call(method, { channel, timestamp: ts });
  expect(await pins('pins.remove')).toMatchObject({ error: 'no_pin' });
  expect(await pins('pins.add')).toMatchObject({ ok: true });
  expect(await pins('pins.add')).toMatchObject({ error: 'already_pinned' });
  expect(await pins('pins.add', '1.000000')).toMatchObject({ error: 'message_not_found' });
  expect(await pins('pins.remove')).toMatchObject({ ok: true });
  expect(await pins('pins.remove')).toMatchObject({ error: 'no_pin' });
});

test('says what a channel is about, in 250 characters at most', async () => {
  const channel = await makeChannel();
  const say = (topic: string) => call('conversations.setTopic', { channel, topic });
  expect(await say('a'.repeat(251))).toMatchObject({ ok: false, error: 'too_long' });
  expect(await say('SEV 1')).toMatchObject({ ok: true, channel: { topic: { value: 'SEV 1' } } });
  expect(await call('conversations.setTopic', { channel: 'C0PROD', topic: '' })).toMatchObject({
    error: 'channel_not_found',
  });
});

test('bookmarks a link, and the same again as another', async () => {
  const channelId = await makeChannel();
  const mark = {
    channel_id: channelId,
    title: 'Status',
    type: 'link',
    link: 'https://a.example/1',
  };
  expect(await call('bookmarks.add', { ...mark, type: 'folder' })).toMatchObject({
    error: 'invalid_bookmark_type',
  });
  expect(await call('bookmarks.add', { ...mark, link: 'javascript:1' })).toMatchObject({
    error: 'invalid_link',
  });
  for (let count = 0; count < 2; count += 1) {
    expect(await call('bookmarks.add', mark)).toMatchObject({ ok: true });
  }
  const { bookmarks } = await call('bookmarks.list', { channel_id: channelId });
  expect(bookmarks).toMatchObject([{ title: 'Status' }, { link: 'https://a.example/1' }]);
});
