// Events as `kubectl events` shows them: their order and their cells (k8s.io/kubectl pkg/cmd/events). Pure.

import { humanDuration } from '../../kubernetes/duration.ts';
import { escapeTerminal } from '../../kubernetes/escape-terminal.ts';
import { goSorted } from '../../kubernetes/go-sort.ts';

/** The fields of a core/v1 Event that are shown or sorted by. */
export interface EventObject {
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly count?: number;
  readonly eventTime?: string | null;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string | null } | null;
}

/** Oldest first; those of the same time lie where Go's unstable sort leaves them. */
export function sortEvents(events: readonly EventObject[]): readonly EventObject[] {
  return goSorted(events, (a, b) => timeOf(a) < timeOf(b));
}

/** LAST SEEN, TYPE, REASON, OBJECT, MESSAGE. */
export function eventCells(event: EventObject, nowMs: number): readonly string[] {
  const { kind = '', name = '' } = event.involvedObject ?? {};
  return [
    interval(event, nowMs),
    escapeTerminal(event.type ?? ''),
    escapeTerminal(event.reason ?? ''),
    `${escapeTerminal(kind)}/${escapeTerminal(name)}`,
    escapeTerminal((event.message ?? '').trim()),
  ];
}

function timeOf({ series, lastTimestamp, eventTime }: EventObject): number {
  const time = series ? series.lastObservedTime : (lastTimestamp ?? eventTime);
  // Go's zero time lies before every other.
  return time ? microseconds(time) : Number.NEGATIVE_INFINITY;
}

/** Since the epoch; Date alone would forget the last three digits, by which events of one moment are told apart. */
function microseconds(time: string): number {
  const fraction = /\.(\d+)/u.exec(time)?.[1] ?? '';
  const wholeMs = Date.parse(time.replace(/\.\d+/u, ''));
  return wholeMs * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

function interval(event: EventObject, nowMs: number): string {
  const { series, count = 0, eventTime, firstTimestamp, lastTimestamp } = event;
  const first = since(eventTime ?? firstTimestamp, nowMs);
  if (series) {
    return `${since(series.lastObservedTime, nowMs)} (x${series.count ?? 0} over ${first})`;
  }
  return count > 1 ? `${since(lastTimestamp, nowMs)} (x${count} over ${first})` : first;
}

function since(time: string | null | undefined, nowMs: number): string {
  return time ? humanDuration(nowMs - Date.parse(time)) : '<unknown>';
}
