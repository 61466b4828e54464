// Clicks, modals, menus and App Home against a real Bolt app: what a person does, and what they then see.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { App } from '@slack/bolt';
import { type Body, createSocketApp, startWorkspace, until, type Workspace } from './workspace.ts';

let workspace: Workspace;
let app: App;

beforeEach(async () => {
  workspace = await startWorkspace();
  app = createSocketApp(workspace);
});

afterEach(async () => {
  await app.stop();
  await workspace.close();
});

const BUTTON = {
  type: 'button',
  action_id: 'confirm',
  value: 'id-1',
  text: { type: 'plain_text', text: 'Confirm' },
};
const ACTIONS = { type: 'actions', block_id: 'row', elements: [BUTTON] };
const plain = (text: string) => ({ type: 'plain_text' as const, text });

async function post(): Promise<string> {
  const sent = await workspace.call('chat.postMessage', {
    channel: 'C0SHOPOPS',
    text: 'sure?',
    blocks: [ACTIONS],
  });
  return String(sent.ts);
}

describe('a click', () => {
  test('carries the button, the message and the person, and respond() replaces the message', async () => {
    const seen: Body[] = [];
    app.action('confirm', async ({ ack, body, respond }) => {
      await ack();
      seen.push(body as unknown as Body);
      await respond({ text: 'done', replace_original: true });
    });
    await app.start();
    const ts = await post();
    const request = { user: 'bob', channel: 'shop-ops', ts, action_id: 'confirm' };
    expect(await workspace.act('click', request)).toMatchObject({ ok: true, acked: true });
    expect(seen).toMatchObject([
      {
        user: { id: 'U0BOB', team_id: 'T0SHOP' },
        channel: { id: 'C0SHOPOPS' },
        message: { ts },
        actions: [{ action_id: 'confirm', block_id: 'row', value: 'id-1' }],
      },
    ]);
    const [message] = await until('the replacement', async () => {
      const found = await workspace.messages();
      return found[0]?.text === 'done' && found;
    });
    expect(message).not.toHaveProperty('blocks');
    expect(await workspace.act('click', request)).toMatchObject({
      http: 404,
      ok: false,
      error: 'no_such_element',
    });
  });

  test('twice at once reaches the app twice, with two triggers', async () => {
    const triggers: string[] = [];
    app.action('confirm', async ({ ack, body }) => {
      await ack();
      if ('trigger_id' in body) triggers.push(body.trigger_id);
    });
    await app.start();
    const request = { user: 'bob', channel: 'shop-ops', ts: await post(), action_id: 'confirm' };
    await Promise.all([workspace.act('click', request), workspace.act('click', request)]);
    expect(new Set(triggers).size).toBe(2);
  });

  test('on an ephemeral message works for its reader alone, without the message in the payload', async () => {
    const seen: Body[] = [];
    app.action('confirm', async ({ ack, body, respond }) => {
      await ack();
      seen.push(body as unknown as Body);
      await respond({ delete_original: true });
    });
    await app.start();
    const { message_ts: ts } = await workspace.call('chat.postEphemeral', {
      channel: 'C0SHOPOPS',
      user: 'U0ALICE',
      text: 'sure?',
      blocks: [ACTIONS],
    });
    const request = { channel: 'shop-ops', ts, action_id: 'confirm' };
    expect(await workspace.act('click', { ...request, user: 'bob' })).toMatchObject({ http: 404 });
    await workspace.act('click', { ...request, user: 'alice' });
    await until('the deletion', async () => (await workspace.messages()).length === 0);
    expect(seen).toMatchObject([{ container: { is_ephemeral: true, message_ts: ts } }]);
    expect(seen[0]).not.toHaveProperty('message');
  });

  test('is refused for what is not there, and sent when forged on purpose', async () => {
    const values: unknown[] = [];
    app.action('evil', async ({ ack, action }) => {
      await ack();
      if ('value' in action) values.push(action.value);
    });
    await app.start();
    const ts = await post();
    const request = {
      user: 'mallory',
      channel: 'shop-ops',
      ts,
      action_id: 'evil',
      value: 'rm -rf',
    };
    expect(await workspace.act('click', request)).toMatchObject({ http: 404 });
    expect(await workspace.act('click', { ...request, action_id: 'confirm' })).toMatchObject({
      http: 400,
      error: 'invalid_value',
    });
    expect(await workspace.act('click', { ...request, force: true })).toMatchObject({
      acked: true,
    });
    expect(values).toEqual(['rm -rf']);
  });

  test('on a menu sends the option, and only one that is offered', async () => {
    const picked: unknown[] = [];
    app.action('pick', async ({ ack, action }) => {
      await ack();
      if (action.type === 'static_select') picked.push(action.selected_option.value);
    });
    await app.start();
    const options = ['a', 'b'].map((value) => ({ text: plain(value), value }));
    const menu = { type: 'static_select', action_id: 'pick', options };
    await workspace.call('chat.postMessage', {
      channel: 'C0SHOPOPS',
      text: 'pick',
      blocks: [{ type: 'actions', elements: [menu] }],
    });
    const request = { user: 'bob', channel: 'shop-ops', action_id: 'pick' };
    await workspace.act('click', { ...request, value: 'b' });
    expect(await workspace.act('click', { ...request, value: 'z' })).toMatchObject({ http: 400 });
    expect(picked).toEqual(['b']);
  });
});

