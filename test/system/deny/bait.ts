// What an admin leaves in the channel: a change that waits for its click, a long output, logs that are being followed.

import type { World } from '../../world/world.ts';
import { until } from '../../world/world.ts';
import { type StoredMessage, words } from '../sandbox.ts';
import { type Bait, CHANNEL } from './surfaces.ts';

const LATEST_MS = 60_000;

export async function layBait(world: World): Promise<Bait> {
  const asked = async (text: string, matches: RegExp): Promise<StoredMessage> => {
    await world.sim('command', { user: 'alice', channel: CHANNEL, text });
    return await saying(world, matches);
  };
  return {
    output: await asked('/kubectl get pods -A -o yaml', /apiVersion[\s\S]*Next/u),
    following: await asked('/kubectl logs deploy/web -f', /Stop/u),
    proposal: await asked('/kubectl scale deploy/web --replicas=4', /Confirm/u),
  };
}

/** The newest message of the bot that matches, as soon as there is one. */
export async function saying(world: World, matches: RegExp): Promise<StoredMessage> {
  let found: StoredMessage | undefined;
  await until(async () => {
    found = (await world.said()).findLast((message) => matches.test(words(message)));
    return found === undefined ? `a message that matches ${matches}` : undefined;
  }, LATEST_MS);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}
