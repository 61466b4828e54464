// The names of switches as people type them, and the words for one that there is not. Pure.

import { UsageError } from '../errors.ts';
import type { Pattern } from '../grammar.ts';
import type { NamedSwitch } from './of-settings.ts';

export const SWITCH_NAME: Pattern = {
  expression: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u,
  description: 'the name of a switch in the settings',
};

/** @throws UsageError with the names that there are. */
export function findSwitch(
  name: string,
  switches: Readonly<Record<string, NamedSwitch>>,
  usage: string,
): NamedSwitch {
  const wanted = Object.hasOwn(switches, name) ? switches[name] : undefined;
  if (wanted !== undefined) return wanted;
  const known = Object.keys(switches);
  throw new UsageError({
    what: `There is no switch "${name}".`,
    why:
      known.length === 0
        ? 'None stands under "switches" in the settings now.'
        : `Those under "switches" in the settings exist: ${known.join(', ')}.`,
    fix: 'Use one of these names, or have it added to the settings; it is found within seconds.',
    usage,
  });
}
