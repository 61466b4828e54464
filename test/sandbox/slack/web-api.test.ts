// The Web API of the stand-in: Slack's error codes, messages as Slack stores them, and rate limits.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Body, startWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
const OPS = 'C0SHOPOPS';
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

beforeEach(async () => {
  workspace = await startWorkspace({ settings: { event_retries: 0, reconnect_wait_ms: 0 } });
});

afterEach(() => workspace.close());

describe('tokens and scopes', () => {
  test.each([
    ['nothing.here', 'xoxb-sandbox', 'unknown_method'],
    ['auth.test', '', 'not_authed'],
    ['auth.test', 'xoxb-wrong', 'invalid_auth'],
    ['auth.test', 'xapp-sandbox', 'not_allowed_token_type'],
    ['apps.connections.open', 'xoxb-sandbox', 'not_allowed_token_type'],
  ])('%s with "%s" answers %s', async (method, token, error) => {
    expect(await workspace.call(method, {}, token)).toMatchObject({ http: 200, ok: false, error });
  });

  test('a missing scope is named with what was provided', async () => {
    expect(await workspace.call('team.info', {})).toMatchObject({
      error: 'missing_scope',
      needed: 'team:read',
      provided: expect.stringContaining('chat:write'),
    });
  });

  test('auth.test knows the bot', async () => {
    expect(await workspace.call('auth.test', {})).toMatchObject({
      ok: true,
      team_id: 'T0SHOP',
      user_id: 'U0QM',
      bot_id: 'B0QM',
    });
  });
});

describe('posting', () => {
  test('stores what an app posts as Slack does: escaped, named, with the bot’s profile', async () => {
    const sent = await workspace.call('chat.postMessage', {
      channel: '#shop-ops',
      text: 'a < b && <@U0ALICE> <!here> <http://x.example|x> &amp;',
      blocks: [section('hi')],
    });
    expect(sent).toMatchObject({ ok: true, channel: OPS });
    expect(await workspace.messages()).toMatchObject([
      {
        ts: sent.ts,
        text: 'a &lt; b &amp;&amp; <@U0ALICE> <!here> <http://x.example|x> &amp;',
        bot_id: 'B0QM',
        app_id: 'A0QM',
        blocks: [{ block_id: expect.any(String) }],
      },
    ]);
  });

  test.each([
    [{ channel: 'C0NOWHERE', text: 'x' }, 'channel_not_found'],
    [{ channel: OPS }, 'no_text'],
    [{ channel: OPS, text: 'x', blocks: 'nonsense' }, 'invalid_blocks_format'],
    [{ channel: OPS, text: 'x', thread_ts: '1.2' }, 'invalid_thread_ts'],
    [{ channel: OPS, text: 'x', thread_ts: '1763800000.000100' }, 'thread_not_found'],
    [{ channel: OPS, text: 'x', metadata: { a: 1 } }, 'invalid_metadata_format'],
  ])('refuses %j with %s', async (args, error) => {
    expect(await workspace.call('chat.postMessage', args)).toMatchObject({ ok: false, error });
    expect(await workspace.messages()).toEqual([]);
  });

  test('needs the bot in the channel and the channel alive', async () => {
    const post = () => workspace.call('chat.postMessage', { channel: OPS, text: 'x' });
    await workspace.act('channel', { channel: 'shop-ops', remove: ['quartermaster'] });
    expect(await post()).toMatchObject({ error: 'not_in_channel' });
    expect(await workspace.call('conversations.join', { channel: OPS })).toMatchObject({
      ok: true,
    });
    expect(await post()).toMatchObject({ ok: true });
    await workspace.act('channel', { channel: 'shop-ops', is_archived: true });
    expect(await post()).toMatchObject({ error: 'is_archived' });
  });

  test('truncates text over 40,000 characters and says so', async () => {
    const post = (length: number) =>
      workspace.call('chat.postMessage', { channel: OPS, text: 'x'.repeat(length) });
    expect(await post(40_000)).not.toHaveProperty('warning');
    expect(await post(40_001)).toMatchObject({ ok: true, warning: 'message_truncated' });
    const lengths = (await workspace.messages()).map((message) => String(message.text).length);
    expect(lengths).toEqual([40_000, 40_000]);
  });

  test('an ephemeral message needs its reader in the channel and is never listed in the history', async () => {
    const args = { channel: 'C0APPROVE', text: 'psst' };
    expect(await workspace.call('chat.postEphemeral', { ...args, user: 'U0EVE' })).toMatchObject({
      error: 'user_not_in_channel',
    });
    expect(await workspace.call('chat.postEphemeral', { ...args, user: 'U0BOB' })).toMatchObject({
      ok: true,
      message_ts: expect.any(String),
    });
    const history = await workspace.call('conversations.history', { channel: 'C0APPROVE' });
    expect(history).toMatchObject({ ok: true, messages: [] });
  });

  test('metadata comes back only when asked for', async () => {
    const metadata = { event_type: 'run', event_payload: { id: 1 } };
    await workspace.call('chat.postMessage', { channel: OPS, text: 'x', metadata });
    const read = async (more: Body) =>
      (
        (await workspace.call('conversations.history', { channel: OPS, ...more }))
          .messages as Body[]
      )[0];
    expect(await read({})).not.toHaveProperty('metadata');
    expect(await read({ include_all_metadata: true })).toMatchObject({ metadata });
  });
});

