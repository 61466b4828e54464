// A node that is not ready. A minute is given to one that restarts, five to one that is new. Pure.

import { conditionOf, type Matter, msOf, saidBy } from './matter.ts';
import type { Node } from './objects.ts';

const GRACE_MS = 60_000;
const NEW_MS = 5 * 60_000;

export function nodeNotReady({ metadata = {}, spec = {}, status = {} }: Node): readonly Matter[] {
  const ready = conditionOf(status, 'Ready');
  if (ready === undefined || ready.status === 'True') return [];
  const sinceMs = msOf(ready.lastTransitionTime);
  const silent = ready.status === 'Unknown' ? ' (its kubelet says nothing any more)' : '';
  const words = saidBy(ready);
  return [
    {
      // Somebody works on a node that is cordoned.
      ...{ reason: 'NodeNotReady', severity: spec.unschedulable === true ? 'warning' : 'critical' },
      title: `node/${metadata.name ?? ''} is not ready${silent}`,
      lines: [
        ...(words === '' ? [] : [words]),
        ...(spec.unschedulable === true ? ['It is cordoned.'] : []),
      ],
      ...{ count: 1, sinceMs },
      fromMs: Math.max(sinceMs + GRACE_MS, msOf(metadata.creationTimestamp) + NEW_MS),
    },
  ];
}
