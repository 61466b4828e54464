// Bots on one PostgreSQL server, and a cluster that all of them may watch: one leads and watches. When it is killed another goes on where it was, however
// far its clock is off; what went wrong before, meanwhile and after is one message each, and what is due at that minute is told once.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LastDuty } from '../../bot/on-call/store.ts';
import type { BotProcess } from '../../sandbox/bot-process.ts';
import { type Database, findPostgresEngine } from '../contract/store/databases.ts';
import { createWorld, until, type World } from '../world/world.ts';
import { podOf } from './crashing-pod.ts';
import { leads } from './incident-kills/replicas.ts';
import { listenToPosts, type Posts } from './posts.ts';
import { type StormingCluster, startStormingCluster } from './storming-cluster.ts';

const SETTLE_MS = 180_000;
const LONG_MS = 900_000;
/** All of them together are no storm. */
const EACH = 2;
const MINUTE_MS = 60_000;
const FIVE_MINUTES = 5 * MINUTE_MS;
/** What is due has to be known before it is. */
const BEFORE_MS = 20_000;
const LOOKS_MS = 5_000;
const postgres = await findPostgresEngine();
const onPostgres = postgres === undefined ? test.skip : test;
let database: Database;
let world: World;
let cluster: StormingCluster;
let posts: Posts;
let settings: { readonly clusters: object; readonly alerts: object };
/** Whoever leads after the first test. */
let last: BotProcess;

beforeAll(async () => {
  if (postgres === undefined) return;
  database = await postgres.create();
  cluster = await startStormingCluster();
  settings = {
    clusters: { staging: { environment: 'staging', kubeconfig: cluster.kubeconfig } },
    alerts: { clusters: ['staging'], routes: [{ name: 'all', channel: 'C0INCIDENT' }] },
  };
  world = await createWorld(settings, undefined, database.options.databaseUrl);
  posts = listenToPosts(world.url);
}, LONG_MS);

afterAll(async () => {
  posts?.close();
  await world?.close();
  await cluster?.close();
  await database?.drop();
  await postgres?.stop();
}, LONG_MS);

onPostgres(
  'what the leader that is killed watched is watched by another, whose clock may be off, and each incident is told once',
  async () => {
    await world.startBot();
    await until(async () => ((await leads(world.port())) ? undefined : 'a leader'), SETTLE_MS);
    const ahead = await world.startReplica(FIVE_MINUTES);
    breakSome(0);
    await until(async () => missing(0), SETTLE_MS);
    expect([await leads(world.port()), await leads(ahead.port)]).toEqual([true, false]);

    await tookOver('ahead', ahead, () => world.killBot());
    breakSome(EACH);
    await until(async () => missing(EACH), SETTLE_MS);

    last = await world.startReplica(-FIVE_MINUTES);
    breakSome(2 * EACH);
    await until(async () => missing(2 * EACH), SETTLE_MS);
    expect([await leads(ahead.port), await leads(last.port)]).toEqual([true, false]);
    await tookOver('behind', last, () => ahead.end('SIGKILL'));
    breakSome(3 * EACH);
    await until(async () => missing(3 * EACH), SETTLE_MS);

    expect(heads().toSorted()).toEqual(
      Array.from({ length: 4 * EACH }, (_, index) => `db${index}`).toSorted(),
    );
  },
  LONG_MS,
);

onPostgres(
  'a digest and a hand-off that are due in the minute in which the leader is killed are told once',
  async () => {
    // Those of the first test have clocks of their own.
    const [leader, other] = [await world.startReplica(), await world.startReplica()];
    await last.end('SIGKILL');
    const dueMs = Math.ceil((Date.now() + BEFORE_MS) / MINUTE_MS) * MINUTE_MS;
    await world.configure(dueAt(dueMs));
    const store = await database.open();
    let duty: LastDuty | undefined;
    await until(async () => {
      duty = await store.lastDuty('shop');
      return duty === undefined ? 'who is on call before' : undefined;
    }, SETTLE_MS);
    // On a machine that was too slow for it nobody is known who could hand over.
    const isInTime = (duty?.sinceMs ?? dueMs) < dueMs;
    await delay(Math.max(0, dueMs - Date.now()) + Math.random() * 2_000);
    const [killed, left] = (await leads(leader.port)) ? [leader, other] : [other, leader];
    await tookOver(isInTime ? 'in the minute' : 'after the minute', left, () =>
      killed.end('SIGKILL'),
    );

    await until(async () => {
      const { waiting } = await store.queueDepth();
      const missed = ['digest', ...(isInTime ? ['hand-off'] : [])].filter(
        (what) => told(what) === 0,
      );
      return missed.length + waiting === 0 ? undefined : `${missed.join(', ')}, ${waiting} wait`;
    }, SETTLE_MS);
    await store.close();
    // Whoever leads now has looked a few times by then.
    await delay(LOOKS_MS);
    expect({ digests: told('digest'), handOffs: told('hand-off') }).toEqual({
      ...{ digests: 1, handOffs: isInTime ? 1 : 0 },
    });
  },
  LONG_MS,
);

function dueAt(dueMs: number): object {
  const at = new Date(dueMs).toISOString().slice(11, 16);
  const layer = { name: 'day', people: ['T0SHOP/U0BOB', 'T0SHOP/U0ALICE'], from: '2026-01-05' };
  return {
    ...settings,
    alerts: {
      ...settings.alerts,
      digests: { channel: 'C0INCIDENT', daily: at, timeZone: 'UTC' },
    },
    onCall: {
      rotations: {
        shop: {
          ...{ timeZone: 'UTC', channel: 'C0INCIDENT' },
          layers: [{ ...layer, handOff: { days: 1, at } }],
        },
      },
    },
  };
}

function told(what: string): number {
  return posts.all.filter(({ key, isEdit }) => key?.includes(what) && !isEdit).length;
}

/** It prints how long that took, by the clock of the server. */
async function tookOver(name: string, bot: BotProcess, kill: () => Promise<void>): Promise<void> {
  const fromMs = await serverMs();
  await kill();
  await until(async () => ((await leads(bot.port)) ? undefined : 'another'), SETTLE_MS);
  process.stdout.write(`\nTaken over (${name}) after ${(await serverMs()) - fromMs} ms\n`);
}

async function serverMs(): Promise<number> {
  const [row] = await database.tamper('select extract(epoch from clock_timestamp()) * 1000 as ms');
  return Math.round(Number(row?.ms));
}

function breakSome(from: number): void {
  for (let index = from; index < from + EACH; index += 1) cluster.put('pods', podOf(index, 0, 3));
}

/** The workloads of all messages that are no answers and no edits. */
function heads(): readonly string[] {
  return posts.all
    .filter(({ key, isEdit }) => /^alert:[^:]*$/u.test(key ?? '') && !isEdit)
    .flatMap(({ text }) => /statefulset\/(db\d+)/u.exec(text)?.[1] ?? []);
}

async function missing(from: number): Promise<string | undefined> {
  const named = new Set(heads());
  const wanted = Array.from({ length: EACH }, (_, index) => `db${from + index}`);
  const left = wanted.filter((name) => !named.has(name));
  return left.length === 0 ? undefined : `no message of ${left.join(' ')}`;
}
