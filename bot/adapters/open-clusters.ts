// The clusters of the settings, with the kubectl and the AWS that they are used with. Connects to nothing yet.

import { systemClock } from '../clock.ts';
import type { Settings } from '../config.ts';
import type { Log } from '../dispatch/rooms.ts';
import { LIMITS } from '../limits.ts';
import { withAws } from './aws.ts';
import { createKubectlBinary, findKubectl } from './kubectl-binary.ts';
import { createClusters, type OpenClusters } from './kubernetes.ts';

/** @param kubectl where it is, or what it is called in PATH, where the settings do not say */
export function openClusters(
  settings: Settings,
  kubectl: string | undefined,
  log: Log,
): OpenClusters {
  const found = findKubectl(settings.kubectl ?? kubectl);
  const clusters = createClusters({
    clusters: Object.entries(settings.clusters).map(([name, cluster]) => ({ name, ...cluster })),
    limits: { ...LIMITS, discoveryMs: 10_000 },
    clock: systemClock,
    log,
    ...(found === undefined
      ? {}
      : { kubectl: createKubectlBinary({ command: found, outputBytes: LIMITS.outputBytes }) }),
  });
  return withAws(clusters, settings.clusters);
}
