// What runs on the nodes of NodePools: whether it may be switched off at all, and what keeps its nodes though the switch has ended all of its own.
// Karpenter takes no node away on which a pod is that it may not evict, or that fits nowhere else.

import type { KubectlContext } from '../command.ts';
import type { SelfSettings } from '../config/switches.ts';
import { type Resource, StatusError } from '../kubernetes/api.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { inTurns } from './in-turns.ts';
import { listObjects } from './list-objects.ts';
import { type Found, keyOfFound, type Target } from './plan.ts';
import { selects } from './selector.ts';
import type { Budget } from './workload.ts';

type Reading = Pick<KubectlContext, 'api' | 'catalog'>;

interface Pod extends KubernetesObject {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}

const POOL = 'karpenter.sh/nodepool';
const DO_NOT_DISRUPT = 'karpenter.sh/do-not-disrupt';
/** Without these nothing could switch it on again, nor bring a node where they could run. */
const WAKERS = 'app.kubernetes.io/name in (quartermaster,karpenter)';
const MOST_NODES = 100;
const LISTED = 3;

/**
 * Machines that stay on, with why: what wakes them runs on them. By `nodepool/general`.
 * @returns also those of which the cluster does not say it
 */
export async function keptMachines(
  machines: readonly Found[],
  self: SelfSettings,
  context: Reading,
): Promise<ReadonlyMap<string, string>> {
  const [nodes, pods] = [context.catalog.byKind('', 'Node'), context.catalog.byKind('', 'Pod')];
  if (machines.length === 0 || nodes === undefined || pods === undefined) return new Map();
  try {
    const kept = new Map<string, string>();
    const wakers = await readWakers(pods, self, context);
    const nodeNames = new Set(wakers.flatMap(({ spec }) => spec?.nodeName ?? []));
    const seen = new Map(
      await inTurns([...nodeNames], async (nodeName) => {
        const query = { fieldSelector: `metadata.name=${nodeName}` };
        const [node] = await listObjects<Node>(nodes, { query }, context);
        return [nodeName, node] as const;
      }),
    );
    for (const pod of wakers) {
      const node = seen.get(pod.spec?.nodeName ?? '');
      const own = machines.filter((each) => node !== undefined && isOf(each, node));
      for (const each of own) kept.set(keyOfFound(each), `${wordOf(pod)} runs on its nodes`);
    }
    return kept;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    const why = 'the cluster does not say whether Quartermaster or Karpenter runs on its nodes';
    return new Map(machines.map((each) => [keyOfFound(each), why]));
  }
}

interface Node extends KubernetesObject {
  /** Of AWS `aws:///ap-northeast-2a/i-0123456789abcdef0`. */
  readonly spec?: { readonly providerID?: string };
}

const NODE_GROUP = 'eks.amazonaws.com/nodegroup';

/** By the label that Karpenter and EKS give their nodes; an Auto Scaling group lists its machines. */
function isOf({ kind, object }: Found, { metadata, spec }: Node): boolean {
  const { name } = object.metadata ?? {};
  if (kind === 'NodePool') return metadata?.labels?.[POOL] === name;
  if (kind === 'NodeGroup') return metadata?.labels?.[NODE_GROUP] === name;
  const { machines = [] } = (object.status ?? {}) as { readonly machines?: readonly string[] };
  return machines.includes(spec?.providerID?.split('/').at(-1) ?? '');
}

async function readWakers(
  resource: Resource,
  { namespace, database }: SelfSettings,
  context: Reading,
): Promise<readonly Pod[]> {
  const named = await listObjects<Pod>(resource, { query: { labelSelector: WAKERS } }, context);
  const own =
    namespace === undefined ? [] : await listObjects<Pod>(resource, { namespace }, context);
  const [where = '', workload = ''] = database?.split('/') ?? [];
  const beside =
    database === undefined ? [] : await listObjects<Pod>(resource, { namespace: where }, context);
  const ofDatabase = beside.filter(({ metadata }) => metadata?.name?.startsWith(`${workload}-`));
  return [...named, ...own, ...ofDatabase].filter(isRunning);
}

/** Each target that is a pool, told what of others keeps its nodes when the switch is off. */
export async function withHolders(
  targets: readonly Target[],
  context: Reading,
): Promise<readonly Target[]> {
  const pools = targets.filter(({ kind }) => kind === 'NodePool').map(({ name }) => name);
  if (pools.length === 0) return targets;
  const holders = await readHolders(pools, targets, context);
  return targets.map((target) =>
    target.kind === 'NodePool'
      ? { ...target, notes: [...target.notes, ...(holders.get(target.name) ?? [])] }
      : target,
  );
}

