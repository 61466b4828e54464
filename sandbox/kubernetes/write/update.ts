// Answers update and patch, of an object and of its status.
import type { Answer, ResourceCall } from '../api/call.ts';
import { getObject } from '../api/list.ts';
import { asServed } from '../api/served.ts';
import type { Cluster } from '../cluster.ts';
import type { KubernetesObject } from '../objects.ts';
import { isEqual } from '../patch/json.ts';
import type { ResourceType } from '../resources.ts';
import { badRequest, conflict } from '../status.ts';
import { apiVersionOf } from './create.ts';
import { decodeObject } from './decode.ts';
import { applyDefaults, TEMPLATE_GENERATION } from './defaults.ts';
import { finishDeletion } from './delete.ts';
import { readDryRun } from './options.ts';
import { applyPatch } from './patch.ts';
import { assertValid } from './validate.ts';
import { warningsOf } from './warnings.ts';

export function answerUpdate(cluster: Cluster, call: ResourceCall): Answer {
  const dryRun = readDryRun(call.query.getAll('dryRun'), 'UpdateOptions');
  const given = decodeObject(call, call.type.kind, apiVersionOf(call.type));
  return keep(cluster, call, given, dryRun);
}

export function answerPatch(cluster: Cluster, call: ResourceCall): Answer {
  const dryRun = readDryRun(call.query.getAll('dryRun'), 'PatchOptions');
  const current = asServed(call.type, getObject(cluster, call));
  const patched = applyPatch(call.type, current, call);
  // A patch that names no version is for whatever version there is.
  return keep(cluster, call, patched, dryRun);
}

function keep(
  cluster: Cluster,
  call: ResourceCall,
  given: KubernetesObject,
  dryRun: boolean,
): Answer {
  const { type, route } = call;
  const wanted = route.name ?? '';
  if ((given.metadata.name ?? '') !== wanted)
    throw badRequest(
      given.metadata.name
        ? `the name of the object (${given.metadata.name}) does not match the name on the URL (${wanted})`
        : 'name must be provided',
    );
  const current = getObject(cluster, call);
  const next = replaceObject(cluster, type, {
    current,
    given,
    isStatus: route.subresource === 'status',
    dryRun,
  });
  return { kind: 'object', code: 200, object: next, warnings: warningsOf(next) };
}

interface Replacement {
  readonly current: KubernetesObject;
  readonly given: KubernetesObject;
  readonly isStatus?: boolean;
  readonly dryRun?: boolean;
}

/** Puts a new state in the place of the current one; what equals it changes nothing. @throws Refusal. */
export function replaceObject(
  cluster: Cluster,
  type: ResourceType,
  { current, given, isStatus = false, dryRun = false }: Replacement,
): KubernetesObject {
  const version = given.metadata.resourceVersion;
  if (version && version !== current.metadata.resourceVersion)
    throw conflict(type, current.metadata.name);
  const next = combine(type, current, given, isStatus);
  if (!isStatus) {
    applyDefaults(next);
    assertValid(type, next, current);
    if (next.metadata.generation !== undefined && !isEqual(next.spec, current.spec))
      next.metadata.generation += 1;
    if (next.kind === 'DaemonSet') countTemplates(next, current);
  }
  if (isEqual(next, current)) return current;
  if (dryRun) return next;
  const kept = cluster.store.put(type, next);
  return finishDeletion(cluster, type, kept) ?? kept;
}

/** A daemon set counts the generations of its template. */
function countTemplates(next: KubernetesObject, current: KubernetesObject): void {
  const templateOf = ({ spec }: KubernetesObject) => (spec as { template?: unknown }).template;
  const count = Number(current.metadata.annotations?.[TEMPLATE_GENERATION] ?? 1);
  const isChanged = !isEqual(templateOf(next), templateOf(current));
  const generation = String(isChanged ? count + 1 : count);
  next.metadata.annotations = { ...next.metadata.annotations, [TEMPLATE_GENERATION]: generation };
}

/** An own copy of the new state; what the server alone may set stays as it is. */
function combine(
  type: ResourceType,
  current: KubernetesObject,
  given: KubernetesObject,
  isStatus: boolean,
): KubernetesObject {
  const next = structuredClone(isStatus ? { ...current, status: given.status ?? {} } : given);
  const hasStatus = type.subresources.some(({ name }) => name === 'status');
  if (!isStatus && hasStatus) {
    if (current.status === undefined) delete next.status;
    else next.status = structuredClone(current.status);
  }
  const { uid, creationTimestamp, generation, deletionTimestamp, resourceVersion } =
    current.metadata;
  Reflect.deleteProperty(next.metadata, 'managedFields');
  next.metadata = {
    ...(isStatus ? structuredClone(current.metadata) : next.metadata),
    uid,
    creationTimestamp,
    resourceVersion,
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
  };
  dropEmpty(next);
  return next;
}

/** The server keeps no empty maps of labels and annotations. */
function dropEmpty({ metadata }: KubernetesObject): void {
  for (const field of ['labels', 'annotations'] as const)
    if (metadata[field] !== undefined && Object.keys(metadata[field] ?? {}).length === 0)
      delete metadata[field];
  for (const field of ['finalizers', 'ownerReferences'] as const)
    if (metadata[field]?.length === 0) delete metadata[field];
}
