// A HorizontalPodAutoscaler that wants more replicas than it may have, for a quarter of an hour, as the Kubernetes mixin's rule
// KubeHpaMaxedOut waits. One whose least is its most is told nothing. Pure.

import { conditionOf, type Matter, msOf, saidBy } from './matter.ts';
import type { Autoscaler } from './objects.ts';

const GRACE_MS = 15 * 60_000;

export function atMaximum({
  metadata = {},
  spec = {},
  status = {},
}: Autoscaler): readonly Matter[] {
  const limited = conditionOf(status, 'ScalingLimited');
  const { minReplicas = 1, maxReplicas = 0 } = spec;
  const isMost = limited?.status === 'True' && limited.reason === 'TooManyReplicas';
  if (!isMost || (status.currentReplicas ?? 0) < maxReplicas || minReplicas >= maxReplicas)
    return [];
  const sinceMs = msOf(limited.lastTransitionTime);
  return [
    {
      ...{ reason: 'ScalingLimited', severity: 'warning' },
      title: `horizontalpodautoscaler/${metadata.name ?? ''} is at its maximum of ${maxReplicas} replicas`,
      lines: [saidBy(limited)],
      ...{ count: 1, sinceMs, fromMs: sinceMs + GRACE_MS },
    },
  ];
}
