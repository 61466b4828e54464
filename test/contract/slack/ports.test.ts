// The ports Chat and Directory over the real adapter, and the starts that cannot succeed.

import { describe, expect, test } from '@jest/globals';
import { createSlack } from '../../../bot/adapters/slack.ts';
import { systemClock } from '../../../bot/clock.ts';
import { OperatorError } from '../../../bot/errors.ts';
import { type Body, until } from '../../sandbox/slack/workspace.ts';
import { ALICE, type Edge, freePort, paged, SILENT, startEdge } from './edge.ts';

describe('the port Chat', () => {
  test('posts, edits, whispers, uploads and writes directly', async () => {
    const { workspace, slack } = await startEdge('socket');
    const posted = await slack.chat.post(ALICE, { text: 'one', blocks: [] }, 'request:1');
    if (posted.kind !== 'delivered' || posted.ts === undefined) throw new Error('not posted');
    expect(await slack.chat.update(ALICE, posted.ts, paged())).toEqual(posted);
    expect(await slack.chat.ephemeral(ALICE, { text: 'psst', blocks: [] })).toEqual({
      kind: 'delivered',
    });
    const file = { name: 'pods.txt', title: 'pods.txt', content: 'NAME\nwéb\n' };
    expect(await slack.chat.file(ALICE, file)).toEqual({ kind: 'delivered' });
    expect(await slack.chat.direct(ALICE, { text: 'hi', blocks: [] })).toMatchObject({
      kind: 'delivered',
    });
    const messages = await until('the file', async () => {
      const all = await workspace.messages('shop-ops');
      return all.some(({ files }) => files !== undefined) && all;
    });
    expect(messages.find(({ ts }) => ts === posted.ts)).toMatchObject({
      metadata: { event_type: 'quartermaster', event_payload: { key: 'request:1' } },
    });
    expect(messages.find(({ text }) => text === 'psst')).toMatchObject({ ephemeral_to: 'U0ALICE' });
    const uploaded = messages.flatMap(({ files }) => (files ?? []) as Body[])[0];
    const bytes = await fetch(`${workspace.slack.url}/sim/files/${uploaded?.id}`);
    expect(await bytes.text()).toBe(file.content);
    expect(await workspace.messages('D0ALICE')).toMatchObject([{ text: 'hi' }]);
  });

  test('says what became of a call that did not succeed', async () => {
    const { workspace, slack } = await startEdge('socket');
    const post = () => slack.chat.post(ALICE, { text: 'x', blocks: [] });
    const method = 'chat.postMessage';
    await workspace.act('fault', { method, status: 429, retry_after: 7 });
    expect(await post()).toEqual({ kind: 'limited', retryAfterMs: 7000 });
    await workspace.act('fault', { method, error: 'is_archived' });
    expect(await post()).toEqual({ kind: 'refused', code: 'is_archived' });
    await workspace.act('fault', { method, status: 503 });
    expect(await post()).toMatchObject({ kind: 'unsure' });
    await workspace.act('fault', { method, drop: true });
    expect(await post()).toMatchObject({ kind: 'unsure' });
  });
});

describe('a post whose answer was lost', () => {
  const SINCE_MS = Date.now();
  const lost = { text: 'lost', blocks: [] };

  async function loseAnswer({ workspace, slack }: Edge, key: string, where = ALICE): Promise<void> {
    await workspace.act('fault', { method: 'chat.postMessage', drop: true });
    expect(await slack.chat.post(where, lost, key)).toMatchObject({ kind: 'unsure' });
  }

  test('is found by its key, in a channel and in a thread, and no other is', async () => {
    const edge = await startEdge('socket');
    const { workspace, slack } = edge;
    await loseAnswer(edge, 'one');
    const [head] = await workspace.messages('shop-ops');
    const find = (key: string, where = ALICE) => slack.chat.findPosted?.(where, key, SINCE_MS);
    expect(await find('one')).toEqual({ kind: 'found', ts: head?.ts });
    expect(await find('two')).toEqual({ kind: 'none' });
    expect(await find('one', { ...ALICE, channelId: 'C0INCIDENT' })).toEqual({ kind: 'none' });

    const thread = { ...ALICE, threadTs: String(head?.ts) };
    await loseAnswer(edge, 'three', thread);
    const answer = (await workspace.messages('shop-ops')).find(({ ts }) => ts !== head?.ts);
    expect(await find('three', thread)).toEqual({ kind: 'found', ts: answer?.ts });
    expect(await find('three')).toEqual({ kind: 'none' });
  });

  test('is found behind what many others have said since, and not further back than it is old', async () => {
    const edge = await startEdge('socket');
    const { workspace, slack } = edge;
    await loseAnswer(edge, 'one');
    const [head] = await workspace.messages('shop-ops');
    for (let count = 0; count < 250; count += 1) {
      await workspace.act('command', { user: 'bob', channel: '#shop-ops', text: `talk ${count}` });
    }
    expect(await slack.chat.findPosted?.(ALICE, 'one', SINCE_MS)).toEqual({
      ...{ kind: 'found', ts: head?.ts },
    });
    const later = Date.now() + 600_000;
    expect(await slack.chat.findPosted?.(ALICE, 'one', later)).toEqual({ kind: 'none' });
  });

  test.each(['missing_scope', 'not_in_channel', 'channel_not_found'])(
    'is not found where Slack says %s: then it is posted again',
    async (error) => {
      const edge = await startEdge('socket');
      await loseAnswer(edge, 'one');
      await edge.workspace.act('fault', { method: 'conversations.history', error });
      expect(await edge.slack.chat.findPosted?.(ALICE, 'one', SINCE_MS)).toEqual({ kind: 'none' });
    },
  );

  test('is not posted again while Slack does not say whether it is there', async () => {
    const edge = await startEdge('socket');
    await loseAnswer(edge, 'one');
    const method = 'conversations.history';
    const look = async (fault: object) => {
      await edge.workspace.act('fault', { method, ...fault });
      return await edge.slack.chat.findPosted?.(ALICE, 'one', SINCE_MS);
    };
    expect(await look({ status: 429, retry_after: 7 })).toEqual({
      ...{ kind: 'limited', retryAfterMs: 7000 },
    });
    for (const fault of [{ status: 503 }, { drop: true }, { error: 'invalid_auth' }]) {
      expect(await look(fault)).toMatchObject({ kind: 'unsure' });
    }
  });
});

