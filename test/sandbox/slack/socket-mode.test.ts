// The stand-in against a real Bolt app in Socket Mode: what reaches the app, and what a person then sees.
import { afterEach, describe, expect, test } from '@jest/globals';
import type { App } from '@slack/bolt';
import { createSocketApp, startWorkspace, until, type Workspace } from './workspace.ts';

let workspace: Workspace;
let app: App;

async function start(settings: object, prepare: (app: App) => void): Promise<void> {
  workspace = await startWorkspace({ settings });
  app = createSocketApp(workspace);
  prepare(app);
  await app.start();
}

afterEach(async () => {
  await app.stop();
  await workspace.close();
});

describe('a slash command', () => {
  test('reaches the app raw and its answer is shown to the person alone', async () => {
    let received = '';
    await start({}, (bolt) =>
      bolt.command('/kubectl', async ({ ack, command }) => {
        received = command.text;
        await ack(`ran ${command.text}`);
      }),
    );
    const text = 'get pods -l app.kubernetes.io/name=web @alice <b>';
    const done = await workspace.act('command', {
      user: 'alice',
      channel: '#shop-ops',
      text: `/kubectl ${text}`,
    });
    expect(done).toMatchObject({ ok: true, acked: true, response: { text: `ran ${text}` } });
    expect(received).toBe(text);
    expect(await workspace.messages('shop-ops', 'alice')).toMatchObject([
      { is_ephemeral: true, ephemeral_to: 'U0ALICE', bot_id: 'B0QM' },
    ]);
    expect(await workspace.messages('shop-ops', 'bob')).toEqual([]);
  });

  test('shows nothing after a bare ack', async () => {
    await start({}, (bolt) => bolt.command('/kubectl', async ({ ack }) => ack()));
    const done = await workspace.act('command', {
      user: 'alice',
      channel: 'shop-ops',
      text: '/kubectl get pods',
    });
    expect(done).toMatchObject({ ok: true, acked: true });
    expect(done).not.toHaveProperty('response');
    expect(await workspace.messages()).toEqual([]);
  });

  test('shows that the app did not respond when the ack comes too late, and the work still counts', async () => {
    let runs = 0;
    await start({ ack_ms: 100 }, (bolt) =>
      bolt.command('/kubectl', async ({ ack, client, command }) => {
        runs += 1;
        await new Promise((resolve) => setTimeout(resolve, 300));
        await ack();
        await client.chat.postMessage({ channel: command.channel_id, text: 'late result' });
      }),
    );
    const done = await workspace.act('command', {
      user: 'alice',
      channel: 'shop-ops',
      text: '/kubectl get pods',
    });
    expect(done).toMatchObject({ ok: false, acked: false, error: 'operation_timeout' });
    const messages = await until('the result', async () => {
      const found = await workspace.messages();
      return found.length === 2 && found;
    });
    expect(messages[0]).toMatchObject({ user: 'USLACKBOT', ephemeral_to: 'U0ALICE' });
    expect(messages[0]?.text).toContain('did not respond');
    expect(messages[1]).toMatchObject({ text: 'late result' });
    expect(runs).toBe(1);
  });

  test('is refused in a thread and when the manifest does not know it', async () => {
    await start({}, () => {});
    const request = { user: 'alice', channel: 'shop-ops' };
    expect(
      await workspace.act('command', {
        ...request,
        text: '/kubectl x',
        thread_ts: '1763800000.000100',
      }),
    ).toMatchObject({ http: 400, error: 'not_in_thread' });
    expect(await workspace.act('command', { ...request, text: '/nothing' })).toMatchObject({
      http: 400,
      error: 'unknown_command',
    });
    expect(await workspace.journal('delivery')).toEqual([]);
  });
});

