// A clock that tests turn by hand, and a Chat that answers what the test says and writes down what it was asked.

import type { Address } from '../../../bot/command.ts';
import type { Chat, Clock, Delivery, Found, Message } from '../../../bot/ports.ts';

export interface FakeClock extends Clock {
  /** Goes forward in time, letting everything that is due happen in its order. */
  advance(ms: number): Promise<void>;
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
}

interface Timer {
  readonly atMs: number;
  readonly fire: () => void;
}

export function createFakeClock(startMs: number): FakeClock {
  let nowMs = startMs;
  let ids = 0;
  const timers = new Set<Timer>();
  const settle = async () => {
    for (let round = 0; round < 10; round += 1) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  };
  return {
    nowMs: () => nowMs,
    id() {
      ids += 1;
      return `id-${ids}`;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const timer = { atMs: nowMs + ms, fire: resolve };
        timers.add(timer);
        signal?.addEventListener('abort', () => {
          timers.delete(timer);
          reject(signal.reason);
        });
      }),
    settle,
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settle();
      for (;;) {
        const [next] = [...timers]
          .filter((timer) => timer.atMs <= untilMs)
          .sort((left, right) => left.atMs - right.atMs);
        if (next === undefined) break;
        timers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.fire();
        await settle();
      }
      nowMs = untilMs;
    },
  };
}

export interface Call {
  readonly method: 'post' | 'update' | 'ephemeral' | 'file' | 'direct' | 'findPosted';
  readonly channelId: string;
  readonly text: string;
  readonly atMs: number;
  readonly key?: string | undefined;
  readonly ts?: string;
  readonly address: Address;
  readonly message?: Message;
}

export interface FakeChat extends Chat {
  readonly calls: Call[];
  /** Decides each answer; undefined: it is delivered. */
  answer: (call: Call) => Delivery | Promise<Delivery> | undefined;
  /** Messages by the key they were posted with. */
  readonly posted: Map<string, string>;
}

export function createFakeChat(clock: Clock, options: { canFind?: boolean } = {}): FakeChat {
  let posts = 0;
  const take = async (call: Omit<Call, 'atMs' | 'channelId'>): Promise<Delivery> => {
    const full = { ...call, channelId: call.address.channelId, atMs: clock.nowMs() };
    chat.calls.push(full);
    const answer = await chat.answer(full);
    if (answer !== undefined) return answer;
    if (call.method === 'post') posts += 1;
    return { kind: 'delivered', ts: call.ts ?? `ts-${posts}` };
  };
  const chat: FakeChat = {
    calls: [],
    posted: new Map(),
    answer: () => undefined,
    async post(address, message, key) {
      const delivery = await take({ method: 'post', address, message, text: message.text, key });
      if (delivery.kind === 'delivered' && delivery.ts !== undefined && key !== undefined) {
        chat.posted.set(key, delivery.ts);
      }
      return delivery;
    },
    update: (address, ts, message) =>
      take({ method: 'update', address, ts, message, text: message.text }),
    ephemeral: (address, message) =>
      take({ method: 'ephemeral', address, message, text: message.text }),
    file: (address, { content }) =>
      take({
        ...{ method: 'file', address },
        text: typeof content === 'string' ? content : `graph: ${content.alt}`,
      }),
    direct: (address, message) => take({ method: 'direct', address, message, text: message.text }),
  };
  if (options.canFind === false) return chat;
  return Object.assign(chat, {
    async findPosted(address: Address, key: string): Promise<Found> {
      const answer = await take({ method: 'findPosted', address, text: key, key });
      if (answer.kind === 'limited' || answer.kind === 'unsure') return answer;
      const ts = chat.posted.get(key);
      return ts === undefined ? { kind: 'none' } : { kind: 'found', ts };
    },
  });
}
