// The containers of a Pod as the conditions see them: what was asked for and how each stands. Pure.

import type { ContainerStatus, Pod, Terminated } from './objects.ts';

export interface SeenContainer {
  readonly name: string;
  readonly status: ContainerStatus;
  readonly isInit: boolean;
  /** Always, OnFailure or Never: whether it is started again when it ends. */
  readonly restartPolicy: string;
  /** The limit as it was written, for example 512Mi. */
  readonly memoryLimit: string | undefined;
}

export function containersOf({ spec = {}, status = {} }: Pod): readonly SeenContainer[] {
  const inits = new Map((spec.initContainers ?? []).map((each) => [each.name, each]));
  const others = new Map((spec.containers ?? []).map((each) => [each.name, each]));
  const policy = spec.restartPolicy ?? 'Always';
  const seen = (each: ContainerStatus, isInit: boolean): SeenContainer => {
    const asked = (isInit ? inits : others).get(each.name);
    return {
      ...{ name: each.name ?? '', status: each, isInit },
      // An init container that fails is started again unless nothing is; one with a policy of its own is a sidecar.
      restartPolicy: asked?.restartPolicy ?? (isInit && policy === 'Always' ? 'OnFailure' : policy),
      memoryLimit: asked?.resources?.limits?.memory,
    };
  };
  return [
    ...(status.initContainerStatuses ?? []).map((each) => seen(each, true)),
    ...(status.containerStatuses ?? []).map((each) => seen(each, false)),
  ];
}

/** How it ended last: now, or before it was started again. */
export function lastEnd({ state, lastState }: ContainerStatus): Terminated | undefined {
  return state?.terminated ?? lastState?.terminated;
}

/** `exit code 137 (OOMKilled)` */
export function endInWords({ exitCode = 0, reason, signal }: Terminated): string {
  const code = signal === undefined || signal === 0 ? `exit code ${exitCode}` : `signal ${signal}`;
  return reason === undefined || reason === '' ? code : `${code} (${reason})`;
}

/** `pod/web-1: container app` */
export function containerInWords(pod: Pod, { name, isInit }: SeenContainer): string {
  return `pod/${pod.metadata?.name ?? ''}: ${isInit ? 'init container' : 'container'} ${name}`;
}