describe('the port Directory', () => {
  test('tells members, guests, bots and strangers apart, with their groups', async () => {
    const { slack } = await startEdge('socket');
    const person = (userId: string, teamId = 'T0SHOP') => slack.directory.person(teamId, userId);
    expect(await person('U0ALICE')).toMatchObject({
      isBot: false,
      isGuest: false,
      isStranger: false,
      isDeleted: false,
      userGroups: ['S0ADMINS'],
    });
    expect(await person('U0GINA')).toMatchObject({ isGuest: true });
    expect(await person('U0ROBO')).toMatchObject({ isBot: true });
    expect(await person('U0EVE', 'T0OTHER')).toMatchObject({ isStranger: true, userGroups: [] });
    expect(await person('U0EVE')).toMatchObject({ isStranger: true });
    expect(await person('U0ALICE', 'T0OTHER')).toMatchObject({ isStranger: true });
  });

  test('sees a change at once when asked for it fresh', async () => {
    const { workspace, slack } = await startEdge('socket');
    const groups = async (fresh: boolean) =>
      (await slack.directory.person('T0SHOP', 'U0BOB', { fresh })).userGroups;
    expect(await groups(false)).toEqual(['S0OPERATORS']);
    await workspace.act('user', { user: 'bob', groups: [] });
    expect(await groups(false)).toEqual(['S0OPERATORS']);
    expect(await groups(true)).toEqual([]);
  });

  test('many who ask at once share what Slack is asked', async () => {
    const { workspace, slack } = await startEdge('socket');
    const asking = Array.from({ length: 60 }, () =>
      slack.directory.person('T0SHOP', 'U0BOB', { fresh: true }),
    );
    const found = await Promise.all(asking);
    expect(new Set(found.map(({ userGroups }) => userGroups.join()))).toEqual(
      new Set(['S0OPERATORS']),
    );
    const journal = await (await fetch(`${workspace.slack.url}/sim/journal`)).text();
    expect(journal.split('\n').filter((line) => line.includes('usergroups.list'))).toHaveLength(1);
  });

  test.each(['users.info', 'usergroups.list'])(
    'refuses everybody when %s fails',
    async (method) => {
      const { workspace, slack } = await startEdge('socket');
      await workspace.act('fault', { method, error: 'internal_error' });
      // Who asks while somebody else waits for the answer is told the same.
      const asking = [1, 2].map(() => slack.directory.person('T0SHOP', 'U0ALICE'));
      for (const asked of await Promise.allSettled(asking)) {
        expect(asked).toMatchObject({ reason: expect.any(OperatorError) });
      }
      expect(await slack.directory.person('T0SHOP', 'U0ALICE')).toMatchObject({
        isStranger: false,
      });
    },
  );
});

describe('a start that cannot succeed', () => {
  test('ends with words about the bot token', async () => {
    const start = startEdge('socket', {}, { botToken: 'xoxb-wrong' });
    await expect(start).rejects.toMatchObject({
      name: 'OperatorError',
      fix: expect.stringContaining('SLACK_BOT_TOKEN'),
    });
  });

  test('ends with words about the app-level token', async () => {
    const start = startEdge('socket', {}, { appToken: 'xapp-wrong' });
    await expect(start).rejects.toMatchObject({
      name: 'OperatorError',
      fix: expect.stringContaining('SLACK_APP_TOKEN'),
    });
  });

  test('ends when nobody answers', async () => {
    const start = startEdge('socket', {}, { apiUrl: `http://127.0.0.1:${await freePort()}/api/` });
    await expect(start).rejects.toThrow(OperatorError);
  });

  test('refuses settings that name no way in', () => {
    const settings = { botToken: 'xoxb-sandbox' };
    const parts = { commands: [], clock: systemClock, log: SILENT };
    const handle = async () => 'accepted' as const;
    expect(() => createSlack({ ...parts, settings, handle })).toThrow(OperatorError);
  });
});