describe('editing and deleting', () => {
  test('text without blocks removes the blocks and marks the edit; blocks leave no mark', async () => {
    const { ts } = await workspace.call('chat.postMessage', {
      channel: OPS,
      text: 'x',
      blocks: [section('one')],
    });
    const edit = { channel: OPS, ts };
    await workspace.call('chat.update', { ...edit, text: 'x', blocks: [section('two')] });
    const [withBlocks] = await workspace.messages();
    expect(withBlocks).toMatchObject({ blocks: [{ text: { text: 'two' } }] });
    expect(withBlocks).not.toHaveProperty('edited');
    await workspace.call('chat.update', { ...edit, text: 'bare' });
    const [bare] = await workspace.messages();
    expect(bare).toMatchObject({ ts, text: 'bare', edited: { user: 'U0QM' } });
    expect(bare).not.toHaveProperty('blocks');
  });

  test('takes 4,000 characters and refuses 4,001', async () => {
    const { ts } = await workspace.call('chat.postMessage', { channel: OPS, text: 'x' });
    const edit = (length: number) =>
      workspace.call('chat.update', { channel: OPS, ts, text: 'x'.repeat(length) });
    expect(await edit(4000)).toMatchObject({ ok: true });
    expect(await edit(4001)).toMatchObject({ error: 'msg_too_long' });
  });

  test('is only for own, lasting messages', async () => {
    const said = await workspace.act('command', { user: 'bob', channel: 'shop-ops', text: 'mine' });
    const whisper = await workspace.call('chat.postEphemeral', {
      channel: OPS,
      user: 'U0BOB',
      text: 'x',
    });
    const edit = (ts: unknown) => workspace.call('chat.update', { channel: OPS, ts, text: 'y' });
    expect(await edit(said.ts)).toMatchObject({ error: 'cant_update_message' });
    expect(await edit(whisper.message_ts)).toMatchObject({ error: 'message_not_found' });
    expect(await edit('1763800000.000100')).toMatchObject({ error: 'message_not_found' });
    expect(await workspace.call('chat.delete', { channel: OPS, ts: said.ts })).toMatchObject({
      error: 'cant_delete_message',
    });
  });

  test('reactions repeat with already_reacted and end with no_reaction', async () => {
    const { ts } = await workspace.call('chat.postMessage', { channel: OPS, text: 'x' });
    const args = { channel: OPS, timestamp: ts, name: 'eyes' };
    expect(await workspace.call('reactions.add', args)).toMatchObject({ ok: true });
    expect(await workspace.call('reactions.add', args)).toMatchObject({ error: 'already_reacted' });
    expect(await workspace.call('reactions.remove', args)).toMatchObject({ ok: true });
    expect(await workspace.call('reactions.remove', args)).toMatchObject({ error: 'no_reaction' });
  });
});

describe('rate limits', () => {
  test('one channel over its burst is told to wait while another goes on', async () => {
    await workspace.act('settings', { post_burst: 3, post_per_second: 0.01 });
    const post = (channel: string) => workspace.call('chat.postMessage', { channel, text: 'x' });
    for (let count = 0; count < 3; count += 1) expect(await post(OPS)).toMatchObject({ ok: true });
    expect(await post(OPS)).toMatchObject({ http: 429, error: 'ratelimited', retry_after: 100 });
    expect(await post('C0GENERAL')).toMatchObject({ ok: true });
  });

  test('a tier counts calls of one method', async () => {
    await workspace.act('settings', { tier3: 2 });
    const { ts } = await workspace.call('chat.postMessage', { channel: OPS, text: 'x' });
    const edit = () => workspace.call('chat.update', { channel: OPS, ts, text: 'y' });
    await edit();
    await edit();
    expect(await edit()).toMatchObject({ http: 429, retry_after: 30 });
    expect(await workspace.call('conversations.info', { channel: OPS })).toMatchObject({
      ok: true,
    });
  });
});

