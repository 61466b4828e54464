// Gives a new service its cluster address, and a node port where the type asks for one.
import type { Cluster } from '../cluster.ts';
import type { KubernetesObject, Service } from '../objects.ts';
import { builtIn } from '../resources.ts';

const SERVICE = builtIn('Service');

/** @param object a service that is not kept yet; it is changed. */
export function assignAddress({ store }: Cluster, object: KubernetesObject): void {
  const { spec } = object as Service;
  if (spec.type === 'ExternalName') return;
  const services = store.list(SERVICE) as Service[];
  if (spec.clusterIP === 'None') spec.clusterIPs = ['None'];
  else {
    const taken = new Set(services.map((one) => one.spec.clusterIP));
    spec.clusterIP ||= freeAddress(taken, object.metadata.name);
    spec.clusterIPs = [spec.clusterIP];
  }
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return;
  const ports = new Set(
    services.flatMap((one) => one.spec.ports ?? []).map(({ nodePort }) => nodePort),
  );
  for (const port of spec.ports ?? []) {
    let candidate = 30_000 + (sum(object.metadata.name) % 2000);
    while (ports.has(candidate)) candidate += 1;
    port.nodePort ??= candidate;
    ports.add(port.nodePort);
  }
}

/** The same service gets the same address in every run, so that a demonstration can be repeated. */
function freeAddress(taken: ReadonlySet<string | undefined>, name: string): string {
  for (let number = sum(name); ; number += 7) {
    const address = `10.96.${number % 250}.${1 + (Math.floor(number / 250) % 250)}`;
    if (!taken.has(address)) return address;
  }
}

function sum(text: string): number {
  return [...text].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 60_000, 7);
}
