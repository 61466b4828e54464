// `cluster keep`: leaves a switch as it is to be now until an end, whatever its timetable says meanwhile. Nothing is switched by it.

import { kubectlCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { leaseFor } from '../../switch/lease.ts';
import { findSwitch, ONE_SWITCH } from '../../switch/names.ts';
import { placedBySwitch } from '../../switch/placed.ts';
import { switchingOf } from '../../switch/switching.ts';
import type { TurnArgs } from '../../switch/turning.ts';
import { wantedAt } from '../../switch/wanted.ts';
import type { State } from '../../timetable/timetable.ts';
import { writeInstant } from '../../timetable/words.ts';
import { readSpan, spanFlags } from './span.ts';

const USAGE = 'cluster keep NAME (--until 22:00 | --for 2h)';

export const keep = kubectlCommand({
  name: 'cluster keep',
  summary: 'Leave a switch as it is now until an end, whatever its timetable says meanwhile.',
  examples: ['cluster keep shop-nights --until 22:00', 'cluster keep shop-nights --for 2h'],
  effect: 'change',
  grammar: {
    positionals: ONE_SWITCH,
    flags: spanFlags,
  },
  read: ({ positionals: [name = ''], flags }) => ({ name, span: readSpan(flags, USAGE) }),
  changes: () => false,
  ...placedBySwitch<TurnArgs>(USAGE),
  run: async ({ name, span }, context) => {
    const of = findSwitch(name, context.switches ?? {}, USAGE);
    const { store, who, newId } = switchingOf(context);
    const nowMs = context.nowMs();
    const { state, cause } = wantedAt(of, await store.overrides(name), nowMs);
    const decided = await store.decision(name);
    // It would be made after all, and nobody has looked at what that comes to.
    if (decided?.cause === cause && decided.decision !== 'run') throw notMade(name, state);
    const asker = { id: newId(), who, nowMs };
    const lease = leaseFor(state, span, { asker, of, usage: USAGE });
    await store.saveOverride(name, lease);
    const until = writeInstant(lease.untilMs, of.timetable.timetable.timeZone);
    return { stdout: `${name} stays ${state} until ${until}.\n`, stderr: '', exitCode: 0 };
  },
});

function notMade(name: string, state: State): UsageError {
  return new UsageError({
    what: `It is not said whether ${name} is to be kept on or off.`,
    why: `By its timetable it is to be ${state}; that came late, and was not brought about.`,
    fix: `Say which: "cluster on ${name} --until 22:00" or "cluster off ${name} --until 22:00".`,
    usage: USAGE,
  });
}
