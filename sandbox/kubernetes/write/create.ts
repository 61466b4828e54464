// Answers create: decode, fill in, look at, keep. With dryRun nothing is kept.
import { randomInt, randomUUID } from 'node:crypto';
import type { Answer, ResourceCall } from '../api/call.ts';
import type { Cluster } from '../cluster.ts';
import type { KubernetesObject } from '../objects.ts';
import { builtIn, type ResourceType } from '../resources.ts';
import {
  alreadyExists,
  badRequest,
  forbidden,
  notFound,
  qualify,
  type Refusal,
} from '../status.ts';
import { assignAddress } from './addresses.ts';
import { admitPod } from './admit-pods.ts';
import { decodeObject } from './decode.ts';
import { applyDefaults } from './defaults.ts';
import { readDryRun } from './options.ts';
import { assertValid } from './validate.ts';
import { warningsOf } from './warnings.ts';

const NAMESPACE = builtIn('Namespace');

export function answerCreate(cluster: Cluster, call: ResourceCall): Answer {
  const dryRun = readDryRun(call.query.getAll('dryRun'), 'CreateOptions');
  const { type, route } = call;
  const object = decodeObject(call, type.kind, apiVersionOf(type));
  if (!type.namespaced && object.metadata.namespace !== undefined)
    throw badRequest('namespace can not be set on this type');
  if (type.namespaced) assertNamespace(cluster, type, object, route.namespace ?? '');
  const made = createObject(cluster, type, object, { dryRun });
  return { kind: 'object', code: 201, object: made, warnings: warningsOf(made) };
}

export function apiVersionOf({ group, version }: ResourceType): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Keeps a new object; the controllers use it as well. @throws Refusal. */
export function createObject(
  cluster: Cluster,
  type: ResourceType,
  given: KubernetesObject,
  { dryRun = false }: { dryRun?: boolean } = {},
): KubernetesObject {
  const object = prepare(cluster, type, given);
  applyDefaults(object);
  assertValid(type, object);
  if (object.kind === 'Pod') admitPod(object);
  const { namespace, name } = object.metadata;
  if (cluster.store.get(type, namespace, name) !== undefined) throw alreadyExists(type, name);
  if (object.kind === 'Service') assignAddress(cluster, object);
  return dryRun ? object : cluster.store.put(type, object);
}

/** An own copy with what the server sets itself, and without a status that the caller made up. */
function prepare(cluster: Cluster, type: ResourceType, given: KubernetesObject): KubernetesObject {
  const object = structuredClone(given);
  const { metadata } = object;
  if (!metadata.name && metadata.generateName)
    metadata.name = metadata.generateName + randomSuffix();
  metadata.uid = randomUUID();
  metadata.creationTimestamp = cluster.clock.stamp();
  if (GENERATED.has(type.kind) || type.definition !== undefined) metadata.generation = 1;
  Reflect.deleteProperty(metadata, 'resourceVersion');
  Reflect.deleteProperty(metadata, 'managedFields');
  if (type.subresources.some(({ name }) => name === 'status') && type.kind !== 'Node')
    delete object.status;
  return object;
}

/** Kinds whose metadata counts the generations of the spec. */
const GENERATED = new Set([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Ingress',
  'PodDisruptionBudget',
  'CustomResourceDefinition',
  'EndpointSlice',
]);

/** Letters and digits that make no words, as the API server's names end. */
export const SAFE_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

export function randomSuffix(): string {
  return Array.from({ length: 5 }, () => SAFE_LETTERS[randomInt(SAFE_LETTERS.length)]).join('');
}

function assertNamespace(
  { store }: Cluster,
  type: ResourceType,
  object: KubernetesObject,
  namespace: string,
): void {
  const found = store.get(NAMESPACE, undefined, namespace);
  if (found === undefined) throw notFound(NAMESPACE, namespace);
  if (found.metadata.deletionTimestamp !== undefined) throw ending(type, object, namespace);
}

function ending(type: ResourceType, { metadata }: KubernetesObject, namespace: string): Refusal {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  return forbidden(`${qualify(type)} "${metadata.name}"`, why, {
    name: metadata.name,
    ...(type.group === '' ? {} : { group: type.group }),
    kind: type.plural,
    causes: [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  });
}
