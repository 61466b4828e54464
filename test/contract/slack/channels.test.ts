// The port Channels over the real adapter: what was done and whose answer got lost is not done a second time.

import { expect, test } from '@jest/globals';
import type { Body } from '../../sandbox/slack/workspace.ts';
import { startEdge } from './edge.ts';

const MINUTE_MS = 60_000;

test('a channel whose making was cut off is found by its name, and no other is', async () => {
  const { workspace, slack } = await startEdge('socket');
  const sinceMs = Date.now();
  await workspace.act('fault', { method: 'conversations.create', drop: true });
  expect(await slack.channels.create('inc-1-down')).toMatchObject({ kind: 'later' });
  expect(await slack.channels.create('inc-1-down')).toEqual({
    ...{ kind: 'refused', code: 'name_taken' },
  });
  const found = await slack.channels.findMade('inc-1-down', sinceMs);
  const { channels } = await workspace.call('users.conversations', { limit: 100 });
  const made = (channels as Body[]).find(({ name }) => name === 'inc-1-down');
  expect(found).toEqual({ kind: 'made', channelId: made?.id });

  const none = { kind: 'refused', code: 'channel_not_found' };
  // It was made before that incident was declared; somebody else has made it; there is none.
  expect(await slack.channels.findMade('inc-1-down', Date.now() + 10 * MINUTE_MS)).toEqual(none);
  expect(await slack.channels.findMade('general', 0)).toEqual(none);
  expect(await slack.channels.findMade('inc-2', sinceMs)).toEqual(none);

  await workspace.act('fault', { method: 'users.conversations', error: 'missing_scope' });
  expect(await slack.channels.findMade('inc-1-down', sinceMs)).toMatchObject({ kind: 'refused' });
  await workspace.act('fault', { method: 'users.conversations', status: 429 });
  expect(await slack.channels.findMade('inc-1-down', sinceMs)).toMatchObject({ kind: 'later' });
});

test('people, pins and bookmarks are there once, however often they are asked for and answers get lost', async () => {
  const { workspace, slack } = await startEdge('socket');
  const made = await slack.channels.create('inc-1-down');
  if (made.kind !== 'made') throw new Error('not made');
  const { channelId } = made;
  const posted = await workspace.call('chat.postMessage', { channel: channelId, text: 'status' });
  const ts = String(posted.ts);
  const mark = { title: 'Status of incident 1', url: 'https://shop.slack.com/archives/C1/p1' };
  const steps = [
    ['conversations.invite', () => slack.channels.invite(channelId, 'U0ALICE')],
    ['pins.add', () => slack.channels.pin(channelId, ts)],
    ['bookmarks.add', () => slack.channels.bookmark(channelId, mark)],
    ['conversations.setTopic', () => slack.channels.setTopic(channelId, 'SEV 1 · open')],
    ['pins.remove', () => slack.channels.unpin(channelId, ts)],
  ] as const;
  for (const [method, step] of steps) {
    await workspace.act('fault', { method, drop: true });
    expect([method, await step()]).toMatchObject([method, { kind: 'later' }]);
    expect([method, await step()]).toEqual([method, { kind: 'done' }]);
  }
  const { bookmarks } = await workspace.call('bookmarks.list', { channel_id: channelId });
  expect(bookmarks).toHaveLength(1);
});

test('a bookmark is made where the bot may not look, and waits where Slack says wait', async () => {
  const { workspace, slack } = await startEdge('socket');
  const mark = { title: 'Status', url: 'https://shop.slack.com/archives/C1/p1' };
  await workspace.act('fault', { method: 'bookmarks.list', status: 429 });
  expect(await slack.channels.bookmark('C0INCIDENT', mark)).toMatchObject({ kind: 'later' });
  await workspace.act('fault', { method: 'bookmarks.list', error: 'missing_scope' });
  expect(await slack.channels.bookmark('C0INCIDENT', mark)).toEqual({ kind: 'done' });
});
