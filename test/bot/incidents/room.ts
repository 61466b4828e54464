// The room of incidents over a store in a file and a clock turned by hand, with a Slack that posts whatever waits and does what it is asked.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '../../../bot/adapters/store.ts';
import type { Ask, Request } from '../../../bot/command.ts';
import { incidents as schema } from '../../../bot/config/incidents.ts';
import { onCall as onCallSchema } from '../../../bot/config/on-call.ts';
import type { Asked, Channels } from '../../../bot/incidents/channels.ts';
import { createIncidentDesk, type IncidentDesk } from '../../../bot/incidents/desk.ts';
import { createIncidentTender } from '../../../bot/incidents/tend.ts';
import type { Outgoing, Store } from '../../../bot/ports.ts';

import { DIRECTORY, NO_SERIES } from '../notify/fixtures.ts';

export interface Room {
  readonly store: Store;
  readonly desk: IncidentDesk;
  nowMs: number;
  /** What Slack was asked beside messages, in words. */
  readonly asked: string[];
  /** What it answers from now on, by the first word of what it is asked. */
  readonly answers: Record<string, Asked>;
  /** What people do while Slack is asked. */
  meanwhile: () => Promise<unknown>;
  /** Every state of every message, by key: everything that it says. */
  readonly messages: Map<string, string[]>;
  /** What was put somewhere else than in the channel of the settings: `channel/thread`, by key. */
  readonly places: Map<string, string>;
  /** Time goes by; messages are brought up to date each second, and everything that waits is posted. */
  pass(ms: number): Promise<void>;
  /** The process ends and another begins: what only memory knew is gone. */
  restart(): void;
  close(): Promise<void>;
}

export const COMMAND: Ask = { kind: 'command', text: '' };

export function requestOf(userId: string, ask: Ask = COMMAND, channelId = 'C9'): Request {
  const address = { teamId: 'T1', channelId, userId };
  return { id: `r-${userId}`, surface: 'slash', ask, address, receivedAtMs: 0 };
}

export async function openRoom(settings: object = {}, onCall: object = {}): Promise<Room> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'quartermaster-incidents-'));
  const store = await openStore({ dataDirectory });
  let ids = 0;
  const clock = {
    nowMs: () => room.nowMs,
    sleep: async () => {},
    id: () => {
      ids += 1;
      return `id${ids}`;
    },
  };
  const parts = {
    ...{ store, clock, outbound: { wake: () => {} } },
    settings: () => ({
      incidents: schema.parse({ channel: 'C1', ...settings }),
      onCall: onCallSchema.parse(onCall),
    }),
    directory: DIRECTORY,
    nameOf: async () => undefined,
    channels: recordingChannels(() => room),
    linkTo: (channelId: string, ts: string) =>
      `https://shop.slack.com/${channelId}/${encodeURIComponent(ts)}`,
    guard: async () => {},
    ...NO_SERIES,
  };
  let tender = createIncidentTender(parts);
  const room: Room = {
    ...{ store, desk: createIncidentDesk(parts), nowMs: Date.UTC(2026, 10, 26, 3) },
    ...{ asked: [], answers: {}, messages: new Map(), places: new Map() },
    meanwhile: async () => {},
    pass: async (ms) => {
      const untilMs = room.nowMs + ms;
      for (; room.nowMs < untilMs; room.nowMs += 1_000) {
        await tender.tend();
        await post(room);
      }
    },
    restart: () => {
      tender = createIncidentTender(parts);
    },
    close: async () => {
      await store.close();
      await rm(dataDirectory, { recursive: true });
    },
  };
  return room;
}

async function post({ store, messages, places }: Room): Promise<void> {
  for (const { seq, outgoing } of await store.queued(10_000)) {
    const { key, address, message } = outgoing satisfies Outgoing;
    await store.delivered(seq, key, `ts of ${key}`);
    messages.set(key, [...(messages.get(key) ?? []), JSON.stringify(message.blocks)]);
    places.set(key, `${address.channelId}/${address.threadTs ?? ''}`);
  }
}

function recordingChannels(room: () => Room): Channels {
  const ask = async (what: string): Promise<Asked> => {
    room().asked.push(what);
    await room().meanwhile();
    return room().answers[what.split(' ')[0] ?? ''] ?? { kind: 'done' };
  };
  return {
    create: async (name) => {
      const asked = await ask(`create ${name}`);
      return asked.kind === 'done' ? { kind: 'made', channelId: 'C0OWN' } : asked;
    },
    findMade: async (name) => {
      const asked = await ask(`findMade ${name}`);
      return asked.kind === 'done' ? { kind: 'made', channelId: 'C0LEFT' } : asked;
    },
    invite: (channelId, userId) => ask(`invite ${channelId} ${userId}`),
    pin: (channelId) => ask(`pin ${channelId}`),
    unpin: (channelId) => ask(`unpin ${channelId}`),
    setTopic: (channelId, topic) => ask(`topic ${channelId} ${topic}`),
    bookmark: (channelId, { title }) => ask(`bookmark ${channelId} ${title}`),
    message: async () => undefined,
  };
}
