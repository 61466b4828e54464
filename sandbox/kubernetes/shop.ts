// The shop that lives in the stand-in clusters, staging and production: its workloads, its troubles and its history.

import type { Deployment } from './objects.ts';
import { isEqual } from './patch/json.ts';
import { builtIn } from './resources.ts';
import { bindRole, seedBase, seedNode } from './shop/base.ts';
import { seedCampaigns } from './shop/campaigns.ts';
import { seedConfiguration } from './shop/configuration.ts';
import { registerShopPrograms } from './shop/programs.ts';
import type { Seed } from './shop/seed.ts';
import { REGISTRY, seedDeployment, seedService, templateOf } from './shop/workloads.ts';
import { replaceObject } from './write/update.ts';

const DEPLOYMENT = builtIn('Deployment');

export function seedShop(seed: Seed): void {
  registerShopPrograms();
  const isProduction = seed.cluster.name.startsWith('prod');
  seed.at({ days: 41 });
  seedBase(seed, ['ads', 'shop']);
  bindRole(seed, 'viewers', 'view', ['viewers']);
  bindRole(seed, 'operators', 'edit', ['operators']);
  bindRole(seed, 'admins', 'cluster-admin', ['admins']);
  seedNodes(seed, isProduction);
  seed.at({ days: 40, hours: 5 });
  seedSystem(seed);
  seedConfiguration(seed, isProduction);
  seed.at({ days: 27, hours: 3 });
  seedShopWorkloads(seed, isProduction);
  seedAds(seed);
  seed.at({ days: 3, hours: 2 });
  setImage(seed, 'web', 'web:1.8.2');
  setImage(seed, 'checkout', 'checkout:5.3.1');
  seed.at({ hours: 7 });
  seedNightlyReport(seed);
  seed.at({ minutes: 52 });
  seedTroubles(seed);
  seed.at({ seconds: 0 });
}

function seedNodes(seed: Seed, isProduction: boolean): void {
  seedNode(seed, { name: 'control-1', number: 0, cpu: '4', memory: '8Gi', role: 'control-plane' });
  const zones = isProduction ? ['a', 'b', 'c'] : ['a', 'b'];
  for (const [index, zone] of zones.entries())
    seedNode(seed, {
      name: `worker-${index + 1}`,
      number: index + 1,
      cpu: '8',
      memory: '16Gi',
      zone: `eu-north-1${zone}`,
    });
}

function seedSystem(seed: Seed): void {
  const namespace = 'kube-system';
  seedDeployment(seed, {
    namespace,
    name: 'dns',
    image: 'dns:1.12.1',
    replicas: 2,
    memory: '70Mi',
  });
  seedService(seed, namespace, 'dns', {
    clusterIP: '10.96.0.10',
    ports: [{ name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 }],
  });
  const plan = {
    namespace,
    name: 'node-agent',
    image: 'node-agent:0.9.4',
    cpu: '50m',
    memory: '64Mi',
    more: { tolerations: [{ operator: 'Exists' }] },
  };
  seed.create(builtIn('DaemonSet'), {
    metadata: { name: plan.name, namespace, labels: { app: plan.name } },
    spec: { selector: { matchLabels: { app: plan.name } }, template: templateOf(plan) },
  });
}

function seedShopWorkloads(seed: Seed, isProduction: boolean): void {
  const namespace = 'shop';
  const size = (staging: number, production: number) => (isProduction ? production : staging);
  seedDatabase(seed, size(1, 3));
  const secret = (name: string, key: string) => ({
    name: key,
    valueFrom: { secretKeyRef: { name, key } },
  });
  const plans = [
    {
      name: 'web',
      image: 'web:1.8.1',
      replicas: size(3, 6),
      cpu: '250m',
      memory: '256Mi',
      env: [{ name: 'SHOP_ENV', value: isProduction ? 'production' : 'staging' }],
    },
    { name: 'cart', image: 'cart:2.11.0', replicas: size(2, 4) },
    {
      name: 'checkout',
      image: 'checkout:5.3.0',
      replicas: size(2, 4),
      cpu: '200m',
      env: [secret('checkout-db', 'DATABASE_URL')],
    },
    { name: 'search', image: 'search:0.14.3', replicas: size(2, 3), cpu: '500m', memory: '512Mi' },
    {
      name: 'payments',
      image: 'payments:3.2.7',
      replicas: size(2, 3),
      env: [secret('payments-provider', 'API_KEY')],
    },
  ];
  for (const plan of plans) {
    seedDeployment(seed, { namespace, port: 8080, ...plan });
    seedService(seed, namespace, plan.name, plan.name === 'web' ? { type: 'LoadBalancer' } : {});
  }
  seed.create(builtIn('PodDisruptionBudget'), {
    metadata: { name: 'checkout', namespace },
    spec: { minAvailable: size(2, 3), selector: { matchLabels: { app: 'checkout' } } },
  });
}

function seedDatabase(seed: Seed, replicas: number): void {
  const namespace = 'shop';
  seedService(seed, namespace, 'db', {
    clusterIP: 'None',
    ports: [{ name: 'postgres', port: 5432, targetPort: 5432 }],
  });
  const plan = { namespace, name: 'db', image: 'db:17.4', cpu: '500m', memory: '1Gi' };
  seed.create(builtIn('StatefulSet'), {
    metadata: { name: 'db', namespace, labels: { app: 'db' } },
    spec: {
      replicas,
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      template: templateOf(plan),
    },
  });
}

function seedAds(seed: Seed): void {
  seedDeployment(seed, {
    namespace: 'ads',
    name: 'ad-server',
    image: 'ad-server:1.2.0',
    replicas: 2,
    port: 8080,
  });
  seedService(seed, 'ads', 'ad-server');
  seedCampaigns(seed);
}

/** A rollout of the past: the revisions before it can be seen and gone back to. */
function setImage({ cluster }: Seed, name: string, image: string): void {
  const current = cluster.store.get(DEPLOYMENT, 'shop', name) as Deployment | undefined;
  if (current === undefined) return;
  const given = structuredClone(current);
  for (const container of given.spec.template.spec.containers)
    container.image = `${REGISTRY}/${image}`;
  given.metadata.annotations = {
    ...given.metadata.annotations,
    'kubernetes.io/change-cause': `roll out ${image}`,
  };
  if (!isEqual(given.spec, current.spec)) replaceObject(cluster, DEPLOYMENT, { current, given });
}

function seedNightlyReport(seed: Seed): void {
  const plan = { namespace: 'shop', name: 'nightly-report', image: 'nightly-report:1.0.3' };
  const { spec, metadata } = templateOf(plan);
  const hour = new Date(Date.now() - 5 * 3_600_000).getUTCHours();
  seed.create(builtIn('CronJob'), {
    metadata: { name: plan.name, namespace: plan.namespace, labels: { app: plan.name } },
    spec: {
      schedule: `15 ${hour} * * *`,
      jobTemplate: {
        spec: { template: { metadata, spec: { ...spec, restartPolicy: 'OnFailure' } } },
      },
    },
  });
}

function seedTroubles(seed: Seed): void {
  const namespace = 'shop';
  seedDeployment(seed, {
    namespace,
    name: 'recommender',
    image: 'recommender:2.4.1',
    memory: '512Mi',
    env: [{ name: 'FEATURE_STORE_URL', value: 'redis://feature-store.shop.svc:6379' }],
  });
  seedDeployment(seed, {
    namespace,
    name: 'image-resizer',
    image: 'image-resizer:0.3.0',
    cpu: '16',
    memory: '2Gi',
  });
}
