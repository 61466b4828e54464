// response_url: how often, how long, and what it may change.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Body, startWorkspace, until, type Workspace } from './workspace.ts';

let workspace: Workspace;

beforeEach(async () => {
  workspace = await startWorkspace({ settings: { reconnect_wait_ms: 0, ack_ms: 20 } });
});

afterEach(() => workspace.close());

/** Types a command nobody answers, and takes the response_url from what was sent. */
async function responseUrl(): Promise<string> {
  const { url } = await workspace.call('apps.connections.open', {}, 'xapp-sandbox');
  const socket = new WebSocket(String(url));
  const frames: Body[] = [];
  socket.addEventListener('message', (event) =>
    frames.push(JSON.parse(String(event.data)) as Body),
  );
  await until('hello', () => frames.length === 1);
  await workspace.act('command', { user: 'alice', channel: 'shop-ops', text: '/kubectl x' });
  const frame = await until('the command', () => frames[1]);
  socket.close();
  return String((frame.payload as Body).response_url);
}

async function respond(url: string, body: Body): Promise<Body & { http: number }> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return { ...((await response.json()) as Body), http: response.status };
}

describe('a response_url', () => {
  test('answers five times and no more', async () => {
    const url = await responseUrl();
    for (let count = 0; count < 5; count += 1)
      expect(await respond(url, { text: `answer ${count}` })).toMatchObject({
        ok: true,
        http: 200,
      });
    expect(await respond(url, { text: 'once more' })).toMatchObject({
      http: 404,
      error: 'used_url',
    });
  });

  test('ends after its time', async () => {
    const url = await responseUrl();
    await workspace.act('settings', { response_url_ms: 0 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await respond(url, { text: 'x' })).toMatchObject({ http: 404, error: 'expired_url' });
    expect(await respond(`${url}0`, { text: 'x' })).toMatchObject({ error: 'invalid_url' });
  });

  test('whispers to the person unless it says in_channel', async () => {
    const url = await responseUrl();
    await workspace.act('settings', { event_retries: 0 });
    await respond(url, { text: 'for you' });
    await respond(url, { text: 'for all', response_type: 'in_channel' });
    const texts = async (user: string) =>
      (await workspace.messages('shop-ops', user)).map((message) => message.text);
    expect(await texts('bob')).toEqual(['for all']);
    expect(await texts('alice')).toEqual([expect.any(String), 'for you', 'for all']);
  });

  test('refuses blocks Slack would refuse', async () => {
    const url = await responseUrl();
    expect(await respond(url, { text: 'x', blocks: [{ type: 'nonsense' }] })).toMatchObject({
      http: 400,
      error: 'invalid_blocks',
    });
  });
});
