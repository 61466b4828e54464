// A small storm in every test run; `npm run soak -- storm` blows a whole one.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chosenSeed } from '../seeds.ts';
import { createRandom } from '../world/random.ts';
import { createWorld, type World } from '../world/world.ts';
import { blow, type StormResult, unevenRequests } from './storm.ts';

const COMMANDS = 250;
const OVER_MS = 15_000;
const SETTLE_MS = 200_000;
const MOST_MEMORY = 400;
const LONG_MS = 300_000;
const seed = chosenSeed();
let world: World;
let result: StormResult;

beforeAll(async () => {
  world = await createWorld();
  await world.startBot();
  const random = createRandom(seed);
  result = await blow(world, {
    commands: COMMANDS,
    people: 50,
    overMs: OVER_MS,
    settleMs: SETTLE_MS,
    random,
  });
  const { acked, unacked, peakMemory } = result;
  process.stdout.write(
    `\nStorm (seed ${seed}): ${COMMANDS} commands, ${acked} taken, ${unacked} refused by silence, at most ${peakMemory} MiB\n`,
  );
}, LONG_MS);

afterAll(async () => {
  await world?.close();
});

test('every command that was taken has an outcome that can be read', () => {
  expect(result.lost).toEqual([]);
  expect(result.unended).toEqual([]);
});

// What is under way while a connection is cut is not taken, and a busy machine takes longer to connect again.
test('many are taken, whatever the weather', () => {
  expect(result.acked).toBeGreaterThan(COMMANDS * 0.4);
});

test('none is answered twice', () => {
  expect(result.twice).toEqual([]);
});

test('on the record each ran once and has one outcome', () => {
  const { verdict, openIntents, unfinished, undeliverable } = result.remains;
  expect(unevenRequests(result.remains)).toEqual([]);
  expect({ broken: verdict.broken, openIntents, unfinished, undeliverable }).toEqual({
    ...{ broken: undefined, openIntents: 0, unfinished: 0, undeliverable: 0 },
  });
});

test('its memory is bounded', () => {
  expect(result.peakMemory).toBeGreaterThan(0);
  expect(result.peakMemory).toBeLessThan(MOST_MEMORY);
});
