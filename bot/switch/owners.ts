// Where it is told what becomes of a switch. Pure.

import type { Settings } from '../config.ts';
import type { NamedSwitch } from './of-settings.ts';

/**
 * Its own channel, else that of the owners of everything.
 * @param of absent: one that the settings no longer have
 * @returns undefined where nobody is told anything
 */
export function ownersOf(
  of: Pick<NamedSwitch, 'settings'> | undefined,
  { approvals }: Settings,
): string | undefined {
  return of?.settings.owners ?? approvals.owners ?? approvals.channel;
}
