// A Deployment whose rollout has come no further within its progress deadline, or that cannot make its Pods at all. Pure.

import { conditionOf, type Matter, msOf, saidBy } from './matter.ts';
import type { Condition, Workload } from './objects.ts';

/** A quota that is full for a moment. */
const GRACE_MS = 60_000;

export function stuckRollouts({
  metadata = {},
  spec = {},
  status = {},
}: Workload): readonly Matter[] {
  const progressing = conditionOf(status, 'Progressing');
  const failure = conditionOf(status, 'ReplicaFailure');
  const name = `deployment/${metadata.name ?? ''}`;
  const { availableReplicas = 0, updatedReplicas = 0 } = status;
  const wanted = spec.replicas ?? 1;
  const severity = availableReplicas === 0 && wanted > 0 ? 'critical' : 'warning';
  const state = `Updated: ${updatedReplicas} of ${wanted}, available: ${availableReplicas}`;
  const matter = (reason: string, title: string, condition: Condition): Matter => ({
    ...{ reason, severity, title, count: 1, sinceMs: msOf(condition.lastTransitionTime) },
    lines: [state, saidBy(condition)],
  });
  const isStuck =
    progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded';
  const isRefused = failure?.status === 'True';
  return [
    ...(isStuck
      ? [matter('ProgressDeadlineExceeded', `${name}: the rollout is stuck`, progressing)]
      : []),
    ...(isRefused
      ? [
          {
            ...matter('FailedCreate', `${name}: Pods cannot be made`, failure),
            fromMs: msOf(failure.lastTransitionTime) + GRACE_MS,
          },
        ]
      : []),
  ];
}
