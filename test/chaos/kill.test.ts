// The bot is ended without warning at random moments, with commands and clicks under way, and started again on the same
// data: what it had begun gets an outcome, what it had taken is done, and nothing is done twice.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chosenSeed } from '../seeds.ts';
import { words } from '../system/sandbox.ts';
import { createRandom } from '../world/random.ts';
import {
  byMarker,
  CHANNELS,
  createWorld,
  type Remains,
  type Said,
  until,
  type World,
} from '../world/world.ts';
import { isEnd, unevenRequests } from './storm.ts';

const KILLS = 20;
const READS_A_ROUND = 3;
const CHANGES_A_ROUND = 2;
const LONGEST_MS = 500;
const SETTLE_MS = 120_000;
const CLICK_AGAIN_MS = 20_000;
const LONG_MS = 600_000;
const CRON_JOB = 'nightly-report';
/** A cron job's controller takes its ended jobs away but for the latest; here every one of them is evidence. */
const KEEP_ALL = { spec: { successfulJobsHistoryLimit: 1000, failedJobsHistoryLimit: 1000 } };
const WAITING = /Waiting for confirmation/u;
const seed = chosenSeed();
const random = createRandom(seed);
const taken: string[] = [];
let world: World;
let remains: Remains;
let made: readonly string[] = [];

beforeAll(async () => {
  world = await createWorld({}, {}); // a command that a kill cuts off is given up as soon as Slack gives it up
  const kept = await world.patch(`/apis/batch/v1/namespaces/shop/cronjobs/${CRON_JOB}`, KEEP_ALL);
  expect(kept).toMatchObject(KEEP_ALL);
  await world.startBot();
  for (let round = 0; round < KILLS; round += 1) {
    const proposed = await propose(round);
    world.door.set(round % 2 === 0 ? 'open' : 'slow'); // slow: so that it ends amid its requests
    const busy = Promise.all([...read(round), ...proposed.map(confirm)]);
    await delay(random() * LONGEST_MS);
    await world.killBot();
    await world.startBot();
    await busy;
    world.door.set('open');
  }
  // However slow the machine, these are not cut short. Each click asks Slack who it was, and after so many starts Slack may answer
  // that it was asked too often: then whoever clicked is told so, and clicks again.
  const last = await propose(KILLS);
  let clickedAtMs = 0;
  await until(async () => {
    const left = (await world.said()).filter(({ ts }) => last.some((one) => one.ts === ts));
    const open = left.filter((one) => WAITING.test(words(one)) || !isEnd(words(one)));
    if (open.length > 0 && Date.now() - clickedAtMs > CLICK_AGAIN_MS) {
      clickedAtMs = Date.now();
      await Promise.all(open.filter((one) => WAITING.test(words(one))).map(confirm));
    }
    return open.length === 0 ? undefined : `no outcome: ${open.map(words).join('\n---\n')}`;
  }, SETTLE_MS);
  await until(async () => {
    const found = byMarker(await world.said());
    const lost = taken.filter((marker) => !(found.get(marker) ?? []).some(isEnd));
    return lost.length === 0 ? undefined : `${lost.join(' ')} have no outcome`;
  }, SETTLE_MS);
  made = await jobs();
  remains = await world.endBot();
  const unknown = endedAs('interrupted, outcome unknown').length;
  process.stdout.write(
    `\n${KILLS} kills (seed ${seed}): ${taken.length} commands taken, ${made.length} changes made, ${unknown} of unknown outcome\n`,
  );
}, LONG_MS);

afterAll(async () => {
  await world?.close();
});

test('every command that was taken has an outcome that can be read', async () => {
  expect(taken.length).toBeGreaterThan(KILLS);
  expect([...byMarker(await world.said()).values()].filter((all) => !all.some(isEnd))).toEqual([]);
});

