// Which of several pods is the best to read logs from: kubectl's own order (kubectl, pkg/util/podutils ByLogging). Pure.

import { goSorted } from '../../kubernetes/go-sort.ts';

export interface Container {
  readonly name: string;
  readonly restartPolicy?: string;
}

interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string | null;
}

/** What of a pod its logs depend on. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp?: string | null;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly ephemeralContainers?: readonly Container[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

/** The best one first. */
export function orderForLogs(pods: readonly Pod[]): readonly Pod[] {
  return goSorted(pods, isBetter);
}

/** Phases that are not named here count as running, as they do in kubectl. */
const PHASE_RANK: Readonly<Record<string, number>> = { Running: 0, Unknown: 1, Pending: 2 };

function isBetter(a: Pod, b: Pod): boolean {
  const assigned = [Boolean(a.spec.nodeName), Boolean(b.spec.nodeName)];
  if (assigned[0] !== assigned[1]) return assigned[0] === true;
  const phases = [rankOf(a), rankOf(b)] as const;
  if (phases[0] !== phases[1]) return phases[0] < phases[1];
  const ready = [readySince(a), readySince(b)] as const;
  if ((ready[0] === undefined) !== (ready[1] === undefined)) return ready[0] !== undefined;
  if (ready[0] !== ready[1]) return isEarlier(ready[0], ready[1]);
  const restarts = compareRestarts(a, b);
  if (restarts !== 0) return restarts > 0;
  const created = [instant(a.metadata.creationTimestamp), instant(b.metadata.creationTimestamp)];
  return created[0] !== created[1] && isEarlier(created[0], created[1]);
}

function rankOf(pod: Pod): number {
  return PHASE_RANK[pod.status?.phase ?? ''] ?? 0;
}

/** Undefined while it is not ready; NaN where nobody knows since when. */
function readySince(pod: Pod): number | undefined {
  const ready = pod.status?.conditions?.find((condition) => condition.type === 'Ready');
  return ready?.status === 'True' ? instant(ready.lastTransitionTime) : undefined;
}

function instant(time: string | null | undefined): number {
  return time ? Date.parse(time) : 0;
}

/** An unknown time comes after every other. */
function isEarlier(a: number | undefined, b: number | undefined): boolean {
  if (!a || !b) return !b;
  return a < b;
}

function compareRestarts(a: Pod, b: Pod): number {
  const [left, right] = [countRestarts(a), countRestarts(b)];
  return left.regular - right.regular || left.sidecar - right.sidecar;
}

function countRestarts(pod: Pod): { regular: number; sidecar: number } {
  const sidecars = (pod.spec.initContainers ?? [])
    .filter((container) => container.restartPolicy === 'Always')
    .map((container) => container.name);
  const ofSidecars = (pod.status?.initContainerStatuses ?? []).filter((status) =>
    sidecars.includes(status.name),
  );
  return {
    regular: largestCount(pod.status?.containerStatuses ?? []),
    sidecar: largestCount(ofSidecars),
  };
}

function largestCount(statuses: readonly ContainerStatus[]): number {
  return Math.max(0, ...statuses.map((status) => status.restartCount ?? 0));
}
