// The small world that the escape test plays in: people, channels, clusters and what the clusters serve. Plain facts,
// written down once for the fake server and for the specification; nothing here comes from the bot.

export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  readonly short: readonly string[];
  readonly categories: readonly string[];
  /** Empty for what is measured: kubectl finds no singular for it. */
  readonly singular: string;
}

export const KINDS: readonly Kind[] = [
  kind('', 'v1', 'pods', 'Pod', { short: ['po'], categories: ['all'] }),
  kind('', 'v1', 'services', 'Service', { short: ['svc'], categories: ['all'] }),
  kind('', 'v1', 'configmaps', 'ConfigMap', { short: ['cm'] }),
  kind('', 'v1', 'secrets', 'Secret'),
  kind('', 'v1', 'nodes', 'Node', { short: ['no'], isNamespaced: false }),
  kind('', 'v1', 'namespaces', 'Namespace', { short: ['ns'], isNamespaced: false }),
  kind('', 'v1', 'events', 'Event', { short: ['ev'] }),
  kind('', 'v1', 'serviceaccounts', 'ServiceAccount', { short: ['sa'] }),
  kind('', 'v1', 'replicationcontrollers', 'ReplicationController', { short: ['rc'] }),
  kind('apps', 'v1', 'deployments', 'Deployment', { short: ['deploy'], categories: ['all'] }),
  kind('apps', 'v1', 'statefulsets', 'StatefulSet', { short: ['sts'], categories: ['all'] }),
  kind('apps', 'v1', 'daemonsets', 'DaemonSet', { short: ['ds'], categories: ['all'] }),
  kind('apps', 'v1', 'replicasets', 'ReplicaSet', { short: ['rs'], categories: ['all'] }),
  kind('apps', 'v1', 'controllerrevisions', 'ControllerRevision'),
  kind('batch', 'v1', 'jobs', 'Job', { categories: ['all'] }),
  kind('batch', 'v1', 'cronjobs', 'CronJob', { short: ['cj'], categories: ['all'] }),
  kind('policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget', { short: ['pdb'] }),
  kind('metrics.k8s.io', 'v1beta1', 'pods', 'PodMetrics', { singular: '' }),
  kind('metrics.k8s.io', 'v1beta1', 'nodes', 'NodeMetrics', { isNamespaced: false, singular: '' }),
  // Each of these holds a whole Secret, as backups and sealed secrets do.
  kind('tricks.example.com', 'v1', 'vaults', 'Vault'),
  // A custom resource that calls itself secrets.
  kind('tricks.example.com', 'v1', 'secrets', 'Secret', { short: ['sec'] }),
];

function kind(
  group: string,
  version: string,
  plural: string,
  name: string,
  more: Partial<Kind> = {},
): Kind {
  const rest = { short: [], categories: [], isNamespaced: true, singular: name.toLowerCase() };
  return { group, version, plural, kind: name, ...rest, ...more };
}

export type ClusterName = 'staging' | 'production';

export const CHANNELS: Readonly<
  Record<string, { cluster: ClusterName; namespace: string; kafka: ClusterName }>
> = {
  C0SHOPOPS: { cluster: 'staging', namespace: 'shop', kafka: 'staging' },
  C0SHOPPROD: { cluster: 'production', namespace: 'shop', kafka: 'production' },
  C0GENERAL: { cluster: 'staging', namespace: 'default', kafka: 'staging' },
};

export interface Player {
  readonly userId: string;
  readonly teamId: string;
  readonly group: string | undefined;
  readonly flags: Partial<
    Readonly<Record<'isBot' | 'isGuest' | 'isStranger' | 'isDeleted', boolean>>
  >;
}

export const PEOPLE: Readonly<Record<string, Player>> = {
  alice: player('U0ALICE', 'admin'),
  olga: player('U0OLGA', 'admin'),
  bob: player('U0BOB', 'operator'),
  carol: player('U0CAROL', 'viewer'),
  mallory: player('U0MALLORY', undefined),
  eve: { ...player('U0EVE', 'admin', { isStranger: true }), teamId: 'T0OTHER' },
  guest: player('U0GUEST', 'operator', { isGuest: true }),
  robot: player('U0ROBOT', 'admin', { isBot: true }),
  gone: player('U0GONE', 'admin', { isDeleted: true }),
};

function player(userId: string, group: string | undefined, flags: Player['flags'] = {}): Player {
  return { userId, teamId: 'T0SHOP', group, flags };
}

/** As whom each cluster is asked: staging as a mapped identity, production as the bot itself. */
export function identityOn(
  cluster: ClusterName,
  { userId, group }: Player,
): { readonly user: string; readonly groups: readonly string[] } | undefined {
  if (cluster === 'production') return undefined;
  return userId === 'U0ALICE'
    ? { user: 'alice@example.com', groups: ['platform', 'shop admins'] }
    : { user: `quartermaster:${group ?? 'nobody'}`, groups: [] };
}

/** The bot's own credential, as the kubeconfig of the fake server has it. */
export const OWN_TOKEN = 'the-token-of-the-bot';

/** A value that lies in each Secret and nowhere else. Long, and of letters that no other text puts side by side. */
export const CANARY = 'ZqXjKvWzQJxVkQzwJXqvKZjWxQvZkJqWXzVjQkKxZvJwQXjz';

/** What a cluster's texts may hold to call a whole channel or a person: none of it may work. */
export const CALLS =
  '<!channel> <!here> <@U0ALICE> <!subteam^S0ALL|@all> <https://evil.example|ok>';

/** Of every object there is. */
export const OBJECT_UID = '6b1f7e5a-0000-4000-8000-000000000001';

export const CONTAINERS = [
  { name: 'app', image: 'shop/web:1' },
  { name: 'side', image: 'shop/side:1' },
  // A name that every object of JavaScript has as well.
  { name: 'constructor', image: 'shop/odd:1' },
  // A name at which an expression made of many stars would try for hours.
  { name: 'a'.repeat(60), image: 'shop/long:1' },
];

/** What every cron job runs. */
export const JOB_SPEC = { template: { spec: { containers: CONTAINERS } } };
