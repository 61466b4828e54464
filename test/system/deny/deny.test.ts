// Whoever has no say is refused on every surface, in words, on the record, and with nothing asked of the cluster. All but one of
// them stand in the admins' group, so that being in a group is seen not to be enough.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../../world/world.ts';
import { layBait } from './bait.ts';
import { type Bait, NOTHING, SURFACES } from './surfaces.ts';

const STRANGERS: Readonly<Record<string, string>> = {
  mallory: 'in no group',
  eve: 'of another team',
  gina: 'a guest',
  robo: 'a bot',
};
const NOT_THEIRS = /^Refused[\s\S]*(?:You may not|not yours)/mu;
/** Nobody asks for anything there, so there is nothing to refuse. */
const OFFERS_NOTHING: Readonly<Record<string, RegExp>> = {
  'builder’s suggestions': /^nothing$/u,
  'App Home':
    /^(?!.*(?:kubectl get|staging)).*No policy lets you run commands.*Nothing yet\. Ask whoever/u,
};
/** Bots that answered each other would never end. */
const ignores = (user: string, surface: string) => user === 'robo' && /^mention/u.test(surface);

/** What an admin gets there instead. What the bait serves once only is not tried with it. */
const ADMIN: Readonly<Record<string, RegExp>> = {
  'slash command, a read': /^Succeeded[\s\S]*READY/u,
  'slash command, a change': /^Waiting for confirmation/u,
  'slash command, an unknown cluster': /no cluster "nowhere"[\s\S]*for you: staging/u,
  'slash command, the record': /^Succeeded[\s\S]* refused\n.*\n +robo \(U0ROBO\)/u,
  mention: /^Succeeded[\s\S]*READY/u,
  'mention in a thread': /^Succeeded[\s\S]*READY/u,
  'button Confirm': /^Running|^Succeeded/u,
  'button Next': /^Succeeded/u,
  'button Whole file': /kubectl-get-pods.*-o-yaml\.txt/u,
  'modal Filter': /^Succeeded/u,
  'builder, a read': /^Succeeded[\s\S]*READY/u,
  'builder, a change': /^Waiting for confirmation/u,
  'builder’s suggestions': /deployments.*\bshop\b.*\bweb-/u,
  'App Home': /kubectl scale/u,
};

let world: World;
let bait: Bait;
const table: string[] = [];

beforeAll(async () => {
  world = await createWorld();
  await world.sim('settings', { rate_limits: false });
  for (const user of ['eve', 'gina', 'robo']) await world.sim('user', { user, groups: ['admins'] });
  await world.startBot();
  bait = await layBait(world);
});

afterAll(async () => {
  process.stdout.write(`\nwho had no say, and what became of it:\n${table.join('\n')}\n`);
  await world?.close();
});

describe.each(Object.entries(STRANGERS))('%s, %s,', (user, what) => {
  test.each(Object.entries(SURFACES))('is refused: %s', async (name, surface) => {
    const ignored = ignores(user, name);
    const asked = world.requests().length;
    const reading = await surface({ world, bait, user, ignored });
    const newly = world.requests().slice(asked);
    table.push(rowOf([`${user}, ${what}`, name, outcomeOf(reading), `${newly.length} requests`]));
    expect(reading).toMatch(ignored ? /^$/u : (OFFERS_NOTHING[name] ?? NOT_THEIRS));
    expect(newly).toEqual([]);
    if (name.includes('unknown cluster')) expect(reading).not.toContain('staging');
  });
});

test.each(Object.entries(ADMIN))('an admin is not: %s', async (name, expected) => {
  const surface = SURFACES[name];
  const reading = await surface?.({ world, bait, user: 'alice' });
  expect(reading).toMatch(expected);
});

test('every refusal is on the record, with its surface', async () => {
  const { rows, verdict } = await world.endBot();
  expect(verdict.broken).toBeUndefined();
  for (const user of Object.keys(STRANGERS)) {
    const surfaces = rows
      .filter(({ userId, kind }) => userId === `U0${user.toUpperCase()}` && kind === 'refusal')
      .map(({ surface }) => surface);
    const mentions = user === 'robo' ? [] : ['mention', 'mention'];
    const buttons = Array.from({ length: 5 }, () => 'button');
    const modals = Array.from({ length: 3 }, () => 'modal');
    const slashes = Array.from({ length: 4 }, () => 'slash');
    expect(surfaces.sort()).toEqual([...buttons, ...mentions, ...modals, ...slashes]);
  }
});

function outcomeOf(reading: string): string {
  if (reading === '') return 'ignored';
  if (reading === NOTHING || reading.startsWith('{')) return 'offered nothing';
  return NOT_THEIRS.test(reading) ? 'refused' : 'NOT REFUSED';
}

function rowOf([who = '', where = '', outcome = '', asked = '']: readonly string[]): string {
  return `${who.padEnd(22)}${where.padEnd(36)}${outcome.padEnd(18)}${asked}`;
}
