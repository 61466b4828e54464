// A container that ends again and again. It waits, runs for some seconds and ends, and a look between these says that all is well: so it counts as
// looping until it has run for as long as the kubelet itself asks for before it forgets. Pure.

import {
  containerInWords,
  containersOf,
  endInWords,
  lastEnd,
  type SeenContainer,
} from './containers.ts';
import { type Matter, msOf, short } from './matter.ts';
import type { Pod } from './objects.ts';

/** After so long a run the kubelet starts anew with its waiting (kubernetes.io, Pod Lifecycle, "Container restarts"). */
export const CALM_MS = 10 * 60_000;

export function crashLoops(pod: Pod): readonly Matter[] {
  return containersOf(pod).flatMap((container) => {
    const untilMs = loopsUntil(pod, container);
    if (untilMs === undefined) return [];
    const { status } = container;
    const end = lastEnd(status);
    const how = end === undefined ? '' : `: ${endInWords(end)}`;
    const restarts = status.restartCount ?? 0;
    return [
      {
        ...{ reason: 'CrashLoopBackOff', part: container.name, severity: 'warning' as const },
        title: `${containerInWords(pod, container)} crash-loops${how}`,
        lines: [
          `Restarts: ${restarts}`,
          ...(short(end?.message) === '' ? [] : [`Last words: ${short(end?.message)}`]),
        ],
        count: Math.max(restarts, 1),
        sinceMs: msOf(end?.finishedAt) || msOf(pod.metadata?.creationTimestamp),
        ...(untilMs === Number.POSITIVE_INFINITY ? {} : { untilMs }),
        log: { container: container.name, previous: status.state?.terminated === undefined },
      },
    ];
  });
}

/** Infinity while it waits; undefined when it does not loop. */
function loopsUntil(
  { status: { phase } = {} }: Pod,
  { status, restartPolicy }: SeenContainer,
): number | undefined {
  const { state = {}, lastState, restartCount = 0 } = status;
  if (state.waiting?.reason === 'CrashLoopBackOff') return Number.POSITIVE_INFINITY;
  const before = lastState?.terminated;
  if (restartCount < 2 || before === undefined) return undefined;
  if (msOf(before.finishedAt) - msOf(before.startedAt) >= CALM_MS) return undefined;
  if (state.running !== undefined) return msOf(state.running.startedAt) + CALM_MS;
  if (state.terminated === undefined || phase === 'Succeeded' || phase === 'Failed')
    return undefined;
  const isDone = restartPolicy === 'OnFailure' && (state.terminated.exitCode ?? 0) === 0;
  return isDone || restartPolicy === 'Never' ? undefined : Number.POSITIVE_INFINITY;
}
