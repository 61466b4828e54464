// The defaults of a pod's spec and its containers.
import { canonicalQuantity } from '../quantity.ts';
import { type Fields, fieldsOf, setDefaults } from './fields.ts';

export function defaultPodSpec(spec: Fields, { isPod }: { isPod: boolean }): void {
  for (const container of [...listOf(spec.initContainers), ...listOf(spec.containers)])
    defaultContainer(container, isPod);
  for (const volume of listOf(spec.volumes)) defaultVolume(volume);
  setDefaults(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
  if (spec.serviceAccountName !== undefined) spec.serviceAccount = spec.serviceAccountName;
}

function defaultContainer(container: Fields, isPod: boolean): void {
  setDefaults(container, {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pullPolicy(String(container.image ?? '')),
  });
  for (const port of listOf(container.ports)) setDefaults(port, { protocol: 'TCP' });
  for (const variable of listOf(container.env)) {
    const { fieldRef } = (variable.valueFrom ?? {}) as { fieldRef?: Fields };
    if (fieldRef !== undefined) setDefaults(fieldRef, { apiVersion: 'v1' });
  }
  defaultResources(fieldsOf(container, 'resources'), isPod);
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'])
    if (container[probe] !== undefined) defaultProbe(fieldsOf(container, probe));
}

/** A pod's missing requests are its limits; in a template they stay missing. */
function defaultResources(resources: Fields, isPod: boolean): void {
  for (const field of ['limits', 'requests']) {
    const amounts = resources[field];
    if (typeof amounts !== 'object' || amounts === null) continue;
    resources[field] = Object.fromEntries(
      Object.entries(amounts).map(([name, text]) => [name, canonicalQuantity(String(text))]),
    );
  }
  if (!isPod || resources.limits === undefined) return;
  setDefaults(fieldsOf(resources, 'requests'), fieldsOf(resources, 'limits'));
}

function defaultProbe(probe: Fields): void {
  if (probe.httpGet !== undefined)
    setDefaults(fieldsOf(probe, 'httpGet'), { path: '/', scheme: 'HTTP' });
  setDefaults(probe, {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  });
}

function defaultVolume(volume: Fields): void {
  for (const source of ['configMap', 'secret', 'projected'])
    if (volume[source] !== undefined) setDefaults(fieldsOf(volume, source), { defaultMode: 420 });
}

function pullPolicy(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  const isLatest = last.endsWith(':latest') || !/[:@]/.test(last);
  return isLatest ? 'Always' : 'IfNotPresent';
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}
