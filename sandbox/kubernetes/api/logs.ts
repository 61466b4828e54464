// Answers pods/log: which container, which lines, and on and on when the caller follows.
import type { Cluster } from '../cluster.ts';
import type { LogLine } from '../logs.ts';
import type { ContainerStatus, Pod } from '../objects.ts';
import { badRequest, type Cause, invalid, Refusal } from '../status.ts';
import type { Answer, ResourceCall } from './call.ts';
import { getObject, readInteger } from './list.ts';

interface LogOptions {
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number | undefined;
}

export function answerLog(cluster: Cluster, call: ResourceCall): Answer {
  // The subresource is the pods' alone.
  const pod = getObject(cluster, call) as Pod;
  const options = readOptions(cluster, call, pod);
  if (!pod.spec.nodeName) return { kind: 'text', code: 204, text: '' };
  assertStarted(pod, options);
  return {
    kind: 'stream',
    contentType: 'text/plain',
    chunks: readLines(cluster, call, pod, options),
  };
}

function readOptions(cluster: Cluster, { query }: ResourceCall, pod: Pod): LogOptions {
  const number = (name: string) => {
    const text = query.get(name);
    return text === null || text === '' ? undefined : readInteger(text);
  };
  const [tailLines, limitBytes, sinceSeconds] = [
    number('tailLines'),
    number('limitBytes'),
    number('sinceSeconds'),
  ];
  const sinceTime = query.get('sinceTime');
  const causes: Cause[] = [];
  const refuse = (field: string, value: number, why: string) =>
    causes.push({ reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${why}`, field });
  if (tailLines !== undefined && tailLines < 0)
    refuse('tailLines', tailLines, 'must be greater than or equal to 0');
  if (limitBytes !== undefined && limitBytes < 1)
    refuse('limitBytes', limitBytes, 'must be greater than 0');
  if (sinceSeconds !== undefined && sinceTime !== null)
    causes.push({
      reason: 'FieldValueForbidden',
      message: 'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
      field: '[]',
    });
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    refuse('sinceSeconds', sinceSeconds, 'must be greater than 0');
  if (causes.length > 0) throw invalid('PodLogOptions', '', pod.metadata.name, causes);
  return {
    container: chooseContainer(pod, query.get('container') ?? ''),
    follow: query.get('follow') === 'true',
    previous: query.get('previous') === 'true',
    timestamps: query.get('timestamps') === 'true',
    tailLines,
    limitBytes,
    since: sinceOf(cluster, sinceSeconds, sinceTime),
  };
}

function sinceOf({ clock }: Cluster, seconds: number | undefined, time: string | null) {
  if (seconds !== undefined) return clock.now() - seconds * 1000;
  if (time === null || time === '') return undefined;
  const instant = Date.parse(time);
  if (Number.isNaN(instant))
    throw badRequest(
      `parsing time ${JSON.stringify(time)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(time)} as "2006"`,
    );
  return instant;
}

function chooseContainer({ metadata, spec }: Pod, wanted: string): string {
  const names = spec.containers.map(({ name }) => name);
  const initial = (spec.initContainers ?? []).map(({ name }) => name);
  if (wanted !== '') {
    if ([...names, ...initial].includes(wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${metadata.name}`);
  }
  if (names.length === 1) return names[0] ?? '';
  const more = initial.length === 0 ? '' : ` or one of the init containers: [${initial.join(' ')}]`;
  throw badRequest(
    `a container name must be specified for pod ${metadata.name}, choose one of: [${names.join(' ')}]${more}`,
  );
}

/** What the kubelet says of a container that has nothing to show. */
function assertStarted({ metadata, status }: Pod, { container, previous }: LogOptions): void {
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const found: ContainerStatus | undefined = statuses.find(({ name }) => name === container);
  if (previous && found?.lastState.terminated === undefined)
    throw badRequest(
      `previous terminated container "${container}" in pod "${metadata.name}" not found`,
    );
  const waiting = found?.state.waiting;
  if (found !== undefined && waiting === undefined) return;
  if (waiting !== undefined && found?.lastState.terminated !== undefined) return;
  const reason = waiting?.reason ?? 'ContainerCreating';
  const state = IMAGE_STATES[reason] ?? reason;
  throw new Refusal(
    400,
    'BadRequest',
    `container "${container}" in pod "${metadata.name}" is waiting to start: ${state}`,
  );
}

const IMAGE_STATES: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};

async function* readLines(
  cluster: Cluster,
  { signal }: ResourceCall,
  { metadata, status }: Pod,
  options: LogOptions,
): AsyncGenerator<string> {
  const waiting: LogLine[] = [];
  let wake: () => void = () => {};
  const wakeUp = () => wake();
  const running = status.containerStatuses?.find(({ name }) => name === options.container);
  const follows = options.follow && !options.previous && running?.state.running !== undefined;
  const stop = follows
    ? cluster.logs.onLine(metadata.uid, options.container, (line) => {
        waiting.push(line);
        wake();
      })
    : () => {};
  signal.addEventListener('abort', wakeUp);
  const limit = { left: options.limitBytes ?? Number.POSITIVE_INFINITY };
  try {
    const written = readWritten(cluster, metadata.uid, running, options);
    yield* cut(written, options, limit);
    while (follows && !signal.aborted && limit.left > 0) {
      yield* cut(waiting.splice(0), options, limit);
      if (hasEnded(cluster, metadata.uid, options.container)) return;
      if (waiting.length === 0 && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    stop();
    signal.removeEventListener('abort', wakeUp);
  }
}

/** A container that waits to be started again shows what it last wrote. */
function readWritten(
  { logs }: Cluster,
  uid: string,
  status: ContainerStatus | undefined,
  { container, previous, since, tailLines }: LogOptions,
): readonly LogLine[] {
  const isWaiting = status?.state.waiting !== undefined;
  const all = logs.read(uid, container, previous && !isWaiting) ?? [];
  const lines = all.filter(({ text }) => text !== END_OF_RUN);
  const recent = since === undefined ? lines : lines.filter(({ at }) => at >= since);
  if (tailLines === undefined) return recent;
  return tailLines === 0 ? [] : recent.slice(-tailLines);
}

function hasEnded({ logs }: Cluster, uid: string, container: string): boolean {
  return logs.read(uid, container, false)?.at(-1)?.text === END_OF_RUN;
}

/** Written by the kubelet when a container ends, and never shown. */
export const END_OF_RUN = '\u0000end';

function* cut(
  lines: readonly LogLine[],
  { timestamps }: LogOptions,
  limit: { left: number },
): Generator<string> {
  for (const { at, text } of lines) {
    if (limit.left <= 0) return;
    if (text === END_OF_RUN) continue;
    const stamp = timestamps ? `${new Date(at).toISOString().replace('Z', '000000Z')} ` : '';
    const bytes = Buffer.from(`${stamp}${text}\n`).subarray(0, limit.left);
    limit.left -= bytes.length;
    yield bytes.toString('utf8');
  }
}