describe('a mention', () => {
  test('arrives as app_mention and as message, with different event ids and Slack’s own spelling', async () => {
    const seen: { type: string; text: string; id: string; blocks: unknown }[] = [];
    await start({}, (bolt) => {
      bolt.event('app_mention', async ({ event, body }) => {
        seen.push({
          type: 'app_mention',
          text: event.text,
          id: body.event_id,
          blocks: event.blocks,
        });
      });
      bolt.event('message', async ({ event, body }) => {
        const text = 'text' in event ? String(event.text) : '';
        seen.push({ type: 'message', text, id: body.event_id, blocks: undefined });
      });
    });
    const done = await workspace.act('command', {
      user: 'bob',
      channel: 'shop-ops',
      text: '@quartermaster get foo.example.com -l a<b & "c"',
    });
    await until('both events', () => seen.length === 2);
    const text = '<@U0QM> get <http://foo.example.com|foo.example.com> -l a&lt;b &amp; "c"';
    expect(seen.map((one) => one.text)).toEqual([text, text]);
    expect(new Set(seen.map((one) => one.id)).size).toBe(2);
    expect(seen.map((one) => one.id)).toContain(done.event_id);
    expect(seen.find((one) => one.type === 'app_mention')?.blocks).toMatchObject([
      { type: 'rich_text' },
    ]);
  });

  test('in a thread carries the parent', async () => {
    let thread: string | undefined;
    await start({}, (bolt) =>
      bolt.event('app_mention', async ({ event }) => {
        thread = event.thread_ts;
      }),
    );
    const parent = await workspace.act('command', { user: 'bob', channel: 'shop-ops', text: 'hi' });
    await workspace.act('command', {
      user: 'bob',
      channel: 'shop-ops',
      text: '@quartermaster get pods',
      thread_ts: parent.ts,
    });
    await until('the mention', () => thread !== undefined);
    expect(thread).toBe(parent.ts);
    expect((await workspace.messages())[0]).toMatchObject({ reply_count: 1 });
  });

  test('by a stranger of another team says so', async () => {
    let body: unknown;
    await start({}, (bolt) =>
      bolt.event('app_mention', async (args) => {
        body = args.body;
      }),
    );
    await workspace.act('command', { user: 'eve', channel: 'shop-ops', text: '@quartermaster hi' });
    await until('the mention', () => body !== undefined);
    expect(body).toMatchObject({
      team_id: 'T0OTHER',
      is_ext_shared_channel: true,
      event: { user: 'U0EVE', team: 'T0OTHER' },
    });
  });
});

describe('delivery', () => {
  test('sends an event again that nobody acknowledged, and stops when it is', async () => {
    let mentions = 0;
    await start({ retry_factor: 0.001 }, (bolt) =>
      bolt.event('app_mention', async () => {
        mentions += 1;
      }),
    );
    await workspace.act('disconnect', { reason: 'destroy' });
    await workspace.act('settings', { reconnect_wait_ms: 100 });
    const done = await workspace.act('command', {
      user: 'bob',
      channel: 'shop-ops',
      text: '@quartermaster hi',
    });
    expect(done).toMatchObject({ acked: false, error: 'dispatch_failed' });
    await workspace.act('settings', { reconnect_wait_ms: 9000 });
    await until('the redelivered mention', () => mentions > 0);
    await workspace.act('redeliver', { event_id: done.event_id, times: 2 });
    await until('two more', () => mentions === 3);
  });

  test('lets a command typed during a disconnect of any reason wait for the next socket', async () => {
    await start({}, () => {});
    const reasons = [
      'warning',
      'refresh_requested',
      'link_disabled',
      'too_many_websockets',
      'destroy',
    ];
    const answers = await Promise.all(reasons.map(askDuringDisconnect));
    expect(answers).toEqual(reasons.map((reason) => `back after ${reason}`));
  });

  test('says dispatch_failed when no socket comes back', async () => {
    await start({ reconnect_wait_ms: 50 }, () => {});
    await app.stop();
    await until('no socket', async () => (await workspace.look('state')).connected === 0);
    const done = await workspace.act('command', {
      user: 'alice',
      channel: 'shop-ops',
      text: '/kubectl x',
    });
    expect(done).toMatchObject({ ok: false, acked: false, error: 'dispatch_failed' });
  });
});

describe('connecting', () => {
  test('fails with invalid_auth for a wrong app token', async () => {
    await start({}, () => {});
    const wrong = createSocketApp(workspace, 'xapp-wrong');
    await expect(wrong.start()).rejects.toMatchObject({ data: { error: 'invalid_auth' } });
  });

  test('takes each ticket once and no more than ten sockets', async () => {
    await start({}, () => {});
    const open = async () => {
      const { url } = await workspace.call('apps.connections.open', {}, 'xapp-sandbox');
      return new WebSocket(String(url));
    };
    const firstFrame = (socket: WebSocket) =>
      new Promise<string>((resolve, reject) => {
        socket.addEventListener('message', (event) => resolve(String(event.data)), { once: true });
        socket.addEventListener('error', () => reject(new Error('refused')), { once: true });
      });
    const sockets: WebSocket[] = [];
    for (let count = 0; count < 9; count += 1) {
      const socket = await open();
      expect(JSON.parse(await firstFrame(socket))).toMatchObject({ type: 'hello' });
      sockets.push(socket);
    }
    const eleventh = await open();
    expect(JSON.parse(await firstFrame(eleventh))).toMatchObject({
      type: 'disconnect',
      reason: 'too_many_websockets',
    });
    const again = new WebSocket(eleventh.url);
    await expect(firstFrame(again)).rejects.toThrow('refused');
    for (const socket of sockets) socket.close();
  });
});

async function askDuringDisconnect(reason: string): Promise<string> {
  const own = await startWorkspace();
  const bolt = createSocketApp(own);
  bolt.command('/kubectl', async ({ ack }) => ack(`back after ${reason}`));
  await bolt.start();
  await own.act('disconnect', { reason });
  const request = { user: 'alice', channel: 'shop-ops', text: '/kubectl get pods' };
  const { response } = await own.act('command', request);
  await bolt.stop();
  await own.close();
  return String((response as { text?: string } | undefined)?.text);
}
