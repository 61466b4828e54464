// What Argo CD and Flux bring along, on the real API server: as much of their kinds as is looked at, without their controllers. The part of
// Argo CD that sets workloads back is played here.

import { setTimeout as delay } from 'node:timers/promises';
import { deployment, type Nights } from './nights.ts';

const KINDS = [
  ['argoproj.io', 'v1alpha1', 'Application', 'applications'],
  ['argoproj.io', 'v1alpha1', 'ApplicationSet', 'applicationsets'],
  ['kustomize.toolkit.fluxcd.io', 'v1', 'Kustomization', 'kustomizations'],
  ['helm.toolkit.fluxcd.io', 'v2', 'HelmRelease', 'helmreleases'],
] as const;

const NAMES = KINDS.map(([group, , , plural]) => `${plural}.${group}`);

/** Their kinds, until the API server answers for them. They stay: suites that run beside each other all use them. */
export async function addKinds(nights: Nights): Promise<void> {
  const items = KINDS.map(([group, version, kind, plural]) => ({
    ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    metadata: { name: `${plural}.${group}` },
    spec: {
      ...{ group, scope: 'Namespaced' },
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [
        {
          ...{ name: version, served: true, storage: true },
          schema: {
            openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      ],
    },
  }));
  await nights.kubectl('apply -f -', { apiVersion: 'v1', kind: 'List', items });
  const crds = NAMES.map((name) => `crd/${name}`).join(' ');
  await nights.kubectl(`wait --for=condition=Established ${crds} --timeout=60s`);
  await nights.until('their objects can be listed', async () =>
    nights.kubectl(`get ${NAMES.join(',')} -n NS`).then(
      () => true,
      () => false,
    ),
  );
}

/** A namespace in which their objects stand, as Argo CD's own. @returns its name */
export async function addArgoNamespace(nights: Nights): Promise<string> {
  const namespace = `${nights.namespace}-argocd`;
  await nights.kubectl(`create namespace ${namespace}`);
  await nights.clusters.catalog('test', { fresh: true });
  return namespace;
}

export async function removeArgoNamespace(nights: Nights): Promise<void> {
  const namespace = `${nights.namespace}-argocd`;
  await nights.kubectl(`delete namespace ${namespace} --ignore-not-found --wait=false`);
}

export interface Application {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly suspend?: boolean;
    readonly syncPolicy?: {
      readonly automated?: { readonly prune?: boolean; readonly selfHeal?: boolean };
    };
  };
}

/** An Application that heals itself, in the namespace that stands for Argo CD's own. */
export function application(name: string, namespace: string, { metadata = {}, spec = {} } = {}) {
  return {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' },
    metadata: { name, namespace, ...metadata },
    spec: {
      destination: { server: 'https://kubernetes.default.svc' },
      syncPolicy: { automated: { prune: true, selfHeal: true } },
      ...spec,
    },
  };
}

/** A Deployment as Argo CD leaves it when it has synced an Application. */
export function tracked(name: string, replicas: number, { namespace }: Nights, by = 'shop') {
  const made = deployment(name, replicas) as { readonly metadata: object };
  const annotations = {
    'argocd.argoproj.io/tracking-id': `${by}:apps/Deployment:${namespace}/${name}`,
  };
  return { ...made, metadata: { ...made.metadata, annotations } };
}

export async function readOwner(
  nights: Nights,
  what: string,
  namespace: string,
): Promise<Application> {
  return JSON.parse(await nights.kubectl(`get ${what} -n ${namespace} -o json`)) as Application;
}

export interface Argo {
  /** How often it has set a workload back. */
  readonly healed: () => number;
  stop(): Promise<void>;
}

/**
 * Argo CD's self-heal: whatever is not as in git is applied again while the Application heals itself. It looks at the workload first, so that what
 * it takes for a difference is older than what it takes for the policy.
 */
export function playArgo(
  nights: Nights,
  argoNamespace: string,
  git: Readonly<Record<string, number>>,
): Argo {
  let [healed, isStopped] = [0, false];
  const look = async () => {
    for (const [name, replicas] of Object.entries(git)) {
      const seen = await nights.replicas(`deployment/${name}`);
      const { spec } = await readOwner(nights, 'application/shop', argoNamespace);
      if (seen === replicas || spec.syncPolicy?.automated?.selfHeal !== true) continue;
      healed += 1;
      await nights.kubectl(
        'apply --server-side --force-conflicts --field-manager=argocd-controller -f -',
        tracked(name, replicas, nights),
      );
    }
  };
  const ended = (async () => {
    while (!isStopped) {
      await look();
      await delay(50);
    }
  })();
  // Its failure is the test's, when it is stopped.
  ended.catch(() => {});
  return {
    healed: () => healed,
    stop: async () => {
      isStopped = true;
      await ended;
    },
  };
}
