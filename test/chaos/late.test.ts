// What comes too late or meets an outage is told where all can read it: a preview that nobody confirmed, also one from before
// a restart, a second click, an API server that is gone.

import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { words } from '../system/sandbox.ts';
import { createWorld, type Said, until, type World } from '../world/world.ts';

const SETTLE_MS = 120_000;
const LONG_MS = 300_000;
let world: World;

beforeEach(async () => {
  world = await createWorld();
  await world.startBot();
}, LONG_MS);

afterEach(async () => {
  await world?.close();
}, LONG_MS);

test(
  'a preview that nobody confirmed loses its buttons, also after a restart',
  async () => {
    await ask('kubectl scale deploy/web --replicas=5');
    const before = await message(/Waiting for confirmation/u);
    expect(JSON.stringify(before.blocks)).toContain('"confirm"');

    await world.killBot();
    letProposalsExpire();
    await world.startBot();

    const after = await message(/Nobody confirmed it in time/u);
    expect(after.ts).toBe(before.ts);
    expect(JSON.stringify(after.blocks)).not.toContain('"confirm"');
    expect(words(after)).toContain('staging / shop');
    const { rows } = await world.endBot();
    expect(rows.filter(({ verdict }) => verdict === 'expired')).toHaveLength(1);
  },
  LONG_MS,
);

test(
  'a second click on Confirm is told to be one, on the record, and refuses nothing',
  async () => {
    await ask('kubectl scale deploy/web --replicas=4');
    const { ts } = await message(/Waiting for confirmation/u);
    const click = { user: 'alice', channel: '#shop-ops', ts, action_id: 'confirm' };
    await Promise.all([world.sim('click', click), world.sim('click', click)]);
    await message(/Succeeded/u);
    await ask('kubectl get deploy web');
    await message(/Succeeded.*get deploy web/u);

    const again = await message(/Your click before this one was taken/u);
    expect(again.text).toMatch(/^Clicked already/u);
    expect(again.ephemeral_to).toBeDefined();
    expect((await world.said()).map(words).join('\n')).not.toContain('Refused');
    const { rows } = await world.endBot();
    expect(rows.filter(({ verdict }) => verdict === 'clicked already')).toHaveLength(1);
  },
  LONG_MS,
);

test(
  'an API server that is gone makes a command fail, before all, and is no refusal',
  async () => {
    world.door.set('shut');
    await ask('kubectl get deploy web');

    const answer = await message(/Cannot ask the API server/u);
    expect(answer.text).toMatch(/^Failed/u);
    expect(answer.ephemeral_to).toBeUndefined();
  },
  LONG_MS,
);

async function ask(text: string): Promise<void> {
  await world.sim('command', { user: 'alice', channel: '#shop-ops', text: `/${text}` });
}

async function message(wanted: RegExp): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    const said = await world.said();
    found = said.find((each) => wanted.test(words(each)));
    return found === undefined ? said.map(words).join('\n---\n') : undefined;
  }, SETTLE_MS);
  if (found === undefined) throw new Error('not found');
  return found;
}

/** As if the minutes had gone by while the bot was away. */
function letProposalsExpire(): void {
  const database = new DatabaseSync(path.join(world.dataDirectory, 'quartermaster.db'));
  database.exec('update proposals set expires_at_ms = 1');
  database.close();
}
