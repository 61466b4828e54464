// The Table of pods: the STATUS and RESTARTS that the API server makes out of phases and container states.
import { age } from '../duration.ts';
import type { Condition, Container, ContainerStatus, Pod } from '../objects.ts';
import { type Printer, printerOf } from './printer.ts';

export const POD_PRINTER: Printer = {
  ...printerOf<Pod>(
    'Name|Ready|Status|Restarts|Age|+IP|+Node|+Nominated Node|+Readiness Gates',
    podCells,
  ),
  conditions(object) {
    const { phase } = (object as Pod).status;
    if (phase === 'Succeeded') return [completed(phase, 'The pod has completed successfully.')];
    if (phase === 'Failed') return [completed(phase, 'The pod failed.')];
    return [];
  },
};

function completed(reason: string, message: string) {
  return { type: 'Completed', status: 'True', reason, message };
}

function podCells(pod: Pod, now: number) {
  const summary = summarize(pod);
  const restarts =
    summary.restarts > 0 && summary.lastRestart !== ''
      ? `${summary.restarts} (${age(summary.lastRestart, now)} ago)`
      : String(summary.restarts);
  return [
    pod.metadata.name,
    `${summary.ready}/${summary.total}`,
    summary.status,
    restarts,
    age(pod.metadata.creationTimestamp, now),
    pod.status.podIPs?.[0]?.ip || '<none>',
    pod.spec.nodeName || '<none>',
    pod.status.nominatedNodeName || '<none>',
    readinessGates(pod),
  ];
}

interface Summary {
  status: string;
  ready: number;
  total: number;
  restarts: number;
  /** The latest end of a container that was started again. */
  lastRestart: string;
}

function summarize(pod: Pod): Summary {
  const { spec, status, metadata } = pod;
  const sidecars = new Set((spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const summary: Summary = {
    status: firstReason(pod),
    ready: 0,
    total: spec.containers.length + sidecars.size,
    restarts: 0,
    lastRestart: '',
  };
  const initializing = addInitContainers(summary, pod, sidecars);
  if (!initializing || isTrue(status.conditions, 'Initialized'))
    addContainers(summary, pod, sidecars);
  if (metadata.deletionTimestamp !== undefined && status.reason === 'NodeLost')
    summary.status = 'Unknown';
  else if (metadata.deletionTimestamp !== undefined && !isTerminal(status.phase))
    summary.status = 'Terminating';
  return summary;
}

function firstReason({ status }: Pod): string {
  const gated = status.conditions?.some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  );
  return gated ? 'SchedulingGated' : (status.reason ?? status.phase);
}

/** Whether an init container still stands in the way; its state is then the pod's. */
function addInitContainers(summary: Summary, pod: Pod, sidecars: ReadonlySet<string>): boolean {
  const statuses = pod.status.initContainerStatuses ?? [];
  for (const [index, container] of statuses.entries()) {
    addRestarts(summary, container);
    const { terminated, waiting } = container.state;
    if (terminated?.exitCode === 0) continue;
    if (sidecars.has(container.name) && container.started) {
      if (container.ready) summary.ready += 1;
      continue;
    }
    if (terminated !== undefined) summary.status = `Init:${endOf(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing')
      summary.status = `Init:${waiting.reason}`;
    else summary.status = `Init:${index}/${pod.spec.initContainers?.length ?? 0}`;
    return true;
  }
  return false;
}

function addContainers(summary: Summary, pod: Pod, sidecars: ReadonlySet<string>): void {
  summary.restarts = 0;
  summary.lastRestart = '';
  for (const container of pod.status.initContainerStatuses ?? [])
    if (sidecars.has(container.name)) addRestarts(summary, container);
  let hasRunning = false;
  let error = '';
  for (const container of [...(pod.status.containerStatuses ?? [])].reverse()) {
    addRestarts(summary, container);
    const { waiting, terminated, running } = container.state;
    if (waiting?.reason) summary.status = waiting.reason;
    else if (terminated !== undefined) {
      summary.status = endOf(terminated);
      if (terminated.exitCode !== 0) error = summary.status;
    } else if (container.ready && running !== undefined) {
      hasRunning = true;
      summary.ready += 1;
    }
  }
  if (summary.status !== 'Completed') return;
  if (hasRunning && isTrue(pod.status.conditions, 'Ready')) summary.status = 'Running';
  else if (error !== '') summary.status = error;
  else if (hasRunning) summary.status = 'NotReady';
}

function addRestarts(summary: Summary, container: ContainerStatus): void {
  summary.restarts += container.restartCount;
  const ended = container.lastState.terminated?.finishedAt ?? '';
  if (ended > summary.lastRestart) summary.lastRestart = ended;
}

function endOf(ended: { reason?: string; signal?: number; exitCode: number }): string {
  if (ended.reason) return ended.reason;
  return ended.signal ? `Signal:${ended.signal}` : `ExitCode:${ended.exitCode}`;
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const open = gates.filter(({ conditionType }) => isTrue(status.conditions, conditionType));
  return `${open.length}/${gates.length}`;
}

function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

function isTerminal(phase: string): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

function isTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return conditions?.some((one) => one.type === type && one.status === 'True') ?? false;
}
