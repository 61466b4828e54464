// Gathers what a postmortem is written from: the incident, its timeline, its alerts and their graphs. These stand beside the file, named in it.

import type { Output } from '../command.ts';
import { type GraphParts, graphOf } from '../notify/graph.ts';
import { type NameOf, withNames } from '../person-name.ts';
import type { Clock, Store } from '../ports.ts';
import { findIncident, headOf, placeOf } from './find.ts';
import { INCIDENT_LIMITS } from './limits.ts';
import { inMarkdown } from './markdown.ts';
import { writePostmortem } from './postmortem.ts';
import { gatherTimeline } from './timeline.ts';

export interface PostmortemDeskParts extends GraphParts {
  readonly store: Store;
  readonly clock: Clock;
}

/** @throws OperatorError when there is none of that number. */
export async function gatherPostmortem(
  number: number,
  parts: PostmortemDeskParts,
  { nameOf, signal }: { readonly nameOf: NameOf; readonly signal: AbortSignal },
): Promise<Output> {
  const { store, clock } = parts;
  const incident = await findIncident(number, store);
  const timeline = await gatherTimeline(incident, store);
  const groups = await Promise.all(incident.alerts.map((each) => store.numberedAlertGroup(each)));
  const alerts = groups.filter((group) => group !== undefined);
  const graphs = await Promise.all(
    alerts.slice(0, INCIDENT_LIMITS.graphs).map((alert) => graphOf(alert, parts, signal)),
  );
  const charts = graphs.flatMap(({ chart }) => (chart === undefined ? [] : [chart]));
  const written = writePostmortem({ incident, timeline, alerts, charts, nowMs: clock.nowMs() });
  const named = await withNames(written, async (userId) => {
    const name = await nameOf(userId);
    return name === undefined ? undefined : inMarkdown(name);
  });
  return {
    stdout: named,
    stderr: `Incident ${number} in ${timeline.length === 1 ? '1 line' : `${timeline.length} lines`}${beside(charts.length)}`,
    exitCode: 0,
    ...{ file: `incident-${number}.md`, charts },
    place: placeOf(incident, await store.postedTs(headOf(incident))),
  };
}

function beside(graphs: number): string {
  if (graphs === 0) return '';
  return graphs === 1 ? ', with a graph beside it' : `, with ${graphs} graphs beside it`;
}
