// Short ways to write down the shop's workloads and services.
import { builtIn } from '../resources.ts';
import type { Seed } from './seed.ts';

export interface WorkloadPlan {
  readonly namespace: string;
  readonly name: string;
  /** Without the registry: `web:1.8.2`. */
  readonly image: string;
  readonly replicas?: number;
  readonly cpu?: string;
  readonly memory?: string;
  readonly port?: number;
  readonly env?: readonly object[];
  readonly priority?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

export const REGISTRY = 'registry.shop.example';

export function templateOf({
  name,
  image,
  cpu = '100m',
  memory = '128Mi',
  port,
  env,
  more,
}: WorkloadPlan) {
  return {
    metadata: { labels: { app: name } },
    spec: {
      containers: [
        {
          name,
          image: `${REGISTRY}/${image}`,
          ...(port === undefined
            ? {}
            : {
                ports: [{ name: 'http', containerPort: port }],
                readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
              }),
          resources: { requests: { cpu, memory }, limits: { memory } },
          ...(env === undefined ? {} : { env }),
        },
      ],
      ...more,
    },
  };
}

export function seedDeployment(
  { create }: Seed,
  plan: WorkloadPlan,
  annotations?: Record<string, string>,
): void {
  const { namespace, name, replicas = 1 } = plan;
  create(builtIn('Deployment'), {
    metadata: {
      name,
      namespace,
      labels: { app: name, team: namespace },
      ...(annotations === undefined ? {} : { annotations }),
    },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: templateOf(plan) },
  });
}

export function seedService(
  { create, cluster }: Seed,
  namespace: string,
  name: string,
  spec: Record<string, unknown> = {},
): void {
  const type = builtIn('Service');
  const service = create(type, {
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      selector: { app: name },
      ports: [{ name: 'http', port: 80, targetPort: 'http' }],
      ...spec,
    },
  });
  if (spec.type !== 'LoadBalancer') return;
  // A documentation address (RFC 5737): it leads nowhere.
  const status = { loadBalancer: { ingress: [{ ip: '203.0.113.20' }] } };
  cluster.store.put(type, { ...service, status });
}