describe('armed faults', () => {
  const post = () => workspace.call('chat.postMessage', { channel: OPS, text: 'x' });

  test('answer so many times, then stop', async () => {
    await workspace.act('fault', { method: 'chat.postMessage', error: 'fatal_error', times: 2 });
    await workspace.act('fault', { method: '*', status: 429, retry_after: 7, channel: 'general' });
    expect(await post()).toMatchObject({ http: 200, error: 'fatal_error' });
    expect(await post()).toMatchObject({ error: 'fatal_error' });
    expect(await post()).toMatchObject({ ok: true });
    expect(
      await workspace.call('chat.postMessage', { channel: 'C0GENERAL', text: 'x' }),
    ).toMatchObject({ http: 429, retry_after: 7 });
    expect(await workspace.look('fault')).toMatchObject({ faults: [] });
  });

  test('can lose the reply after the effect', async () => {
    await workspace.act('fault', { method: 'chat.postMessage', drop: true });
    await expect(post()).rejects.toThrow();
    expect(await workspace.messages()).toHaveLength(1);
  });

  test('without an effect are refused', async () => {
    expect(await workspace.act('fault', { method: 'chat.update' })).toMatchObject({ http: 400 });
  });
});

test('the journal tells of calls with tokens masked', async () => {
  await workspace.call('chat.postMessage', { channel: OPS, text: 'my xoxb-123-secret' });
  const [line] = await workspace.journal('call');
  expect(line).toMatchObject({ method: 'chat.postMessage', ok: true, token: 'xoxb-…' });
  expect(JSON.stringify(line)).not.toContain('secret');
});

test('reset brings the seed back', async () => {
  await workspace.call('chat.postMessage', { channel: OPS, text: 'x' });
  await workspace.act('user', { user: 'bob', groups: [], deleted: true });
  await workspace.act('reset');
  expect(await workspace.messages()).toEqual([]);
  expect(await workspace.call('usergroups.users.list', { usergroup: 'S0OPERATORS' })).toMatchObject(
    {
      users: ['U0BOB'],
    },
  );
});

test('a person who leaves a group or the team is gone from it at once', async () => {
  const operators = () => workspace.call('usergroups.users.list', { usergroup: 'S0OPERATORS' });
  await workspace.act('user', { user: 'carol', groups: ['viewers', 'operators'] });
  expect(await operators()).toMatchObject({ users: ['U0BOB', 'U0CAROL'] });
  await workspace.act('user', { user: 'bob', deleted: true });
  expect(await operators()).toMatchObject({ users: ['U0CAROL'] });
  expect(
    await workspace.act('command', { user: 'bob', channel: 'shop-ops', text: 'hi' }),
  ).toMatchObject({ http: 400, error: 'user_deactivated' });
});

test('a user group is given other members, and never none or somebody who is not there', async () => {
  const update = (usergroup: string, users: string) =>
    workspace.call('usergroups.users.update', { usergroup, users });
  expect(await update('S0OPERATORS', 'U0CAROL,U0ALICE')).toMatchObject({
    usergroup: { id: 'S0OPERATORS', users: ['U0CAROL', 'U0ALICE'] },
  });
  expect(await update('S0OPERATORS', '')).toMatchObject({ error: 'no_users_provided' });
  expect(await update('S0OPERATORS', 'U0NOBODY')).toMatchObject({ error: 'invalid_users' });
  expect(await update('S0NOBODY', 'U0BOB')).toMatchObject({ error: 'no_such_subteam' });
  expect(await workspace.call('usergroups.users.list', { usergroup: 'S0OPERATORS' })).toMatchObject(
    { users: ['U0CAROL', 'U0ALICE'] },
  );
});

test('a person who joins is in every channel, in the groups named, and has direct messages', async () => {
  expect(await workspace.act('person', { name: 'nina', groups: ['operators'] })).toMatchObject({
    user: { id: 'U0NINA', name: 'nina', is_bot: false, deleted: false },
  });
  expect(await workspace.call('users.info', { user: 'U0NINA' })).toMatchObject({
    user: { team_id: 'T0SHOP' },
  });
  expect(await workspace.call('usergroups.users.list', { usergroup: 'S0OPERATORS' })).toMatchObject(
    { users: ['U0BOB', 'U0NINA'] },
  );
  for (const channel of ['general', 'dm'])
    expect(
      await workspace.act('command', { user: 'nina', channel, text: 'hi', wait: false }),
    ).toMatchObject({ ok: true });
});

test.each([
  [{ name: 'Nina Too' }, { http: 400, error: 'invalid_name' }],
  [{ name: 'bob' }, { http: 400, error: 'name_taken' }],
  [
    { name: 'nina', groups: ['chefs'] },
    { http: 404, error: 'no_such_subteam' },
  ],
])('a person who cannot join, %j, is refused and nobody is added', async (wish, refusal) => {
  expect(await workspace.act('person', wish)).toMatchObject(refusal);
  const { users } = await workspace.look('state');
  expect((users as { name: string }[]).map(({ name }) => name)).not.toContain('nina');
});
