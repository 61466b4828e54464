// The room of notices over a store in a file and a clock turned by hand, with a Slack that posts whatever waits.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import { openStore } from '../../../bot/adapters/store.ts';
import type { Access } from '../../../bot/command.ts';
import { type AlertSettings, alerts as schema } from '../../../bot/config/alerts.ts';
import { onCall as onCallSchema } from '../../../bot/config/on-call.ts';
import type { GroupHistory } from '../../../bot/kafka/lag.ts';
import type { KubernetesApi } from '../../../bot/kubernetes/api.ts';
import { type AlertDesk, createDesk } from '../../../bot/notify/desk.ts';
import { sendPages } from '../../../bot/notify/paging.ts';
import { createRolloutWatch } from '../../../bot/notify/rollout-watch.ts';
import { createTake } from '../../../bot/notify/take.ts';
import { createTender } from '../../../bot/notify/tend.ts';
import type { Page, PageOutcome } from '../../../bot/pager.ts';
import type { Outgoing, Store } from '../../../bot/ports.ts';
import type { Prometheus } from '../../../bot/prometheus.ts';
import type { Notice, Take } from '../../../bot/sources/source.ts';
import { DIRECTORY } from './fixtures.ts';

export interface Message {
  readonly key: string;
  readonly channelId: string;
  readonly threadTs?: string | undefined;
  /** Of each state that it had, everything that it says. */
  readonly states: string[];
  readonly isUrgent: boolean;
}

export interface Room {
  readonly store: Store;
  readonly take: Take;
  readonly desk: AlertDesk;
  nowMs: number;
  /** From now on those of alerts are others. */
  settings(others: object): void;
  /** Hands over notices of one source, none of them folded. */
  see(...notices: readonly Notice[]): Promise<void>;
  /** Time goes by; messages are brought up to date each second, and everything that waits is posted. */
  pass(ms: number): Promise<void>;
  post(): Promise<void>;
  /** All that pagers were sent, in order, whatever they answered. */
  readonly pages: Page[];
  /** What each pager answers from now on. */
  pager: (page: Page) => PageOutcome;
  /** Groups of the Kafka "events" as they were looked at. */
  lag: readonly GroupHistory[];
  /** That of the settings; undefined: they name none. */
  prometheus: Prometheus | undefined;
  /** The object of the workload that a silence waits for, as its cluster answers from now on. */
  workload: () => object;
  /** All that was posted, in order; edits are states of the same message. */
  readonly messages: Map<string, Message>;
  close(): Promise<void>;
}

/** Who got direct messages, in order. */
export function calledIn({ messages }: Pick<Room, 'messages'>): readonly string[] {
  return [...messages.values()]
    .filter(({ channelId }) => channelId.startsWith('U'))
    .map(({ channelId }) => channelId);
}

const never = new AbortController().signal;

/** @param onCall as the settings have it */
export async function openRoom(
  settings: object,
  onCall: object = {},
  startMs = Date.UTC(2026, 10, 26, 3),
): Promise<Room> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'quartermaster-notify-'));
  const store = await openStore({ dataDirectory });
  let alerts: AlertSettings = schema.parse(settings);
  const messages = new Map<string, Message>();
  let ids = 0;
  const clock = {
    nowMs: () => room.nowMs,
    sleep: async () => {},
    id: () => {
      ids += 1;
      return `id-${ids}`;
    },
  };
  const open = (cluster: string, accesses: readonly Access[]): KubernetesApi => ({
    request: async ({ verb, resource: { group, resource }, namespace, name }) => {
      // As the guard of a real one: nothing that no access names.
      expect(accesses).toEqual([{ verb, group, resource, namespace, name }]);
      expect(cluster).toBe('production');
      return { status: 200, body: room.workload(), warnings: [] };
    },
    read: notAsked,
    stream: notAsked,
  });
  const parts = {
    ...{
      store,
      clock,
      settings: () => ({
        ...{ onCall: onCallSchema.parse(onCall), alerts, timeZone: 'Asia/Seoul' },
        prometheus: room.prometheus === undefined ? undefined : { url: 'https://prometheus' },
      }),
    },
    lagHistory: (kafka: string) => (kafka === 'events' ? room.lag : []),
    openPrometheus: () => room.prometheus ?? notAsked(),
    directory: DIRECTORY,
    redact: (text: string) => ({ text: text.replaceAll('hunter2', '[redacted]') }),
    outbound: { wake: () => {} },
    guard: async () => {},
    log: { info: () => {}, warn: () => {}, error: () => {} },
    openPager: () => ({
      send: async (page: Page) => {
        room.pages.push(page);
        return room.pager(page);
      },
      problem: () => undefined,
      close: async () => {},
    }),
  };
  const take = createTake(parts);
  const tender = createTender(parts);
  const rollouts = createRolloutWatch({ ...parts, clusters: () => ({ open }) }, never);
  const room: Room = {
    ...{
      store,
      take,
      desk: createDesk({ ...parts, nameOf: async () => undefined }),
      nowMs: startMs,
      messages,
      pages: [],
      pager: () => ({ kind: 'taken' }),
      workload: notAsked,
      ...{ lag: [], prometheus: undefined },
    },
    settings: (others) => {
      alerts = schema.parse(others);
    },
    see: (...notices) => take({ source: 'test', notices, received: notices.length, ignored: 0 }),
    pass: async (ms) => {
      const untilMs = room.nowMs + ms;
      for (; room.nowMs < untilMs; room.nowMs += 1_000) {
        await tender.tend();
        await rollouts();
        await sendPages(parts, never);
        await room.post();
      }
    },
    post: async () => {
      for (const { seq, outgoing } of await store.queued(10_000)) {
        await store.delivered(seq, outgoing.key, `ts of ${outgoing.key}`);
        write(messages, outgoing);
      }
    },
    close: async () => {
      await store.close();
      await rm(dataDirectory, { recursive: true });
    },
  };
  return room;
}

function notAsked(): never {
  throw new Error('nothing is asked of a cluster here');
}

function write(
  messages: Map<string, Message>,
  { key, address, message, isUrgent }: Outgoing,
): void {
  const known = messages.get(key) ?? {
    ...{ key, channelId: address.channelId, threadTs: address.threadTs },
    ...{ states: [], isUrgent: isUrgent === true },
  };
  known.states.push(JSON.stringify(message.blocks));
  messages.set(key, known);
}
