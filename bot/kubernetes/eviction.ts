// Evicts pods through the API server's eviction, which honours PodDisruptionBudgets, and waits until they are gone. Each
// eviction is bound to the very pod that was looked at. The words are those of k8s.io/kubectl pkg/drain.

import type { KubectlContext, Output } from '../command.ts';
import { KubectlError, StatusError } from './api.ts';
import { type DrainedPod, identityOf, POD, podsOn } from './drain-pods.ts';
import { goDuration } from './duration.ts';
import { quote } from './quote.ts';

/** Gathers what is printed, and shows it as it grows. */
export interface Printer {
  out(line: string): void;
  error(line: string): void;
  readonly printed: Output;
}

export interface EvictionOptions {
  readonly node: string;
  /** Seconds; undefined: what the pod itself says. */
  readonly gracePeriod: number | undefined;
  readonly timeoutMs: number;
  readonly dryRun: boolean;
}

type Context = Pick<KubectlContext, 'api' | 'nowMs' | 'sleep'>;

interface Evicted {
  readonly pod: DrainedPod;
  state: 'to evict' | 'leaving' | 'done';
  tryAgainAtMs: number;
  hasWaited: boolean;
}

const POLL_MS = 1000;
const RETRY_MS = 5000;

/** @returns what kept pods from being evicted; what had begun by then was seen through. */
export async function evictAll(
  pods: readonly DrainedPod[],
  options: EvictionOptions,
  context: Context,
  printer: Printer,
): Promise<readonly KubectlError[]> {
  const errors: KubectlError[] = [];
  const deadlineMs = context.nowMs() + options.timeoutMs;
  const all: Evicted[] = pods.map((pod) => ({
    ...{ pod, state: 'to evict', tryAgainAtMs: 0, hasWaited: false },
  }));
  for (;;) {
    const isOver = context.nowMs() >= deadlineMs;
    for (const each of all) {
      if (each.state !== 'to evict' || (!isOver && each.tryAgainAtMs > context.nowMs())) continue;
      const error = isOver
        ? whenEvicting(each.pod, `global timeout reached: ${goDuration(options.timeoutMs)}`)
        : await evictOne(each, options, context, printer);
      if (error === undefined) continue;
      each.state = 'done';
      errors.push(error);
    }
    if (all.some(({ state }) => state === 'leaving'))
      await noteGone(all, options, context, printer);
    if (isOver) return [...errors, ...all.filter(isLeaving).map(({ pod }) => stillThere(pod))];
    if (all.every(({ state }) => state === 'done')) return errors;
    await context.sleep(Math.min(POLL_MS, Math.max(0, deadlineMs - context.nowMs())));
  }
}

/** Asks once. @throws StatusError when the API server refuses. */
export async function evict(
  { namespace, name, uid }: DrainedPod,
  { gracePeriod, dryRun }: Pick<EvictionOptions, 'gracePeriod' | 'dryRun'>,
  { api }: Pick<Context, 'api'>,
): Promise<void> {
  const deleteOptions = {
    // Another pod of the same name that was made meanwhile is not what the person agreed to.
    preconditions: { uid },
    ...(gracePeriod === undefined ? {} : { gracePeriodSeconds: gracePeriod }),
  };
  const metadata = { name, namespace };
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata, deleteOptions };
  const place = { resource: POD, namespace, name, subresource: 'eviction' };
  await api.request({ ...place, verb: 'create', body, dryRun });
}

/** Whether a disruption budget keeps the pod for now. */
export function isKept(error: unknown): error is StatusError {
  return error instanceof StatusError && error.status.code === 429;
}

/** Whether there is no such pod any more; its name may stand for another by now. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof StatusError)) return false;
  const { code, message } = error.status;
  return code === 404 || (code === 409 && message.includes('Precondition failed'));
}

/** Says what became of it by its state; an error ends it. */
async function evictOne(
  each: Evicted,
  options: EvictionOptions,
  context: Context,
  printer: Printer,
): Promise<KubectlError | undefined> {
  const { pod } = each;
  const mark = options.dryRun ? ' (server dry run)' : '';
  if (!each.hasWaited) printer.out(`evicting pod ${pod.namespace}/${pod.name}${mark}`);
  try {
    await evict(pod, options, context);
    each.state = options.dryRun ? 'done' : 'leaving';
    return undefined;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (isGone(error)) {
      each.state = 'leaving'; // and found to be no longer there
      return undefined;
    }
    const mayComeLater = isKept(error) || isNamespaceLeaving(error);
    if (!mayComeLater || options.dryRun) return whenEvicting(pod, error.message);
    const later = ` (will retry after ${goDuration(RETRY_MS)})`;
    if (!each.hasWaited) printer.error(whenEvicting(pod, error.message, later).message);
    each.hasWaited = true;
    each.tryAgainAtMs = context.nowMs() + RETRY_MS;
    return undefined;
  }
}

async function noteGone(
  all: readonly Evicted[],
  { node }: EvictionOptions,
  context: Context,
  printer: Printer,
): Promise<void> {
  const there = new Set((await podsOn(node, undefined, context)).map((pod) => identityOf(pod).uid));
  for (const each of all.filter(isLeaving)) {
    if (there.has(each.pod.uid)) continue;
    each.state = 'done';
    printer.out(`pod/${each.pod.name} evicted`);
  }
}

function isLeaving({ state }: Evicted): boolean {
  return state === 'leaving';
}

function whenEvicting({ namespace, name }: DrainedPod, why: string, later = ''): KubectlError {
  return new KubectlError(
    `error when evicting pods/${quote(name)} -n ${quote(namespace)}${later}: ${why}`,
  );
}

function stillThere({ namespace, name }: DrainedPod): KubectlError {
  return new KubectlError(
    `error when waiting for pod ${quote(name)} in namespace ${quote(namespace)} to terminate: context deadline exceeded`,
  );
}

/** A pod of a namespace that is being deleted goes with it, but cannot be evicted. */
function isNamespaceLeaving({ status }: StatusError): boolean {
  const causes = status.details?.causes ?? [];
  return status.code === 403 && causes.some(({ reason }) => reason === 'NamespaceTerminating');
}
