// Two bots on one PostgreSQL server: what the one that is killed had begun gets its outcome from the other.

import { afterAll, beforeAll, test } from '@jest/globals';
import { findPostgresEngine } from '../contract/store/databases.ts';
import { words } from '../system/sandbox.ts';
import { createWorld, until, type World } from '../world/world.ts';

const SETTLE_MS = 120_000;
const LONG_MS = 300_000;
const postgres = await findPostgresEngine();
const onPostgres = postgres === undefined ? test.skip : test;
let world: World;
let drop: () => Promise<void> = async () => {};

beforeAll(async () => {
  if (postgres === undefined) return;
  const database = await postgres.create();
  drop = () => database.drop();
  world = await createWorld({}, undefined, database.options.databaseUrl);
}, LONG_MS);

afterAll(async () => {
  await world?.close();
  await drop();
  await postgres?.stop();
}, LONG_MS);

onPostgres(
  'a command of the killed one is told to be interrupted by the one that lives',
  async () => {
    await world.startBot();
    await ask('kubectl get pods');
    await until(() => missing(/Succeeded/u, 'get pods'), SETTLE_MS);
    world.door.set('silent');
    await ask('kubectl get pods -l app=m1m');
    await until(() => missing(/Running/u, 'm1m'), SETTLE_MS);

    await world.startReplica();
    await world.killBot();

    await until(() => missing(/was interrupted while it ran this/u, 'm1m'), SETTLE_MS);
  },
  LONG_MS,
);

async function ask(text: string): Promise<void> {
  await world.sim('command', { user: 'alice', channel: '#shop-ops', text: `/${text}` });
}

async function missing(verdict: RegExp, about: string): Promise<string | undefined> {
  const found = (await world.said()).map(words);
  const isThere = found.some((text) => text.includes(about) && verdict.test(text));
  return isThere ? undefined : found.join('\n---\n');
}
