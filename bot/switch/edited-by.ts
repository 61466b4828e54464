// Who last wrote the part of a workload that is switched: a person at it, a deploy, or an autoscaler. Kubernetes notes that on the object
// (managedFields): `kubectl scale` writes through the scale subresource, a deploy writes the object as a whole. Pure.

import { KEDA_PAUSED, type Original } from './original.ts';
import { toldOf } from './pipelines.ts';
import type { Workload } from './workload.ts';

export type Editor =
  | {
      readonly kind: 'hand' | 'deploy' | 'autoscaler' | 'ourselves';
      readonly manager: string;
      readonly atMs: number;
    }
  | { readonly kind: 'unknown' };

/** One entry of managedFields (meta/v1), as far as it is looked at. */
interface Entry {
  readonly manager?: string;
  /** `Apply` is a server-side apply. */
  readonly operation?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

/** Those that scale by themselves. */
const AUTOSCALERS = new Set(['kube-controller-manager', 'keda', 'keda-operator', 'vpa-updater']);
/** A turn, or a person's `kubectl patch` in Slack: the field itself does not tell which. */
const OURSELVES = 'quartermaster';
/** What a person at a terminal writes with, or in the pages of Argo CD. */
const HANDS =
  /^(?:kubectl-(?:edit|patch|scale|annotate|label)|kubectl|k9s|Lens|lens|argocd-server|flux)$/u;

/** @returns the latest of those that wrote it */
export function editedBy(kind: Original['kind'], object: Workload): Editor {
  if (kind === 'running') return resumedBy(object);
  const { metadata } = object;
  const last = writersOf(kind, metadata).at(-1);
  if (last === undefined) return { kind: 'unknown' };
  const { manager = '' } = last;
  const who = { manager, atMs: timeOf(last) };
  if (AUTOSCALERS.has(manager)) return { kind: 'autoscaler', ...who };
  if (manager === OURSELVES && last.subresource === undefined) return { kind: 'ourselves', ...who };
  // Applying sets an object to what a file says of it, whoever does it from wherever: what it sets is meant to last.
  if (last.operation === 'Apply') return { kind: 'deploy', ...who };
  if (last.subresource === 'scale' || HANDS.test(manager)) return { kind: 'hand', ...who };
  return { kind: 'deploy', ...who };
}

/** What nobody has resumed runs because its processes were started anew. */
function resumedBy(object: Workload): Editor {
  const { resumed } = toldOf(object);
  if (resumed === undefined) return { kind: 'unknown' };
  return { kind: 'hand', manager: 'Somebody', atMs: resumed.atMs };
}

/** Whether a manager, as Kubernetes notes it, sets that part of it now. */
export function isSetBy(
  manager: string,
  kind: Original['kind'],
  { metadata }: Pick<Workload, 'metadata'>,
): boolean {
  return kind !== 'running' && writersOf(kind, metadata).some((each) => each.manager === manager);
}

/** The latest is the last. */
function writersOf(kind: NotedKind, metadata: Workload['metadata']): readonly Entry[] {
  const entries = Array.isArray(metadata?.managedFields) ? (metadata.managedFields as Entry[]) : [];
  return entries
    .filter(({ fieldsV1 }) => hasField(fieldsV1, FIELDS[kind]))
    .sort((one, other) => timeOf(one) - timeOf(other));
}

/** A pipeline is no object of a cluster: nobody is noted to have set it. */
type NotedKind = Exclude<Original['kind'], 'running'>;

/** Where each part that is switched stands in fieldsV1. */
export const FIELDS: Readonly<Record<NotedKind, readonly string[]>> = {
  replicas: ['f:spec', 'f:replicas'],
  suspend: ['f:spec', 'f:suspend'],
  healing: ['f:spec', 'f:syncPolicy', 'f:automated', 'f:selfHeal'],
  reconciled: ['f:spec', 'f:suspend'],
  paused: ['f:metadata', 'f:annotations', `f:${KEDA_PAUSED}`],
  limit: ['f:spec', 'f:limits', 'f:cpu'],
  // AWS notes nobody.
  sizes: ['f:spec', 'f:sizes'],
};

export function hasField(fields: unknown, path: readonly string[]): boolean {
  let at = fields;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return true;
}

function timeOf({ time }: Entry): number {
  const atMs = Date.parse(time ?? '');
  return Number.isFinite(atMs) ? atMs : 0;
}
