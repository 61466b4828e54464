// A container that the kernel ended for its memory. It stands in what ended last, also when it runs again: it is over when it has run for a while,
// or, of a Pod that is not started again, after an hour. Pure.

import { containerInWords, containersOf, lastEnd } from './containers.ts';
import { CALM_MS } from './crash-loop.ts';
import { type Matter, msOf } from './matter.ts';
import type { Pod } from './objects.ts';

const KEPT_MS = 60 * 60_000;

export function oomKills(pod: Pod): readonly Matter[] {
  return containersOf(pod).flatMap((container) => {
    const { status, memoryLimit } = container;
    const end = lastEnd(status);
    if (end?.reason !== 'OOMKilled') return [];
    const endedMs = msOf(end.finishedAt);
    const hasEnded = ['Failed', 'Succeeded'].includes(pod.status?.phase ?? '');
    const runningMs =
      status.state?.running === undefined ? undefined : msOf(status.state.running.startedAt);
    const untilMs = hasEnded
      ? endedMs + KEPT_MS
      : runningMs === undefined
        ? undefined
        : runningMs + CALM_MS;
    const restarts = status.restartCount ?? 0;
    return [
      {
        ...{ reason: 'OOMKilled', part: container.name, severity: 'warning' as const },
        title: `${containerInWords(pod, container)} was killed for its memory`,
        lines: [
          `Memory limit: ${memoryLimit ?? 'none of its own, so that of the node'}`,
          `Restarts: ${restarts}`,
        ],
        count: Math.max(restarts, 1),
        sinceMs: endedMs || msOf(pod.metadata?.creationTimestamp),
        ...(untilMs === undefined ? {} : { untilMs }),
        log: { container: container.name, previous: status.state?.terminated === undefined },
      },
    ];
  });
}
