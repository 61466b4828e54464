// The real adapter against the stand-in Slack, alike over Socket Mode and over HTTP.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  createSlack,
  type Slack,
  type SlackOptions,
  type SlackSettings,
} from '../../../bot/adapters/slack.ts';
import { systemClock } from '../../../bot/clock.ts';
import type { Address, Request } from '../../../bot/command.ts';
import { OperatorError } from '../../../bot/errors.ts';
import { homeView } from '../../../bot/home.ts';
import { render } from '../../../bot/render.ts';
import { type Body, startWorkspace, until, type Workspace } from '../../sandbox/slack/workspace.ts';

const MANIFEST = fileURLToPath(new URL('../../../manifest.yml', import.meta.url));
const ALICE: Address = { teamId: 'T0SHOP', channelId: 'C0SHOPOPS', userId: 'U0ALICE' };
const MODES = ['socket', 'http'] as const;
const SILENT = { info() {}, warn() {}, error() {} };

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Edge {
  readonly workspace: Workspace;
  readonly slack: Slack;
  readonly requests: Request[];
}

async function startEdge(
  mode: (typeof MODES)[number],
  options: Partial<SlackOptions> = {},
  settings: Partial<SlackSettings> = {},
): Promise<Edge> {
  const port = mode === 'http' ? await freePort() : 0;
  const botUrl = mode === 'http' ? { botUrl: `http://127.0.0.1:${port}/slack/events` } : {};
  const workspace = await startWorkspace({
    manifestPath: MANIFEST,
    ...botUrl,
    settings: { retry_factor: 0.001 },
  });
  stops.push(() => workspace.close());
  const requests: Request[] = [];
  const slack = createSlack({
    settings: {
      botToken: 'xoxb-sandbox',
      apiUrl: workspace.slack.apiUrl,
      ...(mode === 'socket'
        ? { appToken: 'xapp-sandbox' }
        : { signingSecret: 'sandbox-signing-secret', port }),
      ...settings,
    },
    commands: ['kubectl', 'qm'],
    verbs: () => [{ name: 'kubectl get', summary: 'Show objects' }],
    suggest: async ({ field, values }) => [`${field}-of-${values.verb}`.replaceAll(' ', '-')],
    home: async ({ userId }) =>
      homeView({
        person: { userId, name: userId },
        allowed: [],
        recent: [],
        clusters: [],
        version: '1',
      }),
    handle: async (request) => {
      requests.push(request);
      return 'accepted';
    },
    clock: systemClock,
    log: SILENT,
    ...options,
  });
  await slack.start();
  stops.push(() => slack.stop());
  return { workspace, slack, requests };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

function paged() {
  return render({
    verdict: 'succeeded',
    command: 'kubectl get pods',
    cluster: 'staging',
    userId: 'U0ALICE',
    output: {
      outputId: 'out1',
      text: 'a\nb',
      page: 1,
      pages: 2,
      lines: 4,
      filter: '',
      errorText: '',
    },
    notes: [],
  });
}

async function openedModal(workspace: Workspace, user: string): Promise<Body> {
  return await until('a modal', async () => {
    const { modals } = await workspace.look(`views?user=${user}`);
    return (modals as Body[])[0];
  });
}

describe.each(MODES)('the Slack edge over %s', (mode) => {
  test('makes a request of a slash command and acknowledges it', async () => {
    const { workspace, slack, requests } = await startEdge(mode);
    expect(slack.connected()).toBe(true);
    expect(slack.botUserId()).toBe('U0QM');
    const text = '/kubectl get pods -n shop';
    const answer = await workspace.act('command', { user: 'alice', channel: 'shop-ops', text });
    expect(answer).toMatchObject({ ok: true, acked: true });
    expect(requests).toMatchObject([
      {
        id: answer.trigger_id,
        surface: 'slash',
        ask: { kind: 'command', text: 'kubectl get pods -n shop' },
        address: ALICE,
      },
    ]);
    expect(requests[0]?.address.responseUrl).toMatch(/^http/u);
  });

  test('answers a refused request with its words, to the person alone', async () => {
    const { workspace } = await startEdge(mode, { handle: async () => ({ refused: 'Too many.' }) });
    const answer = await workspace.act('command', {
      user: 'alice',
      channel: 'shop-ops',
      text: '/qm help',
    });
    expect(answer).toMatchObject({
      acked: true,
      response: { response_type: 'ephemeral', text: 'Too many.' },
    });
  });

  test('makes a request of a mention in a thread, as typed', async () => {
    const { workspace, slack, requests } = await startEdge(mode);
    const parent = await slack.chat.post(ALICE, { text: 'parent', blocks: [] });
    const threadTs = parent.kind === 'delivered' ? parent.ts : undefined;
    const answer = await workspace.act('command', {
      user: 'alice',
      channel: 'shop-ops',
      text: '@quartermaster kubectl get pods -l a=b & web.example.com <@U0BOB>',
      thread_ts: threadTs,
    });
    expect(answer).toMatchObject({ ok: true, acked: true });
    expect(requests).toMatchObject([
      { id: answer.event_id, surface: 'mention', address: { ...ALICE, threadTs } },
    ]);
    const text = 'kubectl get pods -l a=b & web.example.com <@U0BOB>';
    expect(requests[0]?.ask).toEqual({ kind: 'command', text });
  });

  test('gives a delivery that comes twice the same id twice', async () => {
    const { workspace, requests } = await startEdge(mode);
    const text = '@quartermaster qm help';
    const { event_id } = await workspace.act('command', {
      user: 'alice',
      channel: 'shop-ops',
      text,
    });
    await workspace.act('redeliver', { event_id });
    expect(requests.map(({ id }) => id)).toEqual([event_id, event_id]);
  });

  test('leaves a mention unacknowledged that could not be written down, so that it comes again', async () => {
    const seen: string[] = [];
    const { workspace } = await startEdge(mode, {
      handle: async ({ id }) => {
        seen.push(id);
        if (seen.length === 1) throw new Error('disk full');
        return 'accepted';
      },
    });
    await workspace.act('command', {
      user: 'alice',
      channel: 'shop-ops',
      text: '@quartermaster qm help',
      wait: false,
    });
    await until('a second delivery', () => seen.length >= 2);
    expect(new Set(seen).size).toBe(1);
  });

  test('makes a request of a click, by the clicker and about the message', async () => {
    const { workspace, slack, requests } = await startEdge(mode);
    const posted = await slack.chat.post(ALICE, paged(), 'request:1');
    const ts = posted.kind === 'delivered' ? posted.ts : undefined;
    const click = { channel: 'shop-ops', ts, action_id: 'output_next' };
    await workspace.act('click', { user: 'bob', ...click });
    await workspace.act('click', { user: 'eve', ...click });
    expect(requests).toMatchObject([
      {
        surface: 'button',
        ask: { kind: 'page', outputId: 'out1', page: 2, filter: '' },
        address: { teamId: 'T0SHOP', userId: 'U0BOB', channelId: 'C0SHOPOPS' },
        messageTs: ts,
      },
      { address: { teamId: 'T0OTHER', userId: 'U0EVE' } },
    ]);
    expect(requests[0]?.id).not.toBe(requests[1]?.id);
  });

  test('ignores a forged value that no button carries', async () => {
    const { workspace, slack, requests } = await startEdge(mode);
    await slack.chat.post(ALICE, paged());
    const forged = { action_id: 'output_next', value: 'kubectl delete pod', force: true };
    const answer = await workspace.act('click', { user: 'bob', channel: 'shop-ops', ...forged });
    expect(answer).toMatchObject({ acked: true });
    expect(requests).toEqual([]);
  });

  test('asks for a filter in a modal and sends it about the same message', async () => {
    const { workspace, slack, requests } = await startEdge(mode);
    const posted = await slack.chat.post(ALICE, paged());
    await workspace.act('click', {
      user: 'alice',
      channel: 'shop-ops',
      action_id: 'output_filter',
    });
    const { id } = await openedModal(workspace, 'alice');
    const answer = await workspace.act('submit', {
      user: 'alice',
      view_id: id,
      values: { filter: 'wéb' },
    });
    expect(answer).toMatchObject({ acked: true, outcome: 'closed' });
    expect(requests).toMatchObject([
      {
        surface: 'modal',
        ask: { kind: 'page', outputId: 'out1', page: 1, filter: 'wéb' },
        address: ALICE,
        messageTs: posted.kind === 'delivered' ? posted.ts : '',
      },
    ]);
  });

  test('builds a command from picked parts', async () => {
    const { workspace, requests } = await startEdge(mode);
    await workspace.act('command', { user: 'alice', channel: 'shop-ops', text: '/kubectl' });
    const { id } = await openedModal(workspace, 'alice');
    const on = { user: 'alice', view_id: id };
    await workspace.act('click', { ...on, action_id: 'verb', value: 'kubectl get' });
    const preview = async () => JSON.stringify(await openedModal(workspace, 'alice'));
    await until('the preview', async () => (await preview()).includes('`/kubectl get`'));
    const { options } = await workspace.act('options', { ...on, action_id: 'kind', query: 'po' });
    expect((options as Body[]).map(({ value }) => value)).toEqual(['kind-of-kubectl-get', 'po']);
    await workspace.act('options', { ...on, action_id: 'namespace', query: 'shop' });
    const flag = { text: { type: 'plain_text', text: 'x' }, value: '--token' };
    const forged = { kind: { kind: { type: 'external_select', selected_option: flag } } };
    const wrong = await workspace.act('submit', { ...on, values: forged, force: true });
    expect(wrong).toMatchObject({ outcome: 'errors' });
    const values = { verb: 'kubectl get', kind: 'po', namespace: 'shop', flags: '-o wide' };
    expect(await workspace.act('submit', { ...on, values })).toMatchObject({
      outcome: 'closed',
    });
    expect(requests).toMatchObject([
      {
        surface: 'modal',
        ask: { kind: 'command', text: 'kubectl get po -n shop -o wide' },
        address: ALICE,
      },
    ]);
  });

  test('publishes App Home to whoever opens it', async () => {
    const { workspace } = await startEdge(mode);
    await workspace.act('home', { user: 'carol' });
    const home = await until('a Home', async () => (await workspace.look('views?user=carol')).home);
    expect(JSON.stringify(home)).toContain('U0CAROL');
  });
});

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

  test.each(['users.info', 'usergroups.list'])(
    'refuses everybody when %s fails',
    async (method) => {
      const { workspace, slack } = await startEdge('socket');
      await workspace.act('fault', { method, error: 'internal_error' });
      await expect(slack.directory.person('T0SHOP', 'U0ALICE')).rejects.toThrow(OperatorError);
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
