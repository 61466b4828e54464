// The state of one container: what it becomes, what the pod becomes with it, and the event that tells of it.
import type { Cluster } from '../cluster.ts';
import type { Container, ContainerStatus, Pod, PodStatus } from '../objects.ts';
import { builtIn } from '../resources.ts';
import { save } from './controller.ts';
import { conditionsOf, qosClass } from './pod-status.ts';
import type { Program } from './program.ts';

const POD = builtIn('Pod');

export function ended(
  { clock }: Cluster,
  status: ContainerStatus,
  { exitCode = 0, endReason }: Program,
): ContainerStatus {
  return {
    ...status,
    ready: false,
    started: false,
    state: {
      terminated: {
        exitCode,
        reason: endReason ?? (exitCode === 0 ? 'Completed' : 'Error'),
        startedAt: status.state.running?.startedAt ?? clock.stamp(),
        finishedAt: clock.stamp(),
        ...(status.containerID === undefined ? {} : { containerID: status.containerID }),
      },
    },
  };
}

export function waitingFor(
  status: ContainerStatus,
  reason: string,
  message: string,
): ContainerStatus {
  return { ...status, ready: false, started: false, state: { waiting: { reason, message } } };
}

export function statusOf({ status }: Pod, { name }: Container): ContainerStatus | undefined {
  return [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].find(
    (one) => one.name === name,
  );
}

/** Changes the status of one container, and of the pod what follows from it. */
export function change(
  cluster: Cluster,
  { metadata }: Pod,
  { name }: Container,
  next: (status: ContainerStatus) => ContainerStatus,
): void {
  const pod = cluster.store.get(POD, metadata.namespace, metadata.name) as Pod | undefined;
  if (pod === undefined || pod.metadata.uid !== metadata.uid) return;
  const replaceIn = (list: ContainerStatus[] | undefined) =>
    list?.map((one) => (one.name === name ? next(one) : one));
  const [initial, main] = [
    replaceIn(pod.status.initContainerStatuses),
    replaceIn(pod.status.containerStatuses),
  ];
  const status: PodStatus = {
    ...pod.status,
    ...(initial === undefined ? {} : { initContainerStatuses: initial }),
    ...(main === undefined ? {} : { containerStatuses: main }),
  };
  const phase = phaseOf(pod, status);
  const changed = { ...status, phase, qosClass: qosClass(pod.spec) };
  save(cluster, POD, {
    ...pod,
    status: { ...changed, conditions: conditionsOf(cluster, pod, changed) },
  });
}

function phaseOf({ spec }: Pod, { containerStatuses = [], phase }: PodStatus): string {
  const states = containerStatuses.map(({ state, lastState }) => ({
    ...state,
    wasStarted: lastState.terminated !== undefined,
  }));
  if (states.some(({ running, wasStarted }) => running !== undefined || wasStarted))
    return 'Running';
  const isEnded = states.length > 0 && states.every(({ terminated }) => terminated !== undefined);
  if (!isEnded) return phase;
  const policy = spec.restartPolicy ?? 'Always';
  const failed = states.some(({ terminated }) => terminated?.exitCode !== 0);
  if (policy === 'Always' || (failed && policy === 'OnFailure')) return 'Running';
  return failed ? 'Failed' : 'Succeeded';
}

export function say(
  cluster: Cluster,
  pod: Pod,
  { name }: Container,
  note: { type: 'Normal' | 'Warning'; reason: string; message: string },
): void {
  const isInitial = pod.spec.initContainers?.some((one) => one.name === name) ?? false;
  cluster.events.record(pod, {
    ...note,
    component: 'kubelet',
    host: pod.spec.nodeName ?? '',
    fieldPath: `spec.${isInitial ? 'initContainers' : 'containers'}{${name}}`,
  });
}
