// A Job that failed. One of a CronJob is over when a later one has succeeded; any is told for a day. Pure.

import { conditionOf, type Matter, msOf, saidBy } from './matter.ts';
import type { Job } from './objects.ts';

const KEPT_MS = 24 * 60 * 60_000;

export function failedJob({ metadata = {}, status = {} }: Job): readonly Matter[] {
  const failed = conditionOf(status, 'Failed');
  if (failed?.status !== 'True') return [];
  const sinceMs = msOf(failed.lastTransitionTime);
  return [
    {
      ...{ reason: 'JobFailed', severity: 'warning' },
      title: `job/${metadata.name ?? ''} failed`,
      lines: [
        saidBy(failed),
        ...(status.failed === undefined ? [] : [`Pods that failed: ${status.failed}`]),
      ],
      ...{ count: 1, sinceMs, untilMs: sinceMs + KEPT_MS, endsBySuccess: true },
    },
  ];
}
