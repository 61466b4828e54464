// A Pod that its node threw out, for example because its disk was full. What people and their tools evict, as a drain does, is none. The Pod stays
// as a record long after others have taken its place, so it is over after an hour. Pure.

import { conditionOf, type Matter, msOf, short } from './matter.ts';
import type { Pod } from './objects.ts';

const KEPT_MS = 60 * 60_000;

export function evicted(pod: Pod): readonly Matter[] {
  const { status = {}, metadata = {} } = pod;
  if (status.phase !== 'Failed' || status.reason !== 'Evicted') return [];
  const sinceMs = whenMs(pod);
  return [
    {
      ...{ reason: 'Evicted', severity: 'warning' },
      title: `pod/${metadata.name ?? ''} was evicted by its node`,
      lines: [short(status.message)].filter((line) => line !== ''),
      ...{ count: 1, sinceMs, untilMs: sinceMs + KEPT_MS },
    },
  ];
}

/** Older kubelets set no condition: then when its containers ended, or when it began. */
function whenMs({ status = {}, metadata = {} }: Pod): number {
  const target = conditionOf(status, 'DisruptionTarget');
  const ends = (status.containerStatuses ?? []).map(({ state }) =>
    msOf(state?.terminated?.finishedAt),
  );
  return (
    msOf(target?.lastTransitionTime) ||
    Math.max(0, ...ends) ||
    msOf(status.startTime) ||
    msOf(metadata.creationTimestamp)
  );
}
