// Timetables through Slack: anybody in a group may look at them, nobody else, and a changed file counts within seconds.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, until, type World } from '../world/world.ts';
import { type StoredMessage, words } from './sandbox.ts';

const CHANNEL = '#shop-ops';
const ANSWER_MS = 60_000;
let world: World;

beforeAll(async () => {
  world = await createWorld();
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
});

afterAll(async () => {
  await world?.close();
});

async function ask(user: string, text: string): Promise<string> {
  const before = new Set((await world.said()).map(({ ts }) => ts));
  await world.sim('command', { user, channel: CHANNEL, text: `/${text}` });
  let answer: StoredMessage | undefined;
  await until(async () => {
    answer = (await world.said()).find(({ ts }) => !before.has(ts));
    return answer === undefined ? 'an answer' : undefined;
  }, ANSWER_MS);
  return answer === undefined ? '' : words(answer);
}

describe('timetables', () => {
  test.each([
    [
      'cluster timetable',
      /office-hours +(?:on|off) +(?:on|off) \w{3} \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\+9\)/u,
    ],
    ['cluster timetable', /nights +(?:on|off).*\(UTC\)/u],
    ['cluster timetable office-hours', /off Fri 21:00/u],
    ['cluster timetable office-hours', /On holidays \(korea\)/u],
    ['cluster next nights', /rule "off 02:30"/u],
    ['cluster next moon', /There is no timetable "moon"/u],
    ['cluster next office-hours nights', /too many|at most|more than/iu],
    ['cluster', /cluster timetable/u],
    ['cluster plan shop-nights', /off would end 14 pods of 9 workloads; 0 are kept/u],
    [
      'cluster plan shop-nights',
      /deployment\/search .*2 replicas +0 replicas +0\.0358 USD +hpa\/search/u,
    ],
    ['cluster plan shop-nights', /Saves 0\.63 USD an hour/u],
    ['cluster plan moon', /There is no switch "moon".*exist: shop-nights/su],
  ])('a viewer asks "/%s"', async (text, expected) => {
    expect(await ask('carol', text)).toMatch(expected);
  });
});
