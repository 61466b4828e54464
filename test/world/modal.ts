// The modal that is open for a person, and what they put into it.

import { type Json, until, type World } from './world.ts';

const PATIENCE_MS = 90_000;

/** The uppermost, once there is one. */
export async function modalOf(world: World, user: string): Promise<Json> {
  let modal: Json | undefined;
  await until(async () => {
    const { modals } = (await world.sim(`views?user=${user}`)) as { modals: readonly Json[] };
    modal = modals.at(-1);
    return modal === undefined ? `a modal of ${user}` : undefined;
  }, PATIENCE_MS);
  if (modal === undefined) throw new Error('It came and went.');
  return modal;
}

/** @param more for what no client of Slack's would send. @returns what the stand-in says of it */
export async function submitModal(
  world: World,
  user: string,
  values: object,
  more: object = {},
): Promise<Json> {
  const { id } = await modalOf(world, user);
  return await world.sim('submit', { user, view_id: id, values, ...more });
}