test('each intent on the record has one outcome, and the chain is whole', () => {
  expect(unevenRequests(remains)).toEqual([]);
  const { verdict, openIntents, unfinished, undeliverable } = remains;
  expect({ broken: verdict.broken, openIntents, unfinished, undeliverable }).toEqual({
    ...{ broken: undefined, openIntents: 0, unfinished: 0, undeliverable: 0 },
  });
});

test('what is said to be done is done, and what is done was asked for', () => {
  const done = endedAs('succeeded');
  expect(done.length).toBeGreaterThan(0);
  expect(made).toEqual(expect.arrayContaining([...done]));
  const unknown = endedAs('interrupted, outcome unknown');
  expect([...done, ...unknown]).toEqual(expect.arrayContaining([...made]));
});

test('no change is tried a second time', () => {
  const failed = endedAs('failed');
  expect(failed.filter((name) => made.includes(name))).toEqual([]);
});

/**
 * Asks for changes, and returns what waits for its clicks when all of them do. After so many starts Slack may answer that it was
 * asked too often: then whoever asked is told so, and asks again.
 */
async function propose(round: number): Promise<readonly Said[]> {
  const markers = Array.from(
    { length: CHANGES_A_ROUND },
    (_, index) => `m${round * CHANGES_A_ROUND + index}m`,
  );
  const ask = async (marker: string) => {
    await send(marker, `/kubectl create job ${marker} --from=cronjob/${CRON_JOB}`);
  };
  for (const marker of markers) await ask(marker);
  let waiting: readonly Said[] = [];
  let askedAtMs = Date.now();
  await until(async () => {
    const all = (await world.said()).map((said) => ({ said, text: words(said) }));
    waiting = all
      .filter(({ text }) => isOf(text, markers) && WAITING.test(text))
      .map(({ said }) => said);
    if (waiting.length === markers.length) return undefined;
    if (Date.now() - askedAtMs > CLICK_AGAIN_MS) {
      askedAtMs = Date.now();
      for (const marker of markers) {
        const texts = all.map(({ text }) => text).filter((text) => isOf(text, [marker]));
        if (texts.length > 0 && texts.every(isEnd)) await ask(marker);
      }
    }
    const others = all.filter(({ text }) => isOf(text, markers)).map(({ text }) => text);
    return `only ${waiting.length} changes wait for their clicks: ${others.join('\n---\n')}`;
  }, SETTLE_MS);
  return waiting;
}

function isOf(text: string, markers: readonly string[]): boolean {
  return markers.some((marker) => text.includes(` ${marker} `));
}

function read(round: number): readonly Promise<void>[] {
  return Array.from({ length: READS_A_ROUND }, async (_, index) => {
    await delay(random() * LONGEST_MS);
    const marker = `m${1000 + round * READS_A_ROUND + index}m`;
    await send(marker, `/kubectl get pods -l storm=${marker}`);
  });
}

async function send(marker: string, text: string): Promise<void> {
  const channel = CHANNELS[Math.floor(random() * CHANNELS.length)];
  const { acked } = await world.sim('command', { user: 'alice', channel, text });
  if (acked === true) taken.push(marker);
}

/** About now the bot is killed. */
async function confirm({ channel, ts }: Said): Promise<void> {
  await delay(random() * LONGEST_MS);
  await world.sim('click', { user: 'alice', channel, ts, action_id: 'confirm' });
}

/** The names of the jobs of all changes that ended so. */
function endedAs(wanted: string): readonly string[] {
  return remains.rows
    .filter(({ kind, verdict }) => kind === 'outcome' && verdict === wanted)
    .flatMap(({ command }) => /^kubectl create job (\S+)/u.exec(command)?.[1] ?? []);
}

async function jobs(): Promise<readonly string[]> {
  const { items } = await world.read('/apis/batch/v1/namespaces/shop/jobs');
  const all = items as readonly { readonly metadata: { readonly name: string } }[];
  return all.map(({ metadata }) => metadata.name).filter((name) => /^m\d+m$/u.test(name));
}
