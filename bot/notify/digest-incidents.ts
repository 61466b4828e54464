// What a digest says of incidents: how many began, ended and are open, how soon people led and ended them, and what is still to be done of those that
// are over. Pure.

import { cutTo } from '../cut-to.ts';
import { figuresOf } from '../incidents/figures.ts';
import type { Incident } from '../incidents/incident.ts';
import { writeSpan } from '../timetable/words.ts';

/** What is still to be done so long after its incident is overdue: nobody says by when it is to be. */
const OVERDUE_MS = 7 * 86_400_000;
const MOST = { open: 5, overdue: 5, text: 150 };

interface Span {
  readonly fromMs: number;
  readonly nowMs: number;
}

/** @param incidents those that are open, and those that ended since long before the span. @returns lines; none where there is nothing to say */
export function incidentLines(
  incidents: readonly Incident[],
  { fromMs, nowMs }: Span,
): readonly string[] {
  const begun = incidents.filter(({ declaredAtMs }) => declaredAtMs >= fromMs);
  const ended = incidents.filter(
    ({ resolvedAtMs = 0, state }) => state === 'resolved' && resolvedAtMs >= fromMs,
  );
  const open = incidents.filter(({ state }) => state === 'open');
  if (begun.length + ended.length + open.length === 0) return [];
  const sorted = open.toSorted((one, other) => one.severity - other.severity);
  return [
    `${begun.length} declared, ${ended.length} resolved, ${open.length} open`,
    ...figureLines(begun, ended),
    ...cutTo(MOST.open, sorted, ({ number, severity, title, beganAtMs, roles }) => {
      const leads = roles.commander === undefined ? 'nobody leads it' : `led by ${roles.commander}`;
      return `Incident ${number}, SEV ${severity}, for ${writeSpan(nowMs - beganAtMs)}, ${leads}: ${short(title)}`;
    }),
  ];
}

/** Things to do of incidents that have been over for a week, the oldest first. */
export function overdueLines(incidents: readonly Incident[], nowMs: number): readonly string[] {
  const late = incidents
    .filter(
      ({ state, resolvedAtMs = nowMs }) =>
        state === 'resolved' && resolvedAtMs <= nowMs - OVERDUE_MS,
    )
    .toSorted((one, other) => one.number - other.number)
    .flatMap(({ number, resolvedAtMs = nowMs, actions }) =>
      actions
        .filter(({ doneBy }) => doneBy === undefined)
        .map((action) => ({ ...action, incident: number, sinceMs: nowMs - resolvedAtMs })),
    );
  return cutTo(MOST.overdue, late, ({ incident, number, text, owner, sinceMs }) => {
    const whose = owner === undefined ? 'nobody’s' : `for ${owner}`;
    return `${number} of incident ${incident}, over for ${writeSpan(sinceMs)}, ${whose}: ${short(text)}`;
  });
}

/** Until somebody led those that began in this time, and until those were resolved that ended in it. */
function figureLines(begun: readonly Incident[], ended: readonly Incident[]): readonly string[] {
  const { mttaMs } = figuresOf(begun);
  const { mttrMs } = figuresOf(ended);
  const figures = [
    ...(mttaMs === undefined ? [] : [`MTTA ${writeSpan(mttaMs)} of what was declared`]),
    ...(mttrMs === undefined ? [] : [`MTTR ${writeSpan(mttrMs)} of what was resolved`]),
  ];
  return figures.length === 0 ? [] : [figures.join(', ')];
}

function short(text: string): string {
  return text.slice(0, MOST.text).toWellFormed();
}
