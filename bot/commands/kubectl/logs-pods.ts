// Finds the pods whose logs were asked for: one by name, those of a selector, or the best one of a workload.

import type { KubectlContext } from '../../command.ts';
import { KubectlError, type Resource, StatusError } from '../../kubernetes/api.ts';
import { quote } from '../../kubernetes/quote.ts';
import { orderForLogs, type Pod } from './logs-order.ts';
import { podSelectorOf } from './logs-selector.ts';

export const PODS = { group: '', version: 'v1', resource: 'pods' } as const;
export const NAMESPACES = { group: '', version: 'v1', resource: 'namespaces' } as const;

export interface FoundPods {
  readonly pods: readonly Pod[];
  readonly notes: string;
}

export interface NamedSource {
  readonly resource: Resource;
  readonly name: string;
  readonly allPods: boolean;
}

const WAIT_FOR_PODS_MS = 20_000;
const POLL_MS = 1000;

/** @throws KubectlError in kubectl's words when there is no such thing or it has no pods. */
export async function findNamed(source: NamedSource, context: KubectlContext): Promise<FoundPods> {
  const object = await readObject(source, context);
  const { resource } = source;
  if (resource.group === '' && resource.resource === 'pods') {
    return { pods: [object as Pod], notes: '' };
  }
  const selector = podSelectorOf(object, resource);
  const pods = orderForLogs(await waitForPods(selector, context));
  const [best] = pods;
  if (best === undefined) throw new KubectlError('timed out waiting for the condition');
  if (source.allPods || pods.length === 1) return { pods, notes: '' };
  return { pods: [best], notes: `Found ${pods.length} pods, using pod/${best.metadata.name}\n` };
}

/** The pods with these labels, in the server's order. */
export async function findSelected(selector: string, context: KubectlContext): Promise<FoundPods> {
  const pods = await listPods(selector, context);
  const notes = pods.length === 0 ? `No resources found in ${context.namespace} namespace.\n` : '';
  return { pods, notes };
}

async function readObject(source: NamedSource, context: KubectlContext): Promise<unknown> {
  const { resource, name } = source;
  const { namespace } = context;
  const scope = resource.namespaced ? { namespace } : {};
  try {
    const answer = await context.api.request({ verb: 'get', resource, name, ...scope });
    return answer.body;
  } catch (error) {
    if (!(error instanceof StatusError) || error.status.reason !== 'NotFound') throw error;
    const message = await blame(error, context);
    throw new KubectlError(
      `error from server (NotFound): ${message} in namespace ${quote(namespace)}`,
    );
  }
}

/** What is missing: the object, or its whole namespace. */
async function blame(error: StatusError, context: KubectlContext): Promise<string> {
  const { namespace } = context;
  if (namespace === 'default') return error.status.message;
  try {
    await context.api.request({ verb: 'get', resource: NAMESPACES, name: namespace });
  } catch (second) {
    if (!(second instanceof StatusError)) throw second;
    if (second.status.reason === 'NotFound') return second.status.message;
  }
  return error.status.message;
}

/** A workload without pods may get one any moment: kubectl waits for it, for as long. */
async function waitForPods(selector: string, context: KubectlContext): Promise<readonly Pod[]> {
  const start = context.nowMs();
  for (;;) {
    const pods = await listPods(selector, context);
    if (pods.length > 0 || context.nowMs() - start >= WAIT_FOR_PODS_MS) return pods;
    await context.sleep(POLL_MS);
  }
}

async function listPods(selector: string, context: KubectlContext): Promise<readonly Pod[]> {
  const answer = await context.api.request({
    verb: 'list',
    resource: PODS,
    namespace: context.namespace,
    query: selector === '' ? {} : { labelSelector: selector },
  });
  return (answer.body as { items?: readonly Pod[] }).items ?? [];
}
