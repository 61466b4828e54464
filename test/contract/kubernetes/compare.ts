// Makes the answers of two servers comparable: takes out what must differ (ids, versions, times, addresses) and keeps the rest.
import type { Reply } from './servers.ts';

export function normalize(reply: Reply, namespace: string): unknown {
  const text = JSON.stringify({ ...reply, body: strip(reply.body, '') });
  return JSON.parse(
    text
      .replaceAll(namespace, 'NAMESPACE')
      .replace(UID, 'UID')
      .replace(TIME, 'TIME')
      .replace(/kube-api-access-\w{5}/g, 'kube-api-access-NAME')
      // Go says which decoder failed at which byte; the stand-in says only that it failed.
      .replace(/scheme \\"[^"]*\\"/g, 'scheme')
      .replace(/(ReplicaSet \\"\w+)-\w+/g, '$1-HASH')
      .replace(
        /"(web|agent|db|once)-(?=[a-z0-9]*\d|[a-z]{5}\b)[a-z0-9]{5,10}(-[a-z0-9]{5})?"/g,
        '"$1-HASH"',
      )
      .replace(/"pod-template-hash=\w+"|pod-template-hash=\w+/g, 'pod-template-hash=HASH')
      .replace(/"10\.\d+\.\d+\.\d+"/g, '"IP"')
      .replace(/"node-[12]"/g, '"NODE"')
      .replace(/current: \d+/g, 'current: VERSION')
      .replace(UNSCHEDULABLE, schedulingOf),
  ) as unknown;
}

/** Other suites add nodes of their own, tainted or cordoned: how many there are is no part of the answer. */
function schedulingOf(message: string): string {
  return message
    .replace(/\d+ node\(s\) [^,.]+, |, \d+ node\(s\) [^,.]+/g, '')
    .replace(/0\/\d+ nodes|\d+ (?=Preemption)/g, (count) => count.replace(/\d+(?=\D*$)/, 'N'));
}

const UNSCHEDULABLE = /0\/\d+ nodes are available: [^"]*/g;
const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;

/** Fields whose value differs from server to server and from run to run. */
const DROPPED = new Set([
  'managedFields',
  'resourceVersion',
  'continue',
  'clusterIP',
  'clusterIPs',
  'selfLink',
  'pod-template-hash',
  'controller-revision-hash',
  'controller.kubernetes.io/hash',
  'generateName',
  'storageVersionHash',
  'description',
  'serverAddress',
  'nodeName',
  'ca.crt',
]);

const AGE = /^(\d+[smhdy])+$/;

function strip(value: unknown, field: string): unknown {
  if (Array.isArray(value)) {
    if (field === 'cells')
      return value.map((cell: unknown) =>
        typeof cell === 'string' && AGE.test(cell) ? 'AGE' : cell,
      );
    const items = value.map((item) => strip(item, ''));
    // Conditions are a set by type; their order tells only which of them changed last.
    return field === 'conditions'
      ? items.sort((one, other) => typeOf(one).localeCompare(typeOf(other)))
      : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !DROPPED.has(key))
      .map(([key, item]) => [key, strip(item, key)]),
  );
}

function typeOf(value: unknown): string {
  return String((value as { type?: unknown }).type ?? '');
}
