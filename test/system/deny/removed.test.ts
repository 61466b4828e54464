// Between the preview of a change and its click, the one who asked for it loses the right to it. At the click they are asked about
// afresh: nothing is changed, and it is said to them.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createWorld, type World } from '../../world/world.ts';
import { words } from '../sandbox.ts';
import { saying } from './bait.ts';
import { CHANNEL } from './surfaces.ts';

interface Loss {
  readonly name: string;
  readonly loss: object;
  /** What the refusal gives as the reason. */
  readonly reason: RegExp;
}

const LOSSES: readonly Loss[] = [
  { name: 'removed', loss: { groups: [] }, reason: /in no group/u },
  { name: 'demoted', loss: { groups: ['viewers'] }, reason: /in viewer/u },
  { name: 'guest', loss: { is_restricted: true }, reason: /guests-may-nothing/u },
  { name: 'deactivated', loss: { deleted: true }, reason: /no policy allows it/u },
];
const DEPLOYMENT = '/apis/apps/v1/namespaces/shop/deployments/web';

let world: World;

beforeAll(async () => {
  world = await createWorld();
  await world.sim('settings', { rate_limits: false });
  for (const { name } of LOSSES) await world.sim('person', { name, groups: ['operators'] });
  await world.startBot();
});

afterAll(async () => {
  await world?.close();
});

test.each(LOSSES)('$name between the preview and the click', async ({ name, loss, reason }) => {
  const replicas = 7 + LOSSES.findIndex((one) => one.name === name);
  const text = `/kubectl scale deploy/web --replicas=${replicas}`;
  await world.sim('command', { user: name, channel: CHANNEL, text });
  const { ts } = await saying(world, new RegExp(`to ${replicas} replicas[\\s\\S]*Confirm`, 'u'));
  const before = await world.read(DEPLOYMENT);
  await world.sim('user', { user: name, ...loss });
  const asked = world.requests().length;

  const click = { user: name, channel: CHANNEL, ts, action_id: 'confirm' };
  await world.sim('click', { ...click, force: 'deleted' in loss });
  const refusal = await saying(
    world,
    new RegExp(`^Refused on staging: kubectl scale deploy/web --replicas ${replicas}`, 'u'),
  );

  expect(refusal.ephemeral_to).toBe(`U0${name.toUpperCase()}`);
  expect(words(refusal)).toMatch(reason);
  expect(world.requests().slice(asked)).toEqual([]);
  expect(await world.read(DEPLOYMENT)).toEqual(before);
});
