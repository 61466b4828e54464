// `cluster skip`: the changes of one day that are still to come do not happen. Nothing is switched by it.

import { kubectlCommand } from '../../command.ts';
import { skipFor } from '../../switch/lease.ts';
import { findSwitch, SWITCH_NAME } from '../../switch/names.ts';
import { placedBySwitch } from '../../switch/placed.ts';
import { switchingOf } from '../../switch/switching.ts';
import { writeWeekday } from '../../timetable/words.ts';

const USAGE = 'cluster skip NAME (today | tomorrow | 2026-12-24)';

interface SkipArgs {
  readonly name: string;
  readonly day: string;
}

export const skip = kubectlCommand({
  name: 'cluster skip',
  summary: 'Leave out the changes of a day that are still to come.',
  examples: ['cluster skip shop-nights today', 'cluster skip shop-nights 2026-12-24'],
  effect: 'change',
  grammar: {
    positionals: { usage: 'NAME DAY', min: 2, max: 2, pattern: SWITCH_NAME },
    flags: {},
  },
  read: ({ positionals: [name = '', day = ''] }) => ({ name, day }),
  changes: () => false,
  ...placedBySwitch<SkipArgs>(USAGE),
  run: async ({ name, day }, context) => {
    const of = findSwitch(name, context.switches ?? {}, USAGE);
    const { store, who, newId } = switchingOf(context);
    const asker = { id: newId(), who, nowMs: context.nowMs() };
    const skipped = skipFor(day, { asker, of, usage: USAGE });
    await store.saveOverride(name, skipped);
    const stdout = `${name} leaves out what is still to come on ${writeWeekday(skipped.day)}.\n`;
    return { stdout, stderr: '', exitCode: 0 };
  },
});