async function readHolders(
  pools: readonly string[],
  targets: readonly Target[],
  context: Reading,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { catalog } = context;
  const [nodes, pods] = [catalog.byKind('', 'Node'), catalog.byKind('', 'Pod')];
  const budgetKind = catalog.byKind('policy', 'PodDisruptionBudget');
  if (nodes === undefined || pods === undefined) return new Map();
  try {
    const all = await listObjects<KubernetesObject>(nodes, ofPools(pools), context);
    const looked = all.slice(0, MOST_NODES);
    const lists = await inTurns(looked, async ({ metadata }) => {
      const query = { fieldSelector: `spec.nodeName=${metadata?.name}` };
      return await listObjects<Pod>(pods, { query }, context);
    });
    const stays = lists.map((each) => each.filter((pod) => isStaying(pod, targets)));
    const budgets =
      budgetKind === undefined || stays.every((each) => each.length === 0)
        ? []
        : await listObjects<Budget>(budgetKind, {}, context);
    return new Map(
      pools.map((pool) => {
        const own = looked.flatMap((node, index) =>
          poolOf(node) === pool ? [{ node, pods: stays[index] ?? [] }] : [],
        );
        const unseen = all.slice(MOST_NODES).filter((node) => poolOf(node) === pool).length;
        return [pool, holderNotes(own, budgets, unseen)] as const;
      }),
    );
  } catch (error) {
    if (!isForbidden(error)) throw error;
    const unknown = ['what else runs on its nodes is not known: the cluster does not say it'];
    return new Map(pools.map((pool) => [pool, unknown]));
  }
}

interface Held {
  readonly node: KubernetesObject;
  readonly pods: readonly Pod[];
}

function holderNotes(
  held: readonly Held[],
  budgets: readonly Budget[],
  unseen: number,
): readonly string[] {
  const pods = held.flatMap((each) => each.pods);
  const holding = held.filter((each) => each.pods.length > 0).length;
  const forced = held.filter(({ node }) => isUndisturbed(node)).map(({ node }) => wordOf(node));
  const listed = pods
    .toSorted((one, other) => blockedBy(other, budgets).length - blockedBy(one, budgets).length)
    .slice(0, LISTED)
    .map((pod) => [wordOf(pod), ...blockedBy(pod, budgets)].join(', '));
  const more = pods.length > LISTED ? `; and ${pods.length - LISTED} more` : '';
  return [
    ...(pods.length === 0
      ? []
      : [
          `${pods.length === 1 ? '1 pod' : `${pods.length} pods`} of others on ${holding} of ${held.length} nodes (${listed.join('; ')}${more})`,
        ]),
    ...forced.map((word) => `${word} is annotated do-not-disrupt`),
    ...(unseen === 0 ? [] : [`${unseen} more nodes were not looked at`]),
  ];
}

/** Why Karpenter would not evict it. */
function blockedBy(pod: Pod, budgets: readonly Budget[]): readonly string[] {
  const { namespace, labels = {} } = pod.metadata ?? {};
  const blocking = budgets.filter(
    (each) =>
      each.metadata?.namespace === namespace &&
      each.status?.disruptionsAllowed === 0 &&
      selects(each.spec?.selector, labels),
  );
  return [
    ...(isUndisturbed(pod) ? ['do-not-disrupt'] : []),
    ...blocking.map(({ metadata }) => `pdb/${metadata?.name} allows no eviction`),
  ];
}

/** Since its version 1.14 it may also say for how long. */
function isUndisturbed({ metadata }: KubernetesObject): boolean {
  const value = metadata?.annotations?.[DO_NOT_DISRUPT];
  return value !== undefined && value !== 'false';
}

/** What the switch ends goes anyway, as do those that every node has. */
function isStaying(pod: Pod, targets: readonly Target[]): boolean {
  const { namespace, labels = {}, ownerReferences = [] } = pod.metadata ?? {};
  const isOfNode = ownerReferences.some(({ kind }) => kind === 'DaemonSet' || kind === 'Node');
  if (!isRunning(pod) || isOfNode) return false;
  return !targets.some(
    (target) =>
      target.kept === undefined &&
      target.namespace === namespace &&
      selects(target.object.spec?.selector, labels),
  );
}

function isRunning({ status }: Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

function ofPools(pools: readonly string[]) {
  return { query: { labelSelector: `${POOL} in (${pools.join(',')})` } };
}

function poolOf({ metadata }: KubernetesObject): string {
  return metadata?.labels?.[POOL] ?? '';
}

function wordOf({ metadata }: KubernetesObject): string {
  const { name, namespace } = metadata ?? {};
  return namespace === undefined ? `node/${name}` : `pod/${name} in ${namespace}`;
}

function isForbidden(error: unknown): boolean {
  return error instanceof StatusError && error.status.code === 403;
}
