// The shop's settings, secrets, claims, scaling and entrance. Every secret is made up.
import { builtIn } from '../resources.ts';
import type { Seed } from './seed.ts';

export function seedConfiguration(seed: Seed, isProduction: boolean): void {
  const namespace = 'shop';
  const { create } = seed;
  create(builtIn('ConfigMap'), {
    metadata: { name: 'web-settings', namespace },
    data: { 'features.json': '{"newBasket": true, "giftWrap": false}', LOG_LEVEL: 'info' },
  });
  create(builtIn('ConfigMap'), {
    metadata: { name: 'search-synonyms', namespace },
    data: { 'synonyms.txt': 'mug, cup\nlamp, light\n' },
  });
  seedSecrets(seed, isProduction);
  create(builtIn('ServiceAccount'), { metadata: { name: 'checkout', namespace } });
  seedClaim(seed);
  seedAutoscaler(seed, isProduction);
  const host = isProduction ? 'shop.example' : 'staging.shop.example';
  const backend = { service: { name: 'web', port: { name: 'http' } } };
  create(builtIn('Ingress', 'networking.k8s.io'), {
    metadata: { name: 'web', namespace },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: [host], secretName: 'shop-tls' }],
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  });
}

function seedSecrets({ create }: Seed, isProduction: boolean): void {
  const namespace = 'shop';
  const password = isProduction ? 'Autumn-Leaves-Fall-77' : 'Winter-Is-Long-42';
  const secrets = {
    'checkout-db': {
      DATABASE_URL: `postgres://checkout:${password}@db-0.db.shop.svc:5432/orders`,
      PASSWORD: password,
    },
    'payments-provider': {
      API_KEY: 'sk_live_51Nw0tR3alButL00ksLik3It',
      WEBHOOK_SECRET: 'whsec_c2FuZGJveC1ub3QtcmVhbA',
    },
    'aws-uploads': {
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
  };
  for (const [name, stringData] of Object.entries(secrets))
    create(builtIn('Secret'), { metadata: { name, namespace }, stringData });
  create(builtIn('Secret'), {
    metadata: { name: 'shop-tls', namespace },
    type: 'kubernetes.io/tls',
    stringData: {
      'tls.crt':
        '-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n',
      'tls.key': '-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n',
    },
  });
}

function seedClaim({ create, cluster }: Seed): void {
  const type = builtIn('PersistentVolumeClaim');
  const claim = create(type, {
    metadata: { name: 'data-db-0', namespace: 'shop', labels: { app: 'db' } },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '20Gi' } },
      storageClassName: 'standard',
      volumeName: 'pvc-5f0e6a52',
    },
  });
  const status = { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '20Gi' } };
  cluster.store.put(type, { ...claim, status });
}

function seedAutoscaler({ create, cluster }: Seed, isProduction: boolean): void {
  const type = builtIn('HorizontalPodAutoscaler');
  const replicas = isProduction ? 3 : 2;
  const scaler = create(type, {
    metadata: { name: 'search', namespace: 'shop' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'search' },
      minReplicas: replicas,
      maxReplicas: 10,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
        },
      ],
    },
  });
  const current = { averageUtilization: 41, averageValue: '205m' };
  const stamp = cluster.clock.stamp();
  const status = {
    currentReplicas: replicas,
    desiredReplicas: replicas,
    currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current } }],
    conditions: [
      {
        type: 'AbleToScale',
        status: 'True',
        lastTransitionTime: stamp,
        reason: 'ReadyForNewScale',
        message: 'recommended size matches current size',
      },
    ],
  };
  cluster.store.put(type, { ...scaler, status });
}
