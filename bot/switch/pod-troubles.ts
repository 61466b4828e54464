// Why pods are not ready, as Kubernetes itself says it: what a container waits for or ended by, and why there is no node. Pure.

/** As much of a Pod as is looked at. */
export interface TroubledPod {
  readonly metadata?: { readonly name?: string };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
  };
}

const MESSAGE_CHARACTERS = 160;

/** @returns `pod/web-1: app waits: ImagePullBackOff, ...`; undefined for a pod that is ready or has done its work. */
export function troubleOf({ metadata, status = {} }: TroubledPod): string | undefined {
  const conditions = status.conditions ?? [];
  const isReady = conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
  if (isReady || status.phase === 'Succeeded') return undefined;
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const reasons = [
    ...all.flatMap(ofContainer),
    ...conditions.filter(isUnscheduled).map(ofCondition),
  ];
  const words = reasons.length > 0 ? reasons.join('; ') : plainReason(status);
  return `pod/${metadata?.name ?? ''}: ${words}`;
}

function ofContainer({ name, state = {}, restartCount = 0 }: ContainerStatus): readonly string[] {
  const { waiting, terminated } = state;
  const again = restartCount === 0 ? '' : `, restarted ${restartCount} times`;
  if (waiting !== undefined) {
    if (waiting.reason === 'PodInitializing' || waiting.reason === 'ContainerCreating') return [];
    return [`${name} waits: ${said(waiting.reason, waiting.message)}${again}`];
  }
  if (terminated === undefined || terminated.exitCode === 0) return [];
  return [
    `${name} ended: ${terminated.reason ?? 'Error'} (exit code ${terminated.exitCode})${again}`,
  ];
}

function isUnscheduled({ type, status }: Condition): boolean {
  return type === 'PodScheduled' && status === 'False';
}

function ofCondition({ reason, message }: Condition): string {
  return said(reason, message);
}

function plainReason({ reason, phase = 'unknown' }: NonNullable<TroubledPod['status']>): string {
  return reason ?? (phase === 'Running' ? 'running, and not ready' : phase.toLowerCase());
}

function said(reason = 'unknown', message = ''): string {
  const text = message.replaceAll(/\s+/gu, ' ').trim();
  const short = text.length > MESSAGE_CHARACTERS ? `${text.slice(0, MESSAGE_CHARACTERS)} …` : text;
  return short === '' ? reason : `${reason}, ${short}`;
}
