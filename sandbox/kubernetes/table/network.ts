// The Tables of services, endpoints, ingresses and disruption budgets.
import { age } from '../duration.ts';
import type {
  EndpointSlice,
  Endpoints,
  Ingress,
  LoadBalancerStatus,
  PodDisruptionBudget,
  Service,
} from '../objects.ts';
import { labelsText, listWithMore, type Printer, printerOf } from './printer.ts';

export const NETWORK_PRINTERS: Readonly<Record<string, Printer>> = {
  'Service.': printerOf<Service>(
    'Name|Type|Cluster-IP|External-IP|Port(s)|Age|+Selector',
    (service, now) => [
      service.metadata.name,
      service.spec.type,
      service.spec.clusterIPs?.[0] ?? '<none>',
      externalIp(service),
      portsText(service) || '<none>',
      age(service.metadata.creationTimestamp, now),
      labelsText(service.spec.selector),
    ],
  ),
  'Endpoints.': printerOf<Endpoints>('Name|Endpoints|Age', (endpoints, now) => [
    endpoints.metadata.name,
    endpointsText(endpoints),
    age(endpoints.metadata.creationTimestamp, now),
  ]),
  'EndpointSlice.discovery.k8s.io': printerOf<EndpointSlice>(
    'Name|AddressType|Ports|Endpoints|Age',
    ({ metadata, addressType, ports, endpoints }, now) => [
      metadata.name,
      addressType,
      listWithMore(
        (ports ?? []).map(({ port, name }) => String(port ?? name ?? '*')),
        3,
      ),
      listWithMore(
        (endpoints ?? []).flatMap(({ addresses }) => addresses),
        3,
      ),
      age(metadata.creationTimestamp, now),
    ],
  ),
  'Ingress.networking.k8s.io': printerOf<Ingress>(
    'Name|Class|Hosts|Address|Ports|Age',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      spec.ingressClassName ?? '<none>',
      hostsText(spec.rules ?? []),
      balancerText(status.loadBalancer ?? {}),
      (spec.tls ?? []).length > 0 ? '80, 443' : '80',
      age(metadata.creationTimestamp, now),
    ],
  ),
  'PodDisruptionBudget.policy': printerOf<PodDisruptionBudget>(
    'Name|Min Available|Max Unavailable|Allowed Disruptions:integer|Age',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      String(spec.minAvailable ?? 'N/A'),
      String(spec.maxUnavailable ?? 'N/A'),
      status.disruptionsAllowed ?? 0,
      age(metadata.creationTimestamp, now),
    ],
  ),
};

function externalIp({ spec, status }: Service): string {
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || '<none>';
    case 'LoadBalancer': {
      const balancer = balancerText(status.loadBalancer ?? {});
      return [...(balancer === '' ? [] : [balancer]), ...external].join(',') || '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

/** The server shortens a long address only in a table that was not asked for wide, which a Table request always is. */
function balancerText({ ingress = [] }: LoadBalancerStatus): string {
  const addresses = ingress.map(({ ip, hostname }) => ip || hostname || '').filter(Boolean);
  return [...new Set(addresses)].sort().join(',');
}

function portsText({ spec }: Service): string {
  return (spec.ports ?? [])
    .map(({ port, nodePort, protocol }) =>
      nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
    )
    .join(',');
}

function endpointsText({ subsets = [] }: Endpoints): string {
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`)),
  );
  if (subsets.length === 0) return '<none>';
  const shown = all.slice(0, 3).join(',');
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}

function hostsText(rules: readonly { host?: string }[]): string {
  const hosts = rules.map(({ host }) => host ?? '').filter(Boolean);
  if (hosts.length === 0) return '*';
  const shown = hosts.slice(0, 3).join(',');
  return rules.length > 3 ? `${shown} + ${rules.length - 3} more...` : shown;
}
