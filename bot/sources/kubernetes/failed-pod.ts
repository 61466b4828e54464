// A Pod that has failed for good: nothing starts its containers again. A Job says itself when its Pods have failed too often, and what was ended from
// outside (evicted, preempted, its node shut down) has a reason of its own. It stays as a record, so it is over after an hour. Pure.

import { containerInWords, containersOf, endInWords, lastEnd } from './containers.ts';
import { type Matter, msOf, short } from './matter.ts';
import type { Pod } from './objects.ts';

const KEPT_MS = 60 * 60_000;

export function failedPod(pod: Pod): readonly Matter[] {
  const { status = {}, metadata = {} } = pod;
  const isOfJob = (metadata.ownerReferences ?? []).some(({ kind }) => kind === 'Job');
  if (status.phase !== 'Failed' || (status.reason ?? '') !== '' || isOfJob) return [];
  const broken = containersOf(pod).find((each) => (lastEnd(each.status)?.exitCode ?? 0) !== 0);
  const end = broken === undefined ? undefined : lastEnd(broken.status);
  // What was killed for its memory is told as that.
  if (broken === undefined || end === undefined || end.reason === 'OOMKilled') return [];
  const sinceMs = msOf(end.finishedAt) || msOf(metadata.creationTimestamp);
  return [
    {
      ...{ reason: 'PodFailed', part: broken.name, severity: 'warning' },
      title: `${containerInWords(pod, broken)} failed: ${endInWords(end)}`,
      lines: [short(end.message)]
        .filter((line) => line !== '')
        .map((line) => `Last words: ${line}`),
      ...{ count: 1, sinceMs, untilMs: sinceMs + KEPT_MS },
      log: { container: broken.name, previous: false },
    },
  ];
}
