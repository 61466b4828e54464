// Why a workload stays on, and what else has a say in how many replicas it has. Pure.

import type { SelfSettings } from '../config/switches.ts';
import type { Owner } from './find-owners.ts';
import { poolNotes } from './node-pool.ts';
import { type Beside, type Found, keyOfFound } from './plan.ts';
import { selects } from './selector.ts';
import type { Autoscaler, Budget, Workload } from './workload.ts';

/** The tier of what a switch has left off and the settings no longer name: it is the last that is switched on. */
export const LEFT_TIER = 'left off';
/** The tier of what owns workloads and would set them back: the first that goes off, the last that comes back. */
export const OWNER_TIER = 'GitOps';
/** Whoever owns a workload may say by this annotation that it stays on. */
export const KEEP = 'quartermaster.dev/keep';
/** By the labels that their own charts and manifests give them: without these nothing else can be switched on again. */
const NEEDED: readonly (readonly [string, readonly string[], string])[] = [
  ['app.kubernetes.io/name', ['quartermaster'], 'it is Quartermaster itself'],
  ['app.kubernetes.io/part-of', ['quartermaster'], 'it belongs to Quartermaster'],
  ['k8s-app', ['kube-dns', 'coredns', 'node-local-dns'], 'it is the DNS of the cluster'],
  ['app.kubernetes.io/name', ['coredns'], 'it is the DNS of the cluster'],
  [
    'app.kubernetes.io/name',
    [
      'ingress-nginx',
      'traefik',
      'kubernetes-ingress',
      'haproxy-ingress',
      'kong',
      'contour',
      'istio-ingressgateway',
    ],
    'it is an ingress of the cluster',
  ],
];

export function keptBecause(
  { tier, namespace, object: { metadata } }: Pick<Found, 'tier' | 'namespace' | 'object'>,
  self: SelfSettings,
): string | undefined {
  if (tier === LEFT_TIER) return 'the settings no longer name it; it comes back with the switch';
  if (namespace === self.namespace) return 'Quartermaster itself runs in this namespace';
  if (`${namespace}/${metadata?.name}` === self.database) return "it is Quartermaster's database";
  if (metadata?.annotations?.[KEEP] === 'true') return `it is annotated ${KEEP}=true`;
  const needed = NEEDED.find(([label, values]) => values.includes(metadata?.labels?.[label] ?? ''));
  if (needed !== undefined) return needed[2];
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller === true);
  return owner === undefined ? undefined : `its owner ${owner.kind}/${owner.name} would undo it`;
}

export function notesOf(
  found: Found,
  {
    scaler,
    beside,
    owners,
  }: {
    readonly scaler: string | undefined;
    readonly beside: Beside | undefined;
    readonly owners: readonly Owner[];
  },
): readonly string[] {
  const { kind, object } = found;
  const autoscaler = autoscalerOf(found, beside);
  const labels = object.spec?.template?.metadata?.labels ?? {};
  const budgets = (beside?.budgets ?? []).filter(({ spec }) => selects(spec?.selector, labels));
  return [
    ...(scaler === undefined ? [] : [`scaledobject/${scaler} sets its replicas`]),
    ...(autoscaler === undefined ? [] : [writeAutoscaler(autoscaler)]),
    ...(kind === 'CronJob' ? [] : budgets.map(writeBudget)),
    ...(kind === 'Job' ? ['its pods begin anew when it comes back'] : []),
    ...(kind === 'NodePool' ? poolNotes(object) : []),
    ...(owners.length === 0 ? gitOpsOf(object) : owners.flatMap(writeOwner)),
  ];
}

/** Kubernetes wants one autoscaler at most for a workload. */
export function autoscalerOf(
  { kind, object }: Found,
  beside: Beside | undefined,
): Autoscaler | undefined {
  return beside?.autoscalers.find(
    ({ spec }) =>
      spec?.scaleTargetRef?.kind === kind && spec.scaleTargetRef.name === object.metadata?.name,
  );
}

/** Kubernetes leaves an autoscaler alone while its target has no replicas. */
function writeAutoscaler({ metadata, spec }: Autoscaler): string {
  return `hpa/${metadata?.name} (${spec?.minReplicas ?? 1} to ${spec?.maxReplicas ?? 1}) rests at 0`;
}

function writeBudget({ metadata, spec }: Budget): string {
  const wish =
    spec?.minAvailable === undefined
      ? `at most ${spec?.maxUnavailable ?? 1} gone`
      : `${spec.minAvailable} available`;
  return `pdb/${metadata?.name} (${wish}) holds up evictions, not this`;
}

/** What is known of it, and what is done about it. What cannot be suspended is why the workload is kept. */
function writeOwner({ found, heals, undone }: Owner): readonly string[] {
  const word = keyOfFound(found);
  if (!heals) return [`${word} does not set it back`];
  return undone === undefined ? [`${word} is suspended meanwhile`] : [];
}

/** Where a GitOps controller says on the object that it is its own (Argo CD's resource tracking, Flux' labels). */
function gitOpsOf({ metadata }: Workload): readonly string[] {
  const { labels = {}, annotations = {} } = metadata ?? {};
  const argo =
    annotations['argocd.argoproj.io/tracking-id']?.split(':')[0] ??
    labels['argocd.argoproj.io/instance'];
  const flux = labels['kustomize.toolkit.fluxcd.io/name'] ?? labels['helm.toolkit.fluxcd.io/name'];
  return [
    ...(argo === undefined ? [] : [`Argo CD application ${argo} undoes it if it heals itself`]),
    ...(flux === undefined ? [] : [`Flux ${flux} undoes it at its next reconciliation`]),
  ];
}
