// The names of switches as people type them, and the words for one that there is not. Pure.

import type { Switches } from '../command.ts';
import { UsageError } from '../errors.ts';
import type { Pattern, Positionals } from '../grammar.ts';
import type { NamedSwitch } from './of-settings.ts';

export const SWITCH_NAME: Pattern = {
  expression: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u,
  description: 'the name of a switch in the settings',
};

export const ONE_SWITCH: Positionals = { usage: 'NAME', min: 1, max: 1, pattern: SWITCH_NAME };

/** A name that every object has something of, such as `constructor`, is none. */
export function switchNamed(name: string, switches: Switches): NamedSwitch | undefined {
  return Object.hasOwn(switches, name) ? switches[name] : undefined;
}

export type FindSwitch = typeof findSwitch;

/** @throws UsageError with the names that there are, also for one that the settings no longer have. */
export function findSwitch(name: string, switches: Switches, usage: string): NamedSwitch {
  const found = findSwitchOrGone(name, switches, usage);
  if (found.left?.isGone !== true) return found;
  throw new UsageError({
    what: `There is no switch "${name}" any more.`,
    why: 'The settings no longer have it. What it has switched off is off still.',
    fix: `"/cluster on ${name}" brings that back as it was.`,
    usage,
  });
}

/** Also one that the settings no longer have, of which something is off still. @throws UsageError with the names that there are. */
export function findSwitchOrGone(name: string, switches: Switches, usage: string): NamedSwitch {
  const wanted = switchNamed(name, switches);
  if (wanted !== undefined) return wanted;
  const known = Object.keys(switches).filter((each) => switches[each]?.left?.isGone !== true);
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
