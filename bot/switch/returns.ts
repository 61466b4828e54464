// Whether what somebody asks for would end by itself. A timetable switches it back, as the group "timetable", with nobody there to approve
// anything: where policy never lets it, what was meant for two hours would stay for good.

import { OperatorError } from '../errors.ts';
import type { Lease } from '../timetable/timetable.ts';
import { writeInstant } from '../timetable/words.ts';
import type { NamedSwitch } from './of-settings.ts';
import type { Switching } from './switching.ts';
import { wantedAt } from './wanted.ts';

/** @throws OperatorError with the policy that forbids it. */
export function assertReturns(
  name: string,
  of: NamedSwitch,
  asked: Lease,
  { refusedToTimetable, clock }: Pick<Switching, 'refusedToTimetable' | 'clock'>,
): void {
  const { timeZone } = of.timetable.timetable;
  const after = wantedAt(of, [], asked.untilMs).state;
  const turns = [
    ...(asked.fromMs > clock.nowMs() ? [{ state: asked.state, atMs: asked.fromMs }] : []),
    ...(after === asked.state ? [] : [{ state: after, atMs: asked.untilMs }]),
  ];
  for (const { state, atMs } of turns) {
    const why = refusedToTimetable({ name, of, state }, atMs);
    if (why === undefined) continue;
    throw new OperatorError({
      what: `${name} would not be switched ${state} by itself at ${writeInstant(atMs, timeZone)}.`,
      why: `That is for its timetable to do, and ${why}.`,
      fix: `Ask whoever keeps the policies to permit "cluster ${state}" on ${of.settings.cluster} to the group "timetable".`,
    });
  }
}
