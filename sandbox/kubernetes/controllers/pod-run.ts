// The life of one pod on its node: containers are created, run, become ready, end, and are started again after a back-off.
import { randomBytes } from 'node:crypto';
import { END_OF_RUN } from '../api/logs.ts';
import type { Cluster } from '../cluster.ts';
import type { Container, Pod } from '../objects.ts';
import { builtIn } from '../resources.ts';
import { change, ended, say, statusOf, waitingFor } from './container-state.ts';
import { save } from './controller.ts';
import { firstStatus } from './pod-status.ts';
import { isMissingImage, type Program, programOf } from './program.ts';

const POD = builtIn('Pod');
const FIRST_BACK_OFF_MS = 10_000;
const LONGEST_BACK_OFF_MS = 300_000;

export interface PodRun {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly isStopping: boolean;
  start(): void;
  /** The pod's object has changed: another image means another container. */
  notice(pod: Pod): void;
  stop(): void;
}

export function createRun(cluster: Cluster, first: Pod): PodRun {
  const { namespace, name, uid } = first.metadata;
  const cancels = new Set<() => void>();
  const images = new Map(first.spec.containers.map((one) => [one.name, one.image]));
  let isStopping = false;

  const current = (): Pod | undefined => {
    const pod = cluster.store.get(POD, namespace, name) as Pod | undefined;
    return pod?.metadata.uid === uid && !isStopping ? pod : undefined;
  };
  const later = (ms: number, run: (pod: Pod) => void) => {
    const cancel = cluster.clock.after(ms, () => {
      cancels.delete(cancel);
      const pod = current();
      if (pod !== undefined) run(pod);
    });
    cancels.add(cancel);
  };
  const life: Life = { cluster, later };
  return {
    namespace,
    name,
    get isStopping() {
      return isStopping;
    },
    start() {
      const pod = current();
      if (pod === undefined) return;
      if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return;
      save(cluster, POD, { ...pod, status: firstStatus(cluster, pod) });
      startInitial(life, 0);
    },
    notice(pod) {
      for (const container of pod.spec.containers) {
        if (images.get(container.name) === container.image) continue;
        images.set(container.name, container.image);
        const message = `Container ${container.name} definition changed, will be restarted`;
        say(cluster, pod, container, { type: 'Normal', reason: 'Killing', message });
        end(life, pod, container, { ...programOf(pod, container), exitCode: 0 });
      }
    },
    stop() {
      isStopping = true;
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
  };
}

interface Life {
  readonly cluster: Cluster;
  later(ms: number, run: (pod: Pod) => void): void;
}

/** Init containers run to their end one after another; then all others start. */
function startInitial(life: Life, index: number): void {
  life.later(300, (pod) => {
    const container = pod.spec.initContainers?.[index];
    if (container === undefined) {
      for (const one of pod.spec.containers) pull(life, pod, one);
      return;
    }
    startContainer(life, pod, container);
    life.later(600, (running) => {
      change(life.cluster, running, container, (status) =>
        ended(life.cluster, status, { ...programOf(pod, container), exitCode: 0 }),
      );
      startInitial(life, index + 1);
    });
  });
}

function pull({ cluster, later }: Life, pod: Pod, container: Container): void {
  const { image } = container;
  if (isMissingImage(image)) {
    failToPull({ cluster, later }, pod, container, 0);
    return;
  }
  later(programOf(pod, container).startMs, (ready) => {
    const message = `Container image "${image}" already present on machine`;
    say(cluster, ready, container, { type: 'Normal', reason: 'Pulled', message });
    startContainer({ cluster, later }, ready, container);
  });
}

function failToPull(life: Life, pod: Pod, container: Container, failures: number): void {
  const { cluster, later } = life;
  const { image } = container;
  const why = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": not found`;
  const warn = (reason: string, message: string) =>
    say(cluster, pod, container, { type: 'Warning', reason, message });
  say(cluster, pod, container, {
    type: 'Normal',
    reason: 'Pulling',
    message: `Pulling image "${image}"`,
  });
  warn('Failed', `Failed to pull image "${image}": ${why}`);
  warn('Failed', 'Error: ErrImagePull');
  change(cluster, pod, container, (status) => waitingFor(status, 'ErrImagePull', why));
  later(2000, (waiting) => {
    const message = `Back-off pulling image "${image}"`;
    say(cluster, waiting, container, { type: 'Normal', reason: 'BackOff', message });
    change(cluster, waiting, container, (status) =>
      waitingFor(status, 'ImagePullBackOff', `${message}: ErrImagePull: ${why}`),
    );
    later(backOff(failures), (again) => {
      const now = again.spec.containers.find(({ name }) => name === container.name) ?? container;
      if (isMissingImage(now.image)) failToPull(life, again, now, failures + 1);
      else pull(life, again, now);
    });
  });
}

function backOff(times: number): number {
  return Math.min(FIRST_BACK_OFF_MS * 2 ** times, LONGEST_BACK_OFF_MS);
}

function startContainer({ cluster, later }: Life, pod: Pod, container: Container): void {
  const { clock, logs } = cluster;
  const program = programOf(pod, container);
  const { uid } = pod.metadata;
  say(cluster, pod, container, { type: 'Normal', reason: 'Created', message: `Container created` });
  say(cluster, pod, container, { type: 'Normal', reason: 'Started', message: `Container started` });
  if ((logs.read(uid, container.name, false) ?? []).length > 0) logs.turn(uid, container.name);
  for (const text of program.firstLines ?? [])
    logs.write(uid, container.name, { at: clock.now(), text });
  const runId = randomBytes(32).toString('hex');
  change(cluster, pod, container, (status) => ({
    ...status,
    image: container.image,
    imageID: `docker.io/${container.image}@sha256:${imageDigest(container.image)}`,
    containerID: `containerd://${runId}`,
    started: true,
    ready: false,
    state: { running: { startedAt: clock.stamp() } },
  }));
  const isSame = (now: Pod) => statusOf(now, container)?.containerID === `containerd://${runId}`;
  later(program.readyMs, (running) => {
    // One that has ended before that never is.
    const isRunning = statusOf(running, container)?.state?.running !== undefined;
    if (isSame(running) && isRunning)
      change(cluster, running, container, (status) => ({ ...status, ready: true }));
  });
  if (program.runsMs === undefined) return;
  later(program.runsMs, (running) => {
    if (isSame(running)) end({ cluster, later }, running, container, program);
  });
}

function imageDigest(image: string): string {
  return Buffer.from(image.padEnd(32, image)).toString('hex').slice(0, 64);
}

/** A container ends: it stays ended, or waits for its next start. */
function end(life: Life, pod: Pod, container: Container, program: Program): void {
  const { cluster, later } = life;
  const at = cluster.clock.now();
  for (const text of program.lastLines ?? [])
    cluster.logs.write(pod.metadata.uid, container.name, { at, text });
  cluster.logs.write(pod.metadata.uid, container.name, { at, text: END_OF_RUN });
  const failed = (program.exitCode ?? 0) !== 0;
  const policy = pod.spec.restartPolicy ?? 'Always';
  change(cluster, pod, container, (status) => ended(cluster, status, program));
  if (policy === 'Never' || (policy === 'OnFailure' && !failed)) return;
  const restarts = statusOf(pod, container)?.restartCount ?? 0;
  // The first restart comes at once; from then on the kubelet waits longer each time.
  const wait = restarts === 0 ? 0 : backOff(restarts - 1);
  if (wait > 0)
    later(1000, (waiting) => {
      const { name, namespace, uid } = pod.metadata;
      const id = `${container.name} in pod ${name}_${namespace}(${uid})`;
      say(cluster, waiting, container, {
        type: 'Warning',
        reason: 'BackOff',
        message: `Back-off restarting failed container ${id}`,
      });
      const text = `back-off ${durationText(wait)} restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`;
      change(cluster, waiting, container, (status) => ({
        ...waitingFor(status, 'CrashLoopBackOff', text),
        lastState: status.state,
      }));
    });
  later(wait + 1500, (ready) => {
    change(cluster, ready, container, (status) => ({
      ...status,
      restartCount: status.restartCount + 1,
      lastState: status.state.terminated === undefined ? status.lastState : status.state,
    }));
    const now = cluster.store.get(POD, ready.metadata.namespace, ready.metadata.name) as Pod;
    const next = now.spec.containers.find(({ name }) => name === container.name) ?? container;
    pull({ cluster, later }, now, next);
  });
}

function durationText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds}s`;
  return `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
