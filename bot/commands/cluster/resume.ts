// `cluster resume`: ends what people asked for beside the timetable. What that switches is done by the next look, within a minute.

import { kubectlCommand } from '../../command.ts';
import { withNames } from '../../person-name.ts';
import { decideToRun } from '../../switch/decide.ts';
import { findSwitch, ONE_SWITCH } from '../../switch/names.ts';
import { placedBySwitch } from '../../switch/placed.ts';
import { switchingOf } from '../../switch/switching.ts';
import { wantedAt } from '../../switch/wanted.ts';
import { writeBecause } from '../../timetable/words.ts';

const USAGE = 'cluster resume NAME';

export const resume = kubectlCommand({
  name: 'cluster resume',
  summary: 'End what was asked for beside the timetable, and do what the timetable says.',
  examples: ['cluster resume shop-nights'],
  effect: 'change',
  grammar: {
    positionals: ONE_SWITCH,
    flags: {},
  },
  read: ({ positionals: [name = ''] }) => ({ name }),
  changes: () => false,
  ...placedBySwitch(USAGE),
  run: async ({ name }, context) => {
    const of = findSwitch(name, context.switches ?? {}, USAGE);
    const { store, nameOf } = switchingOf(context);
    const nowMs = context.nowMs();
    const before = wantedAt(of, await store.overrides(name), nowMs);
    const ended = await store.endOverrides(name, nowMs);
    const now = wantedAt(of, await store.overrides(name), nowMs);
    // Also where it was left out because it came late.
    await decideToRun(name, now, store);
    const { timeZone } = of.timetable.timetable;
    const because = await withNames(writeBecause(now.because, timeZone), nameOf);
    const turns = now.state === before.state ? '' : `; it is switched ${now.state} within a minute`;
    const stdout = `${ended} ended. ${name} is to be ${now.state} (${because})${turns}.\n`;
    return { stdout, stderr: '', exitCode: 0 };
  },
});
