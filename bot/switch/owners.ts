// Where it is told what becomes of a switch. Pure.

import type { Settings } from '../config.ts';
import type { NamedSwitch } from './of-settings.ts';

/** Its own channel, else that of the owners of everything. */
export function ownersOf({ settings }: NamedSwitch, { approvals }: Settings): string | undefined {
  return settings.owners ?? approvals.owners ?? approvals.channel;
}
