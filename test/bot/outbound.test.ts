// The outbound loop over a real store, under a clock and a Slack that do as they are told.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openStore } from '../../bot/adapters/store.ts';
import type { OutboundParts } from '../../bot/outbound/state.ts';
import { createOutbound, type Outbound } from '../../bot/outbound.ts';
import type { Delivery, Outgoing, Store } from '../../bot/ports.ts';
import { outputOf } from '../contract/store/fixtures.ts';
import {
  createFakeChat,
  createFakeClock,
  type FakeChat,
  type FakeClock,
} from './outbound/fakes.ts';

const START_MS = 1_780_000_000_000;
const MINUTE_MS = 60_000;
const log = { info() {}, warn() {}, error() {} };

let dataDirectory: string;
let store: Store;
let clock: FakeClock;
let chat: FakeChat;
let started: Outbound[];

beforeEach(async () => {
  dataDirectory = await mkdtemp(path.join(tmpdir(), 'quartermaster-outbound-'));
  store = await openStore({ dataDirectory });
  clock = createFakeClock(START_MS);
  chat = createFakeChat(clock);
  started = [];
});

afterEach(async () => {
  for (const outbound of started) {
    const stopping = outbound.stop(0);
    await clock.advance(0);
    await stopping;
  }
  await store.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

async function start(parts: Partial<OutboundParts> = {}): Promise<Outbound> {
  const outbound = createOutbound({ store, chat, clock, log, ...parts });
  started.push(outbound);
  outbound.start();
  await clock.settle();
  return outbound;
}

function wish(
  key: string,
  changes: Partial<Outgoing> & { channel?: string; text?: string } = {},
): Outgoing {
  const { channel = 'C1', text = key, ...rest } = changes;
  return {
    key,
    address: { teamId: 'T1', channelId: channel, userId: `U-${key}` },
    kind: 'message',
    message: { text, blocks: [] },
    ...rest,
  };
}

/** What was sent, without the questions that were asked. */
function sent(): string[] {
  return chat.calls
    .filter((call) => call.method !== 'findPosted')
    .map((call) => `${call.method} ${call.text}`);
}

describe('pace', () => {
  test('an idle queue delivers at once, without any time going by', async () => {
    const outbound = await start();
    await clock.settle();
    await outbound.enqueue(wish('a'));
    await clock.settle();
    expect(sent()).toEqual(['post a']);
    expect(clock.nowMs()).toBe(START_MS);
    expect(await outbound.depth()).toEqual({ waiting: 0, undeliverable: 0 });
  });

  test('a channel gets a small burst, then a message a second, in order', async () => {
    const outbound = await start();
    for (let post = 0; post < 8; post += 1) await outbound.enqueue(wish(`p${post}`));
    await clock.advance(10_000);
    expect(sent()).toEqual(Array.from({ length: 8 }, (_, post) => `post p${post}`));
    expect(chat.calls.map((call) => call.atMs - START_MS)).toEqual([
      0, 0, 0, 1000, 2000, 3000, 4000, 5000,
    ]);
  });

  test('channels do not wait for each other, whatever one of them is told', async () => {
    chat.answer = (call) =>
      call.channelId === 'C1' ? { kind: 'limited', retryAfterMs: 30_000 } : undefined;
    const outbound = await start();
    await outbound.enqueue(wish('slow'));
    for (let post = 0; post < 3; post += 1)
      await outbound.enqueue(wish(`p${post}`, { channel: 'C2' }));
    await clock.advance(29_000);
    expect(sent()).toEqual(['post slow', 'post p0', 'post p1', 'post p2']);
    chat.answer = () => undefined;
    await clock.advance(1000);
    expect(chat.calls.at(-1)).toMatchObject({ text: 'slow', atMs: START_MS + 30_000 });
    expect((await outbound.depth()).waiting).toBe(0);
  });

  test('a channel is delivered to while another one does not answer at all', async () => {
    chat.answer = (call) =>
      call.channelId === 'C1'
        ? new Promise<Delivery>((resolve) => {
            release = () => resolve({ kind: 'delivered', ts: 'x' });
          })
        : undefined;
    let release = () => {};
    const outbound = await start();
    await outbound.enqueue(wish('hangs'));
    await outbound.enqueue(wish('next'));
    await outbound.enqueue(wish('goes', { channel: 'C2' }));
    await clock.advance(5000);
    expect(sent()).toEqual(['post hangs', 'post goes']);
    chat.answer = () => undefined;
    release();
    await clock.settle();
    expect(sent()).toEqual(['post hangs', 'post goes', 'post next']);
  });

  test('edits share one budget of 45 a minute; each message ends in its newest state', async () => {
    const outbound = await start();
    const keys = Array.from({ length: 30 }, (_, index) => `m${index}`);
    for (const key of keys) {
      await outbound.enqueue(wish(key, { channel: key, replaceTs: `ts-${key}`, text: `${key} 0` }));
    }
    for (let state = 1; state <= 20; state += 1) {
      await clock.advance(3000);
      for (const key of keys) {
        await outbound.enqueue(
          wish(key, { channel: key, replaceTs: `ts-${key}`, text: `${key} ${state}` }),
        );
      }
    }
    await clock.advance(2 * MINUTE_MS);
    for (const call of chat.calls) {
      const inMinute = chat.calls.filter(
        ({ atMs }) => atMs >= call.atMs && atMs < call.atMs + MINUTE_MS,
      );
      expect(inMinute.length).toBeLessThanOrEqual(45);
    }
    for (const key of keys) {
      expect(chat.calls.findLast((call) => call.channelId === key)?.text).toBe(`${key} 20`);
    }
    expect((await outbound.depth()).waiting).toBe(0);
  });

  test('posts of a channel do not wait for its edits', async () => {
    const outbound = await start({ limits: { editsPerMinute: 2 } });
    for (const key of ['e1', 'e2', 'e3']) await outbound.enqueue(wish(key, { replaceTs: key }));
    await outbound.enqueue(wish('post'));
    await clock.settle();
    expect(sent()).toEqual(['update e1', 'post post']);
  });
});

describe('states of one message', () => {
  test('a waiting state is replaced, a posted one is edited', async () => {
    const outbound = createOutbound({ store, chat, clock, log });
    started.push(outbound);
    await outbound.enqueue(wish('a', { text: 'queued' }));
    await outbound.enqueue(wish('a', { text: 'running' }));
    outbound.start();
    await clock.settle();
    await outbound.enqueue(wish('a', { text: 'done' }));
    await clock.settle();
    expect(sent()).toEqual(['post running', 'update done']);
    expect(chat.calls.at(-1)?.ts).toBe('ts-1');
  });

  test('a state that comes while the one before is on its way is never posted as a second message', async () => {
    let release: (delivery: Delivery) => void = () => {};
    chat.answer = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const outbound = await start();
    await outbound.enqueue(wish('a', { text: 'running' }));
    await clock.settle();
    await outbound.enqueue(wish('a', { text: 'done' }));
    await clock.advance(5000);
    expect(sent()).toEqual(['post running']);
    chat.answer = () => undefined;
    release({ kind: 'delivered', ts: 'first' });
    await clock.advance(5000);
    expect(sent()).toEqual(['post running', 'update done']);
    expect(chat.calls.at(-1)?.ts).toBe('first');
  });
});

describe('a fate that nobody knows', () => {
  const unsure: Delivery = { kind: 'unsure', reason: 'network' };

  test('is tried again with growing pauses, in order, after looking whether the message is there', async () => {
    let failures = 3;
    chat.answer = (call) => {
      if (call.method !== 'post' || failures === 0) return undefined;
      failures -= 1;
      return unsure;
    };
    const outbound = await start();
    await outbound.enqueue(wish('a'));
    await outbound.enqueue(wish('b'));
    await clock.advance(20_000);
    expect(sent()).toEqual(['post a', 'post a', 'post a', 'post a', 'post b']);
    const times = chat.calls.filter((call) => call.text === 'a' && call.method === 'post');
    expect(times.map((call) => call.atMs - START_MS)).toEqual([0, 1000, 3000, 7000]);
    expect(chat.calls.filter((call) => call.method === 'findPosted')).toHaveLength(3);
  });

  test('a post that came through unseen is not posted again', async () => {
    chat.answer = (call) => {
      if (call.method !== 'post') return undefined;
      chat.posted.set(call.key ?? '', 'unseen');
      return unsure;
    };
    const outbound = await start();
    await outbound.enqueue(wish('a', { text: 'running' }));
    await clock.settle();
    await outbound.enqueue(wish('a', { text: 'done' }));
    await clock.advance(5000);
    expect(sent()).toEqual(['post running', 'update done']);
    expect(chat.calls.at(-1)?.ts).toBe('unseen');
    expect(await store.postedTs('a')).toBe('unseen');
  });

  test('nor when a newer state came while it was on its way', async () => {
    let release: (delivery: Delivery) => void = () => {};
    chat.answer = (call) =>
      call.method === 'post'
        ? new Promise((resolve) => {
            release = resolve;
          })
        : undefined;
    const outbound = await start();
    await outbound.enqueue(wish('a', { text: 'running' }));
    await clock.settle();
    await outbound.enqueue(wish('a', { text: 'done' }));
    chat.posted.set('a', 'unseen');
    release(unsure);
    await clock.advance(5000);
    expect(sent()).toEqual(['post running', 'update done']);
  });

  test('one message that always fails does not hold up its channel for ever', async () => {
    chat.answer = (call) => (call.text === 'poison' && call.method === 'post' ? unsure : undefined);
    const outbound = await start({ limits: { giveUpAfterMs: 10 * MINUTE_MS } });
    await outbound.enqueue(wish('poison'));
    await outbound.enqueue(wish('b'));
    await clock.advance(5 * MINUTE_MS);
    expect(sent()).toContain('post b');
    await clock.advance(10 * MINUTE_MS);
    expect(await outbound.depth()).toEqual({ waiting: 0, undeliverable: 1 });
  });

  test('an adapter that throws is an unknown fate like any other', async () => {
    let throws = true;
    chat.answer = () => {
      if (throws) throw new Error('bug');
      return undefined;
    };
    const outbound = await start();
    await outbound.enqueue(wish('a'));
    await clock.settle();
    throws = false;
    await clock.advance(2000);
    expect(sent()).toEqual(['post a', 'post a']);
    expect((await outbound.depth()).waiting).toBe(0);
  });
});

describe('what Slack refuses', () => {
  const refuse = (codes: Partial<Record<string, string>>) => {
    chat.answer = (call) => {
      const code = codes[call.method];
      return code === undefined ? undefined : { kind: 'refused', code };
    };
  };

  test.each(['not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action'])(
    'where the bot cannot write (%s) the person alone is told',
    async (code) => {
      refuse({ post: code });
      const outbound = await start();
      await outbound.enqueue(wish('a'));
      await clock.settle();
      expect(sent()).toEqual(['post a', 'ephemeral a']);
      expect(await outbound.depth()).toEqual({ waiting: 0, undeliverable: 0 });
      expect(await store.postedTs('a')).toBeUndefined();
    },
  );

  test('then in a direct message, and what no way is left for is kept and counted', async () => {
    refuse({ post: 'not_in_channel', ephemeral: 'user_not_in_channel' });
    const outbound = await start();
    await outbound.enqueue(wish('a'));
    await clock.settle();
    expect(sent()).toEqual(['post a', 'ephemeral a', 'direct a']);
    refuse({ post: 'not_in_channel', ephemeral: 'x', direct: 'cannot_dm_bot' });
    await outbound.enqueue(wish('b'));
    await clock.settle();
    expect(await outbound.depth()).toEqual({ waiting: 0, undeliverable: 1 });
  });

  test.each(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
    'a message that cannot be edited (%s) is replaced by a new one, which later states edit',
    async (code) => {
      const outbound = await start();
      chat.answer = (call) => (call.ts === 'gone' ? { kind: 'refused', code } : undefined);
      await outbound.enqueue(wish('a', { replaceTs: 'gone', text: 'running' }));
      await clock.settle();
      await outbound.enqueue(wish('a', { replaceTs: 'gone', text: 'done' }));
      await clock.settle();
      expect(sent()).toEqual(['update running', 'post running', 'update done']);
      expect(chat.calls.at(-1)?.ts).toBe('ts-1');
    },
  );

  test.each(['invalid_blocks', 'msg_blocks_too_long', 'msg_too_long'])(
    'a message with blocks that Slack does not take (%s) is sent as words, once',
    async (code) => {
      chat.answer = (call) =>
        call.message?.blocks.length === 0 ? undefined : { kind: 'refused', code };
      const outbound = await start();
      await outbound.enqueue(wish('a', { message: { text: 'x'.repeat(5000), blocks: [{}] } }));
      await clock.settle();
      expect(chat.calls.map((call) => call.method)).toEqual(['post', 'post']);
      expect(chat.calls[1]?.message?.blocks).toEqual([]);
      expect(chat.calls[1]?.text.length).toBeLessThanOrEqual(3000);
      expect((await outbound.depth()).waiting).toBe(0);
    },
  );

  test('messages wait while the bot is locked out, and none is lost', async () => {
    refuse({ post: 'invalid_auth' });
    const outbound = await start();
    await outbound.enqueue(wish('a'));
    await clock.advance(10 * MINUTE_MS);
    expect(await outbound.depth()).toEqual({ waiting: 1, undeliverable: 0 });
    expect(sent().every((call) => call === 'post a')).toBe(true);
    refuse({});
    await clock.advance(MINUTE_MS);
    expect(await outbound.depth()).toEqual({ waiting: 0, undeliverable: 0 });
  });
});

describe('kinds', () => {
  test('an ephemeral message goes to its reader alone', async () => {
    const outbound = await start();
    await outbound.enqueue(wish('a', { kind: 'ephemeral' }));
    await clock.settle();
    expect(sent()).toEqual(['ephemeral a']);
  });

  test('a file carries the stored output; one that is gone is told', async () => {
    const output = { stdout: 'pods', stderr: 'warning', exitCode: 0 };
    await store.saveOutput(outputOf('o1', { output }));
    const outbound = await start();
    const file = { outputId: 'o1', name: 'pods.txt' };
    await outbound.enqueue(wish('a', { kind: 'file', file }));
    await outbound.enqueue(wish('b', { kind: 'file', file: { ...file, outputId: 'gone' } }));
    await clock.settle();
    expect(sent()).toEqual([
      'file pods\nwarning',
      'ephemeral b\nThe output is no longer kept: run the command again.',
    ]);
  });

  test('a graph is sent as one, also where an earlier version kept and queued it', async () => {
    const series = [{ label: 'lag', side: 'left', points: [[-1.5, 7] as const] }] as const;
    const chart = { name: 'lag.png', title: 'Lag', alt: 'lag', series };
    const other = { ...chart, alt: 'restarts' };
    const output = { stdout: 'lags', stderr: '', exitCode: 0 };
    await store.saveOutput(outputOf('now', { output: { ...output, charts: [chart, other] } }));
    const old = { ...output, charts: chart } as never;
    await store.saveOutput(outputOf('old', { output: old }));
    const outbound = await start();
    const now = { outputId: 'now', name: 'lag.png', chart: 1 };
    const before = { outputId: 'old', name: 'lag.png', isChart: true };
    await outbound.enqueue(wish('a', { kind: 'file', file: now }));
    await outbound.enqueue(wish('b', { kind: 'file', file: before }));
    await clock.settle();
    expect(sent()).toEqual(['file graph: restarts', 'file graph: lag']);
  });
});

describe('a crowded channel', () => {
  const button = { type: 'button', action_id: 'output_file', value: 'o1' };
  const result = (index: number, changes: Partial<Outgoing> = {}) =>
    wish(`r${index}`, {
      final: true,
      message: {
        text: `get pods ${index}: succeeded`,
        blocks: [
          { type: 'actions', elements: [{ type: 'button', action_id: 'output_next' }, button] },
        ],
      },
      ...changes,
    });

  test('gets waiting results together, each with its line, its person and its button', async () => {
    const outbound = await start();
    for (let index = 0; index < 100; index += 1) await outbound.enqueue(result(index));
    await clock.advance(30_000);
    expect((await outbound.depth()).waiting).toBe(0);
    const words = JSON.stringify(chat.calls.map((call) => call.message));
    for (let index = 0; index < 100; index += 1) {
      expect(words.split(`get pods ${index}: succeeded`)).toHaveLength(2);
    }
    const together = chat.calls.filter((call) => call.text.includes('results together'));
    expect(together.length).toBeGreaterThan(2);
    expect(together[0]?.text).toMatch(/^20 results together/);
    expect(together[0]?.message?.blocks).toContainEqual(
      expect.objectContaining({ type: 'section', accessory: button }),
    );
    expect(JSON.stringify(together[0]?.message)).toContain('<@U-r');
    for (const { message } of together) expect(message?.blocks.length).toBeLessThanOrEqual(50);
  });

  test('but neither unfinished states nor those of another thread with them', async () => {
    const outbound = await start();
    const threadTs = '1.1';
    for (let index = 0; index < 30; index += 1) {
      const address = { teamId: 'T1', channelId: 'C1', userId: 'U1', threadTs };
      if (index % 3 === 0) await outbound.enqueue(wish(`running ${index}`));
      else await outbound.enqueue(result(index, index % 3 === 1 ? { address } : {}));
    }
    await clock.advance(MINUTE_MS);
    expect((await outbound.depth()).waiting).toBe(0);
    for (let index = 0; index < 30; index += 3) expect(sent()).toContain(`post running ${index}`);
    for (const call of chat.calls.filter(({ text }) => text.includes('together'))) {
      const lines = JSON.stringify(call.message).match(/get pods (\d+)/g) ?? [];
      const threads = lines.map((line) => Number(line.slice(9)) % 3 === 1);
      expect(new Set(threads)).toEqual(new Set([call.address.threadTs === threadTs]));
    }
  });

  test('puts nothing together that was sent and is not noted', async () => {
    for (let index = 0; index < 30; index += 1) await store.enqueue(result(index), START_MS - 1);
    const key = 'r2';
    await store.sending(key);
    chat.posted.set(key, 'by the process before');
    await start();
    await clock.advance(MINUTE_MS);
    const told = chat.calls.filter(({ message }) =>
      JSON.stringify([message]).includes('get pods 2: succeeded'),
    );
    expect(told.map(({ method, ts }) => [method, ts])).toEqual([
      ['update', 'by the process before'],
    ]);
  });

  test('gets what failed to be sent together sent again, as one', async () => {
    let isDown = false;
    chat.answer = (call) =>
      isDown && call.method === 'post' ? { kind: 'unsure', reason: 'network' } : undefined;
    const outbound = await start();
    for (let index = 0; index < 40; index += 1) await outbound.enqueue(result(index));
    await clock.settle();
    isDown = true;
    await clock.advance(3000);
    isDown = false;
    await clock.advance(MINUTE_MS);
    const delivered = [...chat.posted.keys()];
    expect(new Set(delivered).size).toBe(delivered.length);
    expect((await outbound.depth()).waiting).toBe(0);
  });
});

describe('restart and replicas', () => {
  test('delivers what an earlier process left, looking first whether its last post came through', async () => {
    await store.enqueue(wish('a'), START_MS - 1);
    await store.enqueue(wish('b'), START_MS - 1);
    await store.sending('a');
    chat.posted.set('a', 'by the process before');
    await start();
    await clock.advance(3000);
    expect(chat.calls.map((call) => `${call.method} ${call.text}`)).toEqual([
      'findPosted a',
      'update a',
      'post b',
    ]);
  });

  test('looks also when something urgent, or a newer state of it, has come since', async () => {
    await store.enqueue(wish('a'), START_MS - 2);
    await store.sending('a');
    await store.enqueue({ ...wish('b'), isUrgent: true }, START_MS - 1);
    await store.enqueue(wish('a', { text: 'newer' }), START_MS - 1);
    chat.posted.set('a', 'by the process before');
    await start();
    await clock.advance(3000);
    expect(chat.calls.map((call) => `${call.method} ${call.text}`)).toEqual([
      'post b',
      'findPosted a',
      'update newer',
    ]);
  });

  test('what Slack said to wait with is not looked for, unless it was in doubt before', async () => {
    let waits = 2;
    chat.answer = (call) => {
      if (call.method !== 'post' && call.method !== 'update') return undefined;
      if (waits === 0) return undefined;
      waits -= 1;
      return { kind: 'limited', retryAfterMs: 1000 };
    };
    await store.enqueue(wish('a'), START_MS - 2);
    await store.sending('a');
    chat.posted.set('a', 'by the process before');
    await store.enqueue(wish('b'), START_MS - 1);
    await start();
    await clock.advance(10_000);
    waits = 1;
    await store.enqueue(wish('c'), START_MS - 1);
    await clock.advance(10_000);
    expect(chat.calls.map((call) => `${call.method} ${call.text}`)).toEqual([
      ...['findPosted a', 'update a', 'findPosted a', 'update a', 'findPosted a', 'update a'],
      ...['post b', 'post c', 'post c'],
    ]);
  });

  test('waits as long as Slack says before it looks again, and does not post meanwhile', async () => {
    await store.enqueue(wish('a'), START_MS - 1);
    await store.sending('a');
    let looks = 0;
    chat.answer = ({ method }) => {
      if (method !== 'findPosted') return undefined;
      looks += 1;
      if (looks === 1) return { kind: 'limited', retryAfterMs: 30_000 };
      return looks === 2 ? { kind: 'unsure', reason: 'network' } : undefined;
    };
    await start();
    await clock.advance(60_000);
    expect(chat.calls.map(({ method, atMs }) => [method, atMs - START_MS])).toEqual([
      ['findPosted', 0],
      ['findPosted', 30_000],
      ['findPosted', 31_000],
      ['post', 31_000],
    ]);
  });

  test('that a new message goes out is noted before it does', async () => {
    const noted: unknown[] = [];
    chat.answer = async ({ method }) => {
      noted.push([method, (await store.queued(1))[0]?.wasSent]);
      return { kind: 'delivered', ts: '1.1' };
    };
    const outbound = await start();
    await outbound.enqueue(wish('a', { text: 'new' }));
    await clock.advance(3000);
    await outbound.enqueue(wish('a', { text: 'newer' }));
    await clock.advance(3000);
    // An edit may come twice.
    expect(noted).toEqual([
      ['post', true],
      ['update', false],
    ]);
  });

  test('a store that fails after a post makes no second message', async () => {
    let fails = true;
    const failing: Store = {
      ...store,
      delivered: (...args) => {
        if (fails) return Promise.reject(new Error('disk full'));
        return store.delivered(...args);
      },
    };
    const blind = createFakeChat(clock, { canFind: false });
    const outbound = await start({ store: failing, chat: blind });
    await outbound.enqueue(wish('a'));
    await clock.settle();
    fails = false;
    await clock.advance(5000);
    const [first, ...rest] = blind.calls.map((call) => call.method);
    expect(first).toBe('post');
    expect(new Set(rest)).toEqual(new Set(['update']));
    expect((await outbound.depth()).waiting).toBe(0);
  });

  test('of two processes one delivers; the other takes over when it stops', async () => {
    const other = createFakeChat(clock);
    const first = await start();
    await clock.settle();
    await start({ chat: other, clock: { ...clock, id: () => 'other' } });
    await clock.settle();
    await store.enqueue(wish('a'), START_MS);
    await clock.advance(60_000);
    expect(sent()).toEqual(['post a']);
    const stopping = first.stop(1000);
    await clock.advance(1000);
    await stopping;
    await store.enqueue(wish('b'), START_MS);
    await clock.advance(2000);
    expect(other.calls.filter((call) => call.method === 'post').map((call) => call.text)).toEqual([
      'b',
    ]);
    expect(sent()).toEqual(['post a']);
  });

  test('the other takes over from one that died, once its lease has run out', async () => {
    await store.acquireLease('outbound', 'dead', START_MS, 15_000);
    const outbound = await start();
    await outbound.enqueue(wish('a'));
    await clock.advance(14_000);
    expect(sent()).toEqual([]);
    await clock.advance(2000);
    expect(sent()).toEqual(['post a']);
  });

  test('a process whose clock was set back asks for its lease at once', async () => {
    let [asked, setBackMs] = [0, 0];
    const counting: Store = {
      ...store,
      acquireLease: async (...claim) => {
        asked += 1;
        return await store.acquireLease(...claim);
      },
    };
    await start({ store: counting, clock: { ...clock, nowMs: () => clock.nowMs() - setBackMs } });
    await clock.advance(1000);
    expect(asked).toBe(1);
    setBackMs = 5 * MINUTE_MS;
    await clock.advance(1000);
    expect(asked).toBe(2);
  });

  test('a stop sends what waits, for as long as it is allowed to', async () => {
    const outbound = await start();
    for (let post = 0; post < 10; post += 1) await outbound.enqueue(wish(`p${post}`));
    const stopping = outbound.stop(4000);
    await clock.advance(4000);
    await stopping;
    expect(chat.calls.length).toBeGreaterThanOrEqual(6);
    expect((await store.queueDepth()).waiting).toBe(10 - chat.calls.length);
  });

  test('idle resolves when nothing waits and nothing is on its way', async () => {
    const outbound = await start();
    for (let post = 0; post < 5; post += 1) await outbound.enqueue(wish(`p${post}`));
    let isIdle = false;
    const idle = outbound.idle().then(() => {
      isIdle = true;
    });
    await clock.advance(1000);
    expect(isIdle).toBe(false);
    await clock.advance(1000);
    await idle;
    expect(chat.calls).toHaveLength(5);
  });
});
