// Timetables through Slack: anybody in a group may look at them, nobody else, and a changed file counts within seconds.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../world/ask.ts';
import { createWorld, type World } from '../world/world.ts';
import { words } from './sandbox.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
});

afterAll(async () => {
  await world?.close();
});

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
    expect(words(await ask(world, 'carol', text))).toMatch(expected);
  });
});
