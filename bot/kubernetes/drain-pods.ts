// Which pods of a node a drain evicts, which it leaves and which keep it from beginning, by the same rules and in the same
// words as k8s.io/kubectl pkg/drain/filters. It reads, and changes nothing.

import type { KubectlContext } from '../command.ts';
import { KubectlError, type Resource, StatusError } from './api.ts';
import type { KubernetesObject } from './object.ts';

export interface DrainRules {
  readonly ignoreDaemonSets: boolean;
  readonly deleteEmptyDirData: boolean;
  /** Evicts also pods that nothing would make again. */
  readonly force: boolean;
  /** A label selector: other pods are as if they were not there. */
  readonly podSelector: string | undefined;
}

export interface DrainedPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface NodePods {
  readonly evicted: readonly DrainedPod[];
  /** What a drain may not do, one sentence a reason. Nothing is evicted while there are any. */
  readonly errors: readonly KubectlError[];
  /** kubectl's warnings in one line, or ''. */
  readonly warnings: string;
  /** Whose emptyDir data is lost, which kubectl does not say. */
  readonly losingData: readonly DrainedPod[];
}

type Reader = Pick<KubectlContext, 'api'>;

/** What becomes of one pod, and the words that say why. */
interface Verdict {
  readonly isEvicted: boolean;
  readonly losesData?: boolean;
  readonly warning?: string;
  readonly error?: string;
}

export const POD = { group: '', version: 'v1', resource: 'pods' } satisfies Partial<Resource>;
const DAEMON_SET = {
  group: 'apps',
  version: 'v1',
  resource: 'daemonsets',
} satisfies Partial<Resource>;
const MIRROR = 'kubernetes.io/config.mirror';
const PAGE = 500;

/** @throws StatusError when they cannot be read. */
export async function podsToEvict(
  node: string,
  rules: DrainRules,
  reader: Reader,
): Promise<NodePods> {
  const evicted: DrainedPod[] = [];
  const losingData: DrainedPod[] = [];
  const warnings = new Map<string, string[]>();
  const errors = new Map<string, string[]>();
  for (const pod of await podsOn(node, rules.podSelector, reader)) {
    const { isEvicted, losesData, warning, error } = await judge(pod, rules, reader);
    const { namespace, name } = identityOf(pod);
    if (isEvicted) evicted.push(identityOf(pod));
    if (losesData === true) losingData.push(identityOf(pod));
    if (warning !== undefined) gather(warnings, warning, `${namespace}/${name}`);
    if (error !== undefined) gather(errors, error, `${namespace}/${name}`);
  }
  return {
    evicted,
    losingData,
    errors: [...errors].map(
      ([why, pods]) => new KubectlError(`cannot delete ${why}: ${pods.join(', ')}`),
    ),
    warnings: [...warnings].map(([what, pods]) => `${what}: ${pods.join(', ')}`).join('; '),
  };
}

/** The pods that are there now, whatever becomes of them. */
export async function podsOn(
  node: string,
  podSelector: string | undefined,
  { api }: Reader,
): Promise<readonly KubernetesObject[]> {
  const found: KubernetesObject[] = [];
  let next = '';
  do {
    const { body } = await api.request({
      verb: 'list',
      resource: POD,
      query: {
        fieldSelector: `spec.nodeName=${node}`,
        limit: String(PAGE),
        ...(podSelector === undefined ? {} : { labelSelector: podSelector }),
        ...(next === '' ? {} : { continue: next }),
      },
    });
    const page = body as {
      readonly items?: readonly KubernetesObject[];
      readonly metadata?: { readonly continue?: string };
    };
    found.push(...(page.items ?? []));
    next = page.metadata?.continue ?? '';
  } while (next !== '');
  return found;
}

/** Each rule may end it. Of the warnings of several rules kubectl says that of the last one. */
async function judge(pod: KubernetesObject, rules: DrainRules, reader: Reader): Promise<Verdict> {
  const isFinished = ['Succeeded', 'Failed'].includes(String(pod.status?.phase));
  const owner = pod.metadata?.ownerReferences?.find(({ controller }) => controller === true);
  if (owner?.kind === 'DaemonSet' && owner.apiVersion === 'apps/v1' && !isFinished) {
    const missing = await whyMissing(pod, owner.name, reader);
    if (missing === undefined) return ofDaemonSet(rules);
    if (!missing.isGone || !rules.force) return { isEvicted: false, error: missing.message };
  }
  if (Object.hasOwn(pod.metadata?.annotations ?? {}, MIRROR)) return { isEvicted: false };
  if (isFinished) return { isEvicted: true };
  const hasLocalData = ((pod.spec?.volumes ?? []) as readonly object[]).some(
    (volume) => 'emptyDir' in volume,
  );
  if (hasLocalData && !rules.deleteEmptyDirData) {
    const error = 'Pods with local storage (use --delete-emptydir-data to override)';
    return { isEvicted: false, error };
  }
  const losesData = hasLocalData ? { losesData: true } : {};
  if (owner !== undefined) return { isEvicted: true, ...losesData };
  if (rules.force) {
    return { isEvicted: true, ...losesData, warning: 'deleting Pods that declare no controller' };
  }
  return { isEvicted: false, error: 'Pods that declare no controller (use --force to override)' };
}

function ofDaemonSet({ ignoreDaemonSets }: DrainRules): Verdict {
  return ignoreDaemonSets
    ? { isEvicted: false, warning: 'ignoring DaemonSet-managed Pods' }
    : { isEvicted: false, error: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
}

/** Why the DaemonSet of a pod cannot be read; undefined when it is there. */
async function whyMissing({ metadata }: KubernetesObject, name: string, { api }: Reader) {
  const { namespace = '' } = metadata ?? {};
  try {
    await api.request({ verb: 'get', resource: DAEMON_SET, namespace, name });
    return undefined;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { message: error.message, isGone: error.status.code === 404 };
  }
}

export function identityOf({ metadata }: KubernetesObject): DrainedPod {
  const { namespace = '', name = '', uid = '' } = metadata ?? {};
  return { namespace, name, uid };
}

function gather(into: Map<string, string[]>, what: string, pod: string): void {
  const pods = into.get(what);
  if (pods === undefined) into.set(what, [pod]);
  else pods.push(pod);
}
