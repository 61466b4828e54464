// Answers the scale subresource: how many replicas are wanted, without the rest of the object.
import type { Answer, ResourceCall } from '../api/call.ts';
import { getObject } from '../api/list.ts';
import type { Cluster } from '../cluster.ts';
import type { KubernetesObject, LabelSelector } from '../objects.ts';
import { selectorText } from '../selectors.ts';
import { badRequest, conflict, invalid } from '../status.ts';
import { decodeObject } from './decode.ts';
import { invalidValue } from './names.ts';
import { readDryRun } from './options.ts';
import { applyPatch } from './patch.ts';
import { replaceObject } from './update.ts';
import { NOT_NEGATIVE } from './validate.ts';

interface Scale extends KubernetesObject {
  spec: { replicas?: number };
}

interface Scalable extends KubernetesObject {
  spec: { replicas: number; selector?: LabelSelector };
  status: { replicas?: number };
}

export function answerScale(cluster: Cluster, call: ResourceCall): Answer {
  // Only kinds with replicas and a selector have the subresource.
  const current = getObject(cluster, call) as Scalable;
  if (call.route.verb === 'get')
    return { kind: 'object', code: 200, object: scaleOf(current), printedAs: 'Scale.autoscaling' };
  const isPatch = call.route.verb === 'patch';
  const dryRun = readDryRun(
    call.query.getAll('dryRun'),
    isPatch ? 'PatchOptions' : 'UpdateOptions',
  );
  const given = isPatch
    ? applyPatch(call.type, scaleOf(current), call)
    : decodeObject(call, 'Scale', 'autoscaling/v1');
  const replicas = readReplicas(call, current, given as Scale);
  const next = replaceObject(cluster, call.type, {
    current,
    given: { ...current, spec: { ...current.spec, replicas } },
    dryRun,
  });
  return {
    kind: 'object',
    code: 200,
    object: scaleOf(next as Scalable),
    printedAs: 'Scale.autoscaling',
  };
}

function readReplicas({ type }: ResourceCall, current: Scalable, given: Scale): number {
  const { name, resourceVersion } = given.metadata;
  if (name !== current.metadata.name)
    throw badRequest(
      `the name of the object (${name ?? ''}) does not match the name on the URL (${current.metadata.name})`,
    );
  if (resourceVersion && resourceVersion !== current.metadata.resourceVersion)
    throw conflict(type, current.metadata.name);
  const replicas = given.spec?.replicas ?? 0;
  if (replicas < 0)
    throw invalid('Scale', 'autoscaling', current.metadata.name, [
      invalidValue('spec.replicas', replicas, NOT_NEGATIVE),
    ]);
  return replicas;
}

function scaleOf({ metadata, spec, status }: Scalable): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
      resourceVersion,
      creationTimestamp,
    },
    // A count of zero is left out, as in every answer of the server.
    spec: spec.replicas === 0 ? {} : { replicas: spec.replicas },
    status: { replicas: status?.replicas ?? 0, selector: selectorText(spec.selector) },
  };
}
