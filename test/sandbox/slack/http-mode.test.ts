// The stand-in without Socket Mode: signed requests to a real Bolt HTTP receiver, retries and their headers.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { App, HTTPReceiver } from '@slack/bolt';
import { type Clock, createWallClock } from '../../../sandbox/slack/clock.ts';
import { QUIET, startWorkspace, until, type Workspace } from './workspace.ts';

let workspace: Workspace;
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await workspace.close();
});

/** A Bolt app behind its own HTTP server, and a stand-in that delivers to it. */
async function startHttp(
  prepare: (app: App) => void,
  signingSecret = 'sandbox-signing-secret',
  clock: Clock = createWallClock(),
) {
  const receiver = new HTTPReceiver({
    signingSecret: 'sandbox-signing-secret',
    logger: QUIET,
    processBeforeResponse: false,
  });
  const server = await listen(
    (request, response) => void receiver.requestListener(request, response),
  );
  workspace = await startWorkspace({
    botUrl: `${server.url}/slack/events`,
    signingSecret,
    clock,
    settings: { reconnect_wait_ms: 800, retry_factor: 0.0005 },
  });
  const app = new App({
    receiver,
    deferInitialization: true,
    token: 'xoxb-sandbox',
    logger: QUIET,
    clientOptions: { slackApiUrl: workspace.slack.apiUrl, retryConfig: { retries: 0 } },
  });
  prepare(app);
  await app.init();
}

interface Seen {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request URL that answers url_verification and then whatever `answer` says. */
async function startRaw(answer: (seen: Seen[]) => { status: number; headers?: object }) {
  const seen: Seen[] = [];
  const server = await listen((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      const parsed = body.startsWith('{') ? (JSON.parse(body) as { challenge?: string }) : {};
      if (parsed.challenge !== undefined) return response.end(parsed.challenge);
      seen.push({ headers: request.headers, body });
      const { status, headers } = answer(seen);
      return response.writeHead(status, { ...headers }).end();
    });
  });
  workspace = await startWorkspace({
    botUrl: server.url,
    settings: { retry_factor: 0.0005 },
  });
  return seen;
}

async function listen(
  handle: Parameters<typeof createServer>[1] & object,
): Promise<{ server: Server; url: string }> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const MENTION = { user: 'bob', channel: 'shop-ops', text: '@quartermaster hi' };

describe('a Bolt app behind a request URL', () => {
  test('is verified, and gets commands, clicks and events with a good signature', async () => {
    const seen: string[] = [];
    await startHttp((app) => {
      app.command('/kubectl', async ({ ack, command }) => ack(`ran ${command.text}`));
      app.action('confirm', async ({ ack }) => {
        await ack();
        seen.push('click');
      });
      app.event('app_mention', async ({ event }) => {
        seen.push(event.text);
      });
    });
    await until('verification', async () => (await workspace.look('state')).connected === 1);
    const command = { user: 'alice', channel: 'shop-ops', text: '/kubectl get pods' };
    expect(await workspace.act('command', command)).toMatchObject({
      ok: true,
      acked: true,
      response: { text: 'ran get pods' },
    });
    expect(await workspace.act('command', MENTION)).toMatchObject({ acked: true });
    const button = {
      type: 'button',
      action_id: 'confirm',
      text: { type: 'plain_text', text: 'ok' },
    };
    await workspace.call('chat.postMessage', {
      channel: 'C0SHOPOPS',
      text: 'x',
      blocks: [{ type: 'actions', elements: [button] }],
    });
    const click = { user: 'alice', channel: 'shop-ops', action_id: 'confirm' };
    expect(await workspace.act('click', click)).toMatchObject({ acked: true });
    expect(seen).toEqual(['<@U0QM> hi', 'click']);
  });

  test('refuses what is signed with another secret', async () => {
    let runs = 0;
    await startHttp((app) => {
      app.command('/kubectl', async ({ ack }) => {
        runs += 1;
        await ack();
      });
    }, 'another-secret');
    const command = { user: 'alice', channel: 'shop-ops', text: '/kubectl get pods' };
    expect(await workspace.act('command', command)).toMatchObject({ ok: false, acked: false });
    expect(runs).toBe(0);
  });
});

describe('events nobody accepts', () => {
  test('are sent three times more, numbered and with a reason', async () => {
    const seen = await startRaw(() => ({ status: 500 }));
    const done = await workspace.act('command', MENTION);
    expect(done).toMatchObject({ acked: false, error: 'http_service_error' });
    const mentions = await until('four attempts', () => {
      const found = seen.filter((one) => one.body.includes('"app_mention"'));
      return found.length === 4 && found;
    });
    expect(mentions.map((one) => one.headers['x-slack-retry-num'])).toEqual([
      undefined,
      '1',
      '2',
      '3',
    ]);
    expect(mentions[1]?.headers['x-slack-retry-reason']).toBe('http_service_error');
    const ids = mentions.map((one) => (JSON.parse(one.body) as { event_id: string }).event_id);
    expect(new Set(ids)).toEqual(new Set([done.event_id]));
  });

  test('are not sent again when the app asks for no retry', async () => {
    const seen = await startRaw(() => ({ status: 500, headers: { 'x-slack-no-retry': '1' } }));
    await workspace.act('command', MENTION);
    await workspace.act('command', { ...MENTION, text: '@quartermaster again' });
    await until('what is sent once', () => seen.length === 4);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(seen).toHaveLength(4);
    expect(seen.every((one) => one.headers['x-slack-retry-num'] === undefined)).toBe(true);
  });
});

test('a request older than five minutes is refused by the app', async () => {
  const minutesLate = 10 * 60_000;
  const clock = createWallClock();
  let runs = 0;
  await startHttp(
    (app) => {
      app.command('/kubectl', async ({ ack }) => {
        runs += 1;
        await ack();
      });
    },
    'sandbox-signing-secret',
    { ...clock, now: () => clock.now() - minutesLate },
  );
  const command = { user: 'alice', channel: 'shop-ops', text: '/kubectl get pods' };
  expect(await workspace.act('command', command)).toMatchObject({ acked: false });
  expect(runs).toBe(0);
});
