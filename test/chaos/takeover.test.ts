// Two bots on one PostgreSQL server, and a cluster that both may watch: one leads and watches. When it is killed the other goes on where it was, and
// what went wrong before, meanwhile and after is one message each.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findPostgresEngine } from '../contract/store/databases.ts';
import { createWorld, until, type World } from '../world/world.ts';
import { podOf } from './crashing-pod.ts';
import { listenToPosts, type Posts } from './posts.ts';
import { type StormingCluster, startStormingCluster } from './storming-cluster.ts';

const SETTLE_MS = 180_000;
const LONG_MS = 600_000;
const EACH = 4;
const postgres = await findPostgresEngine();
const onPostgres = postgres === undefined ? test.skip : test;
let world: World;
let cluster: StormingCluster;
let posts: Posts;
let drop: () => Promise<void> = async () => {};

beforeAll(async () => {
  if (postgres === undefined) return;
  const database = await postgres.create();
  drop = () => database.drop();
  cluster = await startStormingCluster();
  const settings = {
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
  await drop();
  await postgres?.stop();
}, LONG_MS);

onPostgres(
  'what the leader that is killed watched is watched by the other, and each incident is told once',
  async () => {
    await world.startBot();
    await until(async () => ((await leads(world.port())) ? undefined : 'a leader'), SETTLE_MS);
    const replica = await world.startReplica();
    breakSome(0);
    await until(async () => missing(0), SETTLE_MS);
    expect(await leads(replica.port)).toBe(false);

    const killedMs = Date.now();
    await world.killBot();
    breakSome(EACH);
    await until(async () => ((await leads(replica.port)) ? undefined : 'another'), SETTLE_MS);
    process.stdout.write(`\nTaken over after ${Date.now() - killedMs} ms\n`);
    await until(async () => missing(EACH), SETTLE_MS);

    expect(heads().toSorted()).toEqual(
      Array.from({ length: 2 * EACH }, (_, index) => `db${index}`).toSorted(),
    );
  },
  LONG_MS,
);

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
  const told = new Set(heads());
  const wanted = Array.from({ length: EACH }, (_, index) => `db${from + index}`);
  const left = wanted.filter((name) => !told.has(name));
  return left.length === 0 ? undefined : `no message of ${left.join(' ')}`;
}

async function leads(port: number | undefined): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  return /^quartermaster_leads 1$/mu.test(await answer.text());
}
