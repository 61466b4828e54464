// `kubectl cluster-info`: where the control plane and the cluster's own services answer. It lists those services and never
// dumps anything.

import { type KubectlContext, kubectlCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';
import { KubectlError, StatusError } from '../../kubernetes/api.ts';
import { kubectlText } from '../../kubernetes/errors.ts';
import { clusterFlag, namespaceFlags } from '../../kubernetes/flags.ts';

export interface ClusterInfoArgs {
  readonly namespace: string;
}

interface Service {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: { readonly ports?: readonly { readonly name?: string; readonly port: number }[] };
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
}

const HINT = "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n";

export const clusterInfo = kubectlCommand({
  name: 'kubectl cluster-info',
  summary: 'Show where the cluster and its own services answer.',
  examples: ['kubectl cluster-info'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: { ...clusterFlag, ...namespaceFlags } },

  // Not the namespace in force: kubectl looks in kube-system unless told.
  read: ({ flags }): ClusterInfoArgs => ({ namespace: flags.namespace ?? 'kube-system' }),

  access: ({ namespace }) => [{ verb: 'list', group: '', resource: 'services', namespace }],

  run: async ({ namespace }, context) => {
    try {
      const services = await listServices(namespace, context);
      const lines = services.map((service) => line(nameOf(service), linkOf(service, context)));
      const stdout = line('Kubernetes control plane', context.cluster.server) + lines.join('');
      return { stdout: stdout + HINT, stderr: '', exitCode: 0 };
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof KubectlError)) throw error;
      return { stdout: HINT, stderr: kubectlText(error), exitCode: 1 };
    }
  },
});

async function listServices(
  namespace: string,
  context: KubectlContext,
): Promise<readonly Service[]> {
  const { body } = await context.api.request({
    verb: 'list',
    resource: { group: '', version: 'v1', resource: 'services' },
    namespace,
    query: { labelSelector: 'kubernetes.io/cluster-service=true' },
  });
  return (body as { items?: readonly Service[] }).items ?? [];
}

function line(name: string, link: string): string {
  return `${name} is running at ${link}\n`;
}

function nameOf({ metadata }: Service): string {
  return metadata.labels?.['kubernetes.io/name'] || metadata.name;
}

function linkOf(service: Service, context: KubectlContext): string {
  const ports = service.spec?.ports ?? [];
  const [ingress] = service.status?.loadBalancer?.ingress ?? [];
  if (ingress) {
    const host = ingress.ip || ingress.hostname || '';
    return ports.map(({ port }) => `http://${host}:${port} `).join('');
  }
  const { name, namespace } = service.metadata;
  const server = context.cluster.server.replace(/\/+$/u, '');
  return `${server}/api/v1/namespaces/${namespace}/services/${proxyName(name, ports[0])}/proxy`;
}

/** SCHEME:NAME:PORT, the parts that are not needed left out. */
function proxyName(name: string, port: { name?: string; port: number } | undefined): string {
  if (!port) return name;
  const isHttps = port.name === 'https' || port.port === 443;
  if (isHttps) return `https:${name}:${port.name ?? ''}`;
  return port.name ? `${name}:${port.name}` : name;
}
