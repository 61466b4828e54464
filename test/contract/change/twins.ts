// Two namespaces with the same objects: kubectl changes the one, our command the other, and then they must be the same
// again. What is particular to a twin (its name, versions, times) is written alike before anything is compared.

import { setTimeout as delay } from 'node:timers/promises';
import type { Output } from '../../../bot/command.ts';
import type { Oracle } from '../adapter/oracle.ts';
import { type Kubectl, make, makeNamespace } from '../get/populate.ts';
import { splitLine } from '../get/words.ts';
import type { ChangeLine, Family } from './family.ts';

export interface Twins {
  readonly theirs: string;
  readonly ours: string;
}

export interface Found {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly generation?: number;
    readonly resourceVersion: string;
    readonly labels?: unknown;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: unknown;
    readonly finalizers?: unknown;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: { readonly taints?: readonly { readonly key: string }[] };
  readonly status?: { readonly observedGeneration?: number };
}

export async function makeTwins(kubectl: Kubectl, family: Family, base: string): Promise<Twins> {
  const twins = { theirs: `${base}-k`, ours: `${base}-q` };
  for (const namespace of Object.values(twins)) {
    await makeNamespace(kubectl, namespace);
    await make(kubectl, family.objects(namespace));
  }
  return twins;
}

export async function dropTwins(kubectl: Kubectl, twins: Twins): Promise<void> {
  for (const namespace of Object.values(twins)) {
    await kubectl(['delete', 'nodes', '-l', `twin=${namespace}`, '--wait=false']);
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  }
}

/** @throws Error with what kubectl said, when it failed. */
export async function prepareTwins(kubectl: Kubectl, twins: Twins, entry: ChangeLine) {
  for (const namespace of Object.values(twins)) {
    for (const step of entry.prepare ?? []) {
      const text = (typeof step === 'string' ? step : JSON.stringify(step)).replaceAll(
        'NS',
        namespace,
      );
      if (typeof step !== 'string') await make(kubectl, [JSON.parse(text)]);
      else {
        const said = await kubectl(splitLine(text));
        if (said.exitCode !== 0) throw new Error(`${text}: ${said.stderr}`);
      }
    }
  }
}

/** The line as it is typed in one twin. */
export async function lineIn(kubectl: Kubectl, line: string, namespace: string): Promise<string> {
  const [, target] = /RV\(([^)]+)\)/u.exec(line) ?? [];
  if (target === undefined) return line.replaceAll('NS', namespace);
  const path = ['-o', 'jsonpath={.metadata.resourceVersion}'];
  const { stdout } = await kubectl(['get', target, '-n', namespace, ...path]);
  return line.replace(/RV\([^)]+\)/u, stdout).replaceAll('NS', namespace);
}

/** Everything of the twin that a change verb could have changed, once the controllers have seen it all. */
export async function stateOf(
  oracle: Oracle,
  family: Family,
  namespace: string,
): Promise<readonly unknown[]> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await read(oracle, family, namespace);
    const isSettled = found.every(
      ({ metadata, status }) =>
        status?.observedGeneration === undefined ||
        status.observedGeneration === metadata.generation,
    );
    if (isSettled || attempt === ATTEMPTS) return found.map((each) => alike(each, namespace));
    await delay(PAUSE_MS);
  }
}

/** Reads both twins until they are the same, for a while: controllers write a moment later. */
export async function statesOf(oracle: Oracle, family: Family, twins: Twins) {
  for (let attempt = 1; ; attempt += 1) {
    const [theirs, ours] = await Promise.all([
      stateOf(oracle, family, twins.theirs),
      stateOf(oracle, family, twins.ours),
    ]);
    const isSame = JSON.stringify(theirs) === JSON.stringify(ours);
    if (isSame || attempt === ATTEMPTS) return { theirs, ours };
    await delay(PAUSE_MS);
  }
}

export function alikeOutput(output: Output, family: Family, namespace: string): Output {
  const alike = (text: string) => {
    const lines = alikeText(text, namespace).split('\n');
    if (family.isOrdered) return lines.join('\n');
    const parts = (line: string) => line.replace('Warning: ', '').split('; ').sort().join('; ');
    return lines
      .map((line) => (line.startsWith('Warning: ') ? `Warning: ${parts(line)}` : line))
      .sort()
      .join('\n');
  };
  return { ...output, stdout: alike(output.stdout), stderr: alike(output.stderr) };
}

const ATTEMPTS = 25;
const PAUSE_MS = 200;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu;
const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})/gu;

async function read(
  { clusters }: Oracle,
  family: Family,
  namespace: string,
): Promise<readonly Found[]> {
  const catalog = await clusters.catalog('test');
  const resources = family.compared.map((type) => catalog.resolve(type));
  const accesses = resources.map(({ group, resource }) => ({
    verb: 'list' as const,
    group,
    resource,
  }));
  const api = clusters.open('test', accesses, undefined, AbortSignal.timeout(30_000));
  const lists = await Promise.all(
    resources.map(async (resource) => {
      const place = resource.namespaced
        ? { namespace }
        : { query: { labelSelector: `twin=${namespace}` } };
      const { body } = await api.request({ verb: 'list', resource, ...place });
      const { items } = body as { items: readonly Found[] };
      return items.map((item) => ({ ...item, kind: resource.kind }));
    }),
  );
  return lists
    .flat()
    .filter(({ kind, metadata }) => kind !== 'Pod' || metadata.ownerReferences === undefined)
    .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
    .sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

function keyOf({ kind, metadata }: Found): string {
  return `${kind}/${metadata.name}`;
}

/** Without what must differ; addresses and taints are the cluster's own doing. */
function alike(object: Found, namespace: string): unknown {
  const { metadata, status, ...rest } = object;
  const { name, generation, labels, annotations, ownerReferences, finalizers } = metadata;
  const taints = object.spec?.taints?.filter(({ key }) => !key.startsWith('node.kubernetes.io/'));
  const spec =
    object.spec === undefined
      ? {}
      : { spec: { ...object.spec, taints, clusterIP: undefined, clusterIPs: undefined } };
  const isLeaving = metadata.deletionTimestamp !== undefined;
  const kept = { name, generation, labels, annotations, ownerReferences, finalizers, isLeaving };
  const { apiVersion: _, ...fields } = rest as Record<string, unknown>;
  return JSON.parse(alikeText(JSON.stringify({ ...fields, ...spec, metadata: kept }), namespace));
}

function alikeText(text: string, namespace: string): string {
  return text
    .replaceAll(namespace, 'NS')
    .replaceAll(UUID, 'UID')
    .replaceAll(INSTANT, 'TIME')
    .replaceAll(/\bagent-[a-z0-9]{5}\b/gu, 'agent-RANDOM')
    .replaceAll(/kube-api-access-[a-z0-9]{5}/gu, 'kube-api-access-RANDOM')
    .replaceAll(/(resource version to be \d+, was) \d+/gu, '$1 RV')
    .replaceAll(/(The request is invalid: patch: Invalid value: )".*":/gu, '$1OBJECT:');
}
