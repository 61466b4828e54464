// A Pod for which there is no node. For a minute it is given to the autoscaler. Pure.

import { conditionOf, type Matter, msOf, short } from './matter.ts';
import type { Pod } from './objects.ts';

const GRACE_MS = 60_000;

export function unscheduled(pod: Pod): readonly Matter[] {
  const scheduled = conditionOf(pod.status ?? {}, 'PodScheduled');
  // Gated ones wait on purpose (reason SchedulingGated).
  if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable') return [];
  const sinceMs = msOf(scheduled.lastTransitionTime);
  return [
    {
      ...{ reason: 'FailedScheduling', severity: 'warning' },
      title: `pod/${pod.metadata?.name ?? ''} finds no node`,
      lines: [short(scheduled.message)].filter((line) => line !== ''),
      ...{ count: 1, sinceMs, fromMs: sinceMs + GRACE_MS, events: ['FailedScheduling'] },
    },
  ];
}
