// One incident with a channel of its own, from its declaration to its end, over two replicas on one PostgreSQL server: whoever leads is killed while
// Slack works on what it was asked, which Slack then does without an answer. In the end each thing is there once.

import type { Store } from '../../../bot/ports.ts';
import type { Engine } from '../../contract/store/databases.ts';
import { createWorld, until, type World } from '../../world/world.ts';
import { look, problemsOf } from './judge.ts';
import { createReplicas, type Replicas } from './replicas.ts';

export interface Wish {
  /** What Slack is asked when the leader is killed, in the order of the story, of `DECLARING`. */
  readonly declaring: readonly string[];
  /** Also right after the command was taken, and while an update is posted. */
  readonly all: boolean;
}

export interface Played {
  readonly problems: readonly string[];
  readonly kills: number;
}

export const DECLARING = [
  ...['conversations.create', 'conversations.invite', 'pins.add', 'bookmarks.add'],
];
const SETTLE_MS = 240_000;
/** So long Slack works on a call. */
const WORKS_MS = 3_000;
const DECLARE = 'incident declare "checkout is down" --sev 2';

export async function playIncident(postgres: Engine, wish: Wish): Promise<Played> {
  const database = await postgres.create();
  const settings = { incidents: { channel: 'C0INCIDENT', ownChannel: true } };
  const world = await createWorld(settings, undefined, database.options.databaseUrl);
  const store = await database.open();
  try {
    await world.sim('settings', { rate_limits: false });
    const replicas = createReplicas(world);
    await replicas.startAll();
    const parts = { world, store, replicas };
    const kills = (await declare(parts, wish)) + (await update(parts, wish)) + (await end(parts));
    const atLast: { problems: readonly string[] } = { problems: [] };
    await until(async () => {
      atLast.problems = problemsOf(await look(world, store));
      return atLast.problems.length === 0 ? undefined : atLast.problems.join('; ');
    }, SETTLE_MS).catch(() => {}); // what is wrong still is told
    return { ...atLast, kills };
  } finally {
    await store.close();
    await world.close();
    await database.drop();
  }
}

interface Parts {
  readonly world: World;
  readonly store: Store;
  readonly replicas: Replicas;
}

async function declare({ world, store, replicas }: Parts, wish: Wish): Promise<number> {
  for (const method of wish.declaring) await hold(world, method);
  await say(world, DECLARE);
  if (wish.all) {
    await replicas.killAll();
    await replicas.startAll();
    // Either it is declared, or whoever asked is told that nobody knows, and asks again.
    let isLost = false;
    await until(async () => {
      isLost = /interrupted|not known/iu.test(JSON.stringify(await heard(world)));
      return isLost || (await isDeclared(store)) ? undefined : 'an outcome of the command';
    }, SETTLE_MS);
    if (!(await isDeclared(store))) await say(world, DECLARE);
  }
  for (const method of wish.declaring) {
    await whenTaken(world, method);
    await replicas.killLeader();
  }
  await until(async () => {
    const {
      pins = {},
      bookmarked,
      invited = [],
    } = (await store.numberedIncident(1))?.furnished ?? {};
    const isDone = Object.keys(pins).length === 2 && bookmarked && invited.length > 0;
    return isDone ? undefined : `only ${JSON.stringify({ pins, bookmarked, invited })}`;
  }, SETTLE_MS);
  return wish.declaring.length + (wish.all ? 1 : 0);
}

async function isDeclared(store: Store): Promise<boolean> {
  return (await store.numberedIncident(1)) !== undefined;
}

async function update({ world, replicas }: Parts, { all }: Wish): Promise<number> {
  const methods = all ? ['chat.update', 'chat.postMessage'] : ['chat.update'];
  for (const [index, method] of methods.entries()) {
    await hold(world, method);
    await say(world, `incident update 1 step ${index + 1} is done`);
    await whenTaken(world, method);
    // Whoever delivers may be the other one.
    await replicas.killAll();
    await replicas.startAll();
  }
  return methods.length;
}

async function end({ world, replicas }: Parts): Promise<number> {
  await hold(world, 'pins.remove');
  await say(world, 'incident resolve 1 rolled back');
  await whenTaken(world, 'pins.remove');
  await replicas.killLeader();
  return 1;
}

/** The next call of it is long on its way, is carried out, and its answer gets lost. */
async function hold(world: World, method: string): Promise<void> {
  await world.sim('fault', { method, delay_ms: WORKS_MS, drop: true });
}

async function whenTaken(world: World, method: string): Promise<void> {
  await until(async () => {
    const { faults } = (await world.sim('fault')) as { faults: readonly { method: string }[] };
    return faults.some((each) => each.method === method) ? `a call of ${method}` : undefined;
  }, SETTLE_MS);
}

/** Until a bot takes it: just now there may be none. */
async function say(world: World, text: string): Promise<void> {
  await until(async () => {
    const { acked } = await world.sim('command', {
      user: 'alice',
      channel: '#shop-ops',
      text: `/${text}`,
    });
    return acked === true ? undefined : `somebody who takes ${text}`;
  }, SETTLE_MS);
}

async function heard(world: World): Promise<unknown> {
  return await world.sim('messages?channel=%23shop-ops&user=alice');
}
