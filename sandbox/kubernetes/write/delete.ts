// Answers delete and deletecollection. Pods end with grace, and what has finalizers waits for them.
import type { Answer, ResourceCall } from '../api/call.ts';
import { getObject, readSelection } from '../api/list.ts';
import { stampOf } from '../clock.ts';
import type { Cluster } from '../cluster.ts';
import type { KubernetesObject, Pod } from '../objects.ts';
import { isObject } from '../patch/json.ts';
import type { ResourceType } from '../resources.ts';
import { conflict, success } from '../status.ts';
import { parseBody } from './decode.ts';
import { type PropagationPolicy, readDryRun, readPropagation } from './options.ts';

export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly graceSeconds: number | undefined;
  readonly propagation: PropagationPolicy | undefined;
  /** Refused with a conflict where the object is not this one. */
  readonly uid?: string;
  readonly resourceVersion?: string;
}

export function answerDelete(cluster: Cluster, call: ResourceCall): Answer {
  const options = readOptions(call);
  const object = getObject(cluster, call);
  assertPreconditions(call.type, object, options);
  const { name, uid } = object.metadata;
  const left = options.dryRun
    ? foretell(call.type, object)
    : deleteObject(cluster, call.type, object, options);
  if (left !== undefined) return { kind: 'object', code: 200, object: left };
  if (RETURNED.has(call.type.kind)) return { kind: 'object', code: 200, object };
  return { kind: 'json', code: 200, body: success(call.type, name, uid) };
}

/** Kinds whose deletion answers with the object rather than with a Status. */
const RETURNED = new Set([
  'Pod',
  'Service',
  'ServiceAccount',
  'PersistentVolumeClaim',
  'ResourceQuota',
]);

/** A dry run says what would be left; nothing of it is kept. */
function foretell(type: ResourceType, object: KubernetesObject): KubernetesObject | undefined {
  return type.kind === 'Pod' || type.kind === 'Namespace' ? object : undefined;
}

export function answerDeleteCollection(cluster: Cluster, call: ResourceCall): Answer {
  const options = readOptions(call);
  const selection = readSelection(call);
  const objects = cluster.store
    .list(call.type, call.route.namespace)
    .filter((object) => selection.matches(object));
  if (!options.dryRun)
    for (const object of objects) deleteObject(cluster, call.type, object, options);
  const { type } = call;
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
  const metadata = { resourceVersion: String(cluster.store.version()) };
  const body = { kind: `${type.kind}List`, apiVersion, metadata, items: objects };
  return { kind: 'json', code: 200, body };
}

function readOptions({ query, body }: ResourceCall): DeleteOptions {
  const given = body === '' ? {} : parseBody({ body, contentType: '' });
  const propagation = query.get('propagationPolicy') ?? given.propagationPolicy;
  const grace = query.get('gracePeriodSeconds') ?? given.gracePeriodSeconds;
  const dryRun = Array.isArray(given.dryRun) ? given.dryRun.map(String) : [];
  const { uid, resourceVersion } = isObject(given.preconditions) ? given.preconditions : {};
  return {
    dryRun: readDryRun([...query.getAll('dryRun'), ...dryRun], 'DeleteOptions'),
    propagation: readPropagation(typeof propagation === 'string' ? propagation : undefined),
    graceSeconds: grace === undefined || grace === null ? undefined : Number(grace),
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  };
}

function assertPreconditions(
  type: ResourceType,
  { metadata }: KubernetesObject,
  options: DeleteOptions,
): void {
  const { uid, resourceVersion } = options;
  const { name } = metadata;
  if (uid !== undefined && uid !== metadata.uid)
    throw conflict(
      byKind(type),
      name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion)
    throw conflict(
      byKind(type),
      name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
}

/** Of a precondition the server speaks with the kind where it otherwise says the resource. */
function byKind(type: ResourceType): ResourceType {
  return { ...type, plural: type.kind };
}

/** Returns the object that is still there on its way out, or undefined when it is gone. */
export function deleteObject(
  cluster: Cluster,
  type: ResourceType,
  object: KubernetesObject,
  { graceSeconds, propagation }: Pick<DeleteOptions, 'graceSeconds' | 'propagation'>,
): KubernetesObject | undefined {
  const grace = type.kind === 'Pod' ? graceOf(object as Pod, graceSeconds) : 0;
  const finalizers = [...(object.metadata.finalizers ?? [])];
  if (propagation === 'Foreground') finalizers.push('foregroundDeletion');
  if (propagation === 'Orphan') finalizers.push('orphan');
  const waits = grace > 0 || finalizers.length > 0 || type.kind === 'Namespace';
  if (!waits) {
    cluster.store.remove(type, object);
    return undefined;
  }
  return cluster.store.put(
    type,
    ending(cluster, object, { grace, finalizers: [...new Set(finalizers)] }),
  );
}

function ending(
  { clock }: Cluster,
  object: KubernetesObject,
  { grace, finalizers }: { grace: number; finalizers: string[] },
): KubernetesObject {
  const { metadata } = object;
  const isNamespace = object.kind === 'Namespace';
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(metadata.generation === undefined ? {} : { generation: metadata.generation + 1 }),
      deletionTimestamp: metadata.deletionTimestamp ?? stampOf(clock.now() + grace * 1000),
      deletionGracePeriodSeconds: grace,
      ...(finalizers.length === 0 ? {} : { finalizers }),
    },
    ...(isNamespace ? { status: { phase: 'Terminating' } } : {}),
  };
}

/** A pod that never started, or has ended, goes at once. */
function graceOf({ spec, status }: Pod, given: number | undefined): number {
  if (!spec.nodeName || status.phase === 'Succeeded' || status.phase === 'Failed') return 0;
  return given ?? spec.terminationGracePeriodSeconds ?? 30;
}

/** Removes an object whose deletion nothing holds up any more. */
export function finishDeletion(
  cluster: Cluster,
  type: ResourceType,
  object: KubernetesObject,
): KubernetesObject | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  const isDone =
    deletionTimestamp !== undefined &&
    finalizers.length === 0 &&
    deletionGracePeriodSeconds === 0 &&
    type.kind !== 'Namespace';
  return isDone ? cluster.store.remove(type, object) : undefined;
}