function modal(name: string, more: object = {}) {
  return {
    type: 'modal' as const,
    callback_id: name,
    title: plain(name),
    submit: plain('Go'),
    notify_on_close: true,
    blocks: [
      {
        type: 'input' as const,
        block_id: 'ns',
        label: plain('Namespace'),
        element: { type: 'plain_text_input' as const, action_id: 'value', max_length: 5 },
      },
    ],
    ...more,
  };
}

async function openBuilder(): Promise<string> {
  app.command('/kubectl', async ({ ack, client, body }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: modal('builder') });
  });
  await app.start();
  await workspace.act('command', { user: 'alice', channel: 'shop-ops', text: '/kubectl' });
  return until('the modal', async () => (await modals())[0]?.id as string | undefined);
}

async function modals(): Promise<Body[]> {
  return (await workspace.look('views?user=alice')).modals as Body[];
}

describe('a modal', () => {
  test('opens, keeps its errors, is updated, pushed three deep and cleared', async () => {
    const answers: object[] = [
      { response_action: 'errors', errors: { ns: 'no such namespace' } },
      { response_action: 'update', view: modal('second') },
      { response_action: 'push', view: modal('third') },
      { response_action: 'push', view: modal('fourth') },
      { response_action: 'push', view: modal('fifth') },
      { response_action: 'clear' },
    ];
    const values: unknown[] = [];
    app.view(/.*/, async ({ ack, view }) => {
      values.push(view.state.values.ns?.value?.value);
      await ack(answers.shift() as never);
    });
    const id = await openBuilder();
    const request = { user: 'alice', values: { value: 'shop' } };
    const submit = async (viewId: unknown) =>
      workspace.act('submit', { ...request, view_id: viewId });
    expect(await submit(id)).toMatchObject({
      outcome: 'errors',
      response: { errors: { ns: 'no such namespace' } },
    });
    expect(await submit(id)).toMatchObject({ outcome: 'updated' });
    expect(await modals()).toMatchObject([{ id, callback_id: 'second' }]);
    expect(await submit(id)).toMatchObject({ outcome: 'pushed' });
    expect(await submit((await modals())[1]?.id)).toMatchObject({ outcome: 'pushed' });
    expect((await modals()).map((view) => view.callback_id)).toEqual(['second', 'third', 'fourth']);
    const top = (await modals())[2]?.id;
    expect(await submit(top)).toMatchObject({ outcome: 'open', error: 'push_limit_reached' });
    expect(await submit(top)).toMatchObject({ outcome: 'cleared' });
    expect(await modals()).toEqual([]);
    expect(values).toEqual(Array.from({ length: 6 }, () => 'shop'));
    expect(await submit(top)).toMatchObject({ http: 404, error: 'no_such_view' });
  });

  test('refuses an empty or too long input before the app hears of it', async () => {
    const id = await openBuilder();
    expect(await workspace.act('submit', { user: 'alice', view_id: id })).toMatchObject({
      http: 400,
      errors: { ns: expect.any(String) },
    });
    const long = { 'ns.value': 'kube-system' };
    expect(
      await workspace.act('submit', { user: 'alice', view_id: id, values: long }),
    ).toMatchObject({ http: 400, error: 'invalid_input' });
    expect(await workspace.journal('delivery')).toHaveLength(1);
  });

  test('tells the app when it is closed', async () => {
    const closed: string[] = [];
    app.view({ callback_id: 'builder', type: 'view_closed' }, async ({ ack, view }) => {
      await ack();
      closed.push(view.callback_id);
    });
    const id = await openBuilder();
    await workspace.act('close', { user: 'alice', view_id: id });
    await until('the notice', () => closed.length === 1);
    expect(await modals()).toEqual([]);
  });

  test('needs a trigger that is fresh and unused, and the hash it was read with', async () => {
    await app.start();
    await workspace.act('settings', { ack_ms: 20, trigger_ms: 60_000 });
    const command = { user: 'alice', channel: 'shop-ops', text: '/kubectl' };
    const { trigger_id } = await workspace.act('command', command);
    const view = modal('one');
    const opened = await workspace.call('views.open', { trigger_id, view });
    expect(opened).toMatchObject({ ok: true });
    expect(await workspace.call('views.open', { trigger_id, view })).toMatchObject({
      error: 'exchanged_trigger_id',
    });
    expect(await workspace.call('views.open', { trigger_id: '1.2.3', view })).toMatchObject({
      error: 'invalid_trigger_id',
    });
    const late = await workspace.act('command', command);
    await workspace.act('settings', { trigger_ms: 0 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await workspace.call('views.open', { trigger_id: late.trigger_id, view })).toMatchObject(
      { error: 'expired_trigger_id' },
    );
    const { id, hash } = opened.view as Body;
    const change = { view_id: id, view: modal('two') };
    expect(await workspace.call('views.update', { ...change, hash })).toMatchObject({ ok: true });
    expect(await workspace.call('views.update', { ...change, hash })).toMatchObject({
      error: 'hash_conflict',
    });
  });

  test('fills an external select with what the app suggests', async () => {
    app.options('namespace', async ({ ack, options }) => {
      await ack({ options: [{ text: plain(options.value), value: `${options.value}-1` }] });
    });
    let chosen: unknown;
    app.view('chooser', async ({ ack, view }) => {
      chosen = view.state.values.ns?.namespace?.selected_option?.value;
      await ack();
    });
    await app.start();
    await workspace.act('settings', { ack_ms: 20 });
    const { trigger_id } = await workspace.act('command', {
      user: 'alice',
      channel: 'shop-ops',
      text: '/kubectl',
    });
    const element = { type: 'external_select', action_id: 'namespace', min_query_length: 2 };
    const blocks = [{ type: 'input', block_id: 'ns', label: plain('Namespace'), element }];
    const opened = await workspace.call('views.open', {
      trigger_id,
      view: { ...modal('chooser'), blocks },
    });
    const view_id = (opened.view as Body).id;
    await workspace.act('settings', { ack_ms: 3000 });
    const typed = { user: 'alice', view_id, action_id: 'namespace' };
    expect(await workspace.act('options', { ...typed, query: 's' })).toMatchObject({
      skipped: true,
    });
    expect(await workspace.act('options', { ...typed, query: 'shop' })).toMatchObject({
      options: [{ text: 'shop', value: 'shop-1' }],
    });
    const values = { namespace: 'other' };
    const request = { user: 'alice', view_id };
    expect(await workspace.act('submit', { ...request, values })).toMatchObject({ http: 400 });
    await workspace.act('submit', { ...request, values: { namespace: 'shop-1' } });
    expect(chosen).toBe('shop-1');
  });
});

describe('App Home', () => {
  test('tells the app who opened it, and shows what it publishes', async () => {
    app.event('app_home_opened', async ({ event, client }) => {
      const blocks = [{ type: 'section' as const, text: plain(`hello ${event.user}`) }, ACTIONS];
      await client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: blocks as never },
      });
    });
    const clicked: unknown[] = [];
    app.action('confirm', async ({ ack, body }) => {
      await ack();
      if ('view' in body) clicked.push(body.view?.type);
    });
    await app.start();
    await workspace.act('home', { user: 'carol' });
    const home = await until('the Home view', async () => {
      const views = await workspace.look('views?user=carol');
      return (views.home as Body | null) ?? undefined;
    });
    expect(home.blocks).toMatchObject([{ text: { text: 'hello U0CAROL' } }, {}]);
    await workspace.act('click', { user: 'carol', view_id: home.id, action_id: 'confirm' });
    expect(clicked).toEqual(['home']);
  });
});

test('a message shortcut carries the message', async () => {
  const texts: unknown[] = [];
  app.shortcut('start_incident', async ({ ack, shortcut }) => {
    await ack();
    if (shortcut.type === 'message_action') texts.push(shortcut.message.text);
  });
  await app.start();
  const said = await workspace.act('command', { user: 'bob', channel: 'shop-ops', text: 'fire' });
  const request = { user: 'bob', callback_id: 'start_incident', channel: 'shop-ops', ts: said.ts };
  expect(await workspace.act('shortcut', request)).toMatchObject({ acked: true });
  expect(texts).toEqual(['fire']);
});
