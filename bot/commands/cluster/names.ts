// The names of timetables as people type them, and the words for one that there is not.

import { UsageError } from '../../errors.ts';
import type { Positionals } from '../../grammar.ts';
import type { NamedTimetable } from '../../timetable/of-settings.ts';

export const ONE_OR_ALL: Positionals = {
  usage: '[NAME]',
  min: 0,
  max: 1,
  pattern: {
    expression: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u,
    description: 'the name of a timetable in the settings',
  },
};

/** @returns all of them where no name is given. @throws UsageError for a name that there is not, and where there are none. */
export function chosen(
  all: readonly NamedTimetable[],
  name: string | undefined,
  usage: string,
): readonly NamedTimetable[] {
  const found = name === undefined ? all : all.filter((each) => each.name === name);
  if (found.length > 0) return found;
  const isNone = all.length === 0;
  throw new UsageError({
    what: isNone ? 'There is no timetable here.' : `There is no timetable "${name}".`,
    why: isNone
      ? 'None stands under "timetables" in the settings now.'
      : `Those under "timetables" in the settings exist: ${all.map((each) => each.name).join(', ')}.`,
    fix: isNone
      ? 'Whoever runs Quartermaster can add one; it is found within seconds.'
      : 'Use one of these names.',
    usage,
  });
}
