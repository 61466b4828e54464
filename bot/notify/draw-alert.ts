// The graph of an alert for its thread: the picture, and for whoever asked what it shows and where it is.

import type { Output } from '../command.ts';
import { OperatorError } from '../errors.ts';
import type { Store } from '../ports.ts';
import { findAlert } from './find-alert.ts';
import { type GraphParts, graphOf } from './graph.ts';
import { messageOf } from './show-group.ts';

export interface DrawParts extends GraphParts {
  readonly store: Store;
}

/** @throws OperatorError where there is no such alert, or nothing to draw. */
export async function drawAlert(
  number: number,
  parts: DrawParts,
  signal: AbortSignal,
): Promise<Output> {
  const group = await findAlert(number, parts.store);
  const { chart, why } = await graphOf(group, parts, signal);
  if (chart === undefined) throw nothingToDraw(number, why);
  const threadTs = await parts.store.postedTs(messageOf(group));
  const isTold = group.channelId !== '' && threadTs !== undefined;
  const lines = [
    isTold ? 'The graph is in the thread of the alert.' : 'The graph is in your messages.',
    chart.alt,
    ...(why === undefined ? [] : [`It is not of the series itself: ${why}.`]),
  ];
  return {
    ...{ stdout: `${lines.join('\n')}\n`, stderr: '', exitCode: 0, charts: [chart] },
    ...(isTold ? { place: { channelId: group.channelId, threadTs } } : {}),
  };
}

function nothingToDraw(number: number, why: string | undefined): OperatorError {
  const more = why === undefined ? '' : ` and ${why}`;
  return new OperatorError({
    what: `There is no graph of alert ${number}.`,
    why: `How often it was seen over time was not written down${more}.`,
    fix: `"/incident alert ${number}" says all that is known of it.`,
  });
}
