// Does something for every switch of the settings at the same time. What fails for one holds up no other.

import type { Settings } from '../config.ts';
import { type NamedSwitch, switchesOf } from './of-settings.ts';

/** @throws the first error, after all have ended. */
export async function eachSwitch(
  settings: Settings,
  work: (name: string, of: NamedSwitch) => Promise<void>,
): Promise<void> {
  const all = Object.entries(switchesOf(settings)).map(([name, of]) => work(name, of));
  const failed = (await Promise.allSettled(all)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
