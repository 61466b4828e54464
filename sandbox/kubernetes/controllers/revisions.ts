// Controller revisions: the history of templates that stateful sets and daemon sets keep for `rollout history` and `undo`.
import type { Cluster } from '../cluster.ts';
import type { ControllerRevision, DaemonSet, StatefulSet } from '../objects.ts';
import { isEqual } from '../patch/json.ts';
import { builtIn } from '../resources.ts';
import { createObject } from '../write/create.ts';
import { ownedBy, ownerReference, save } from './controller.ts';
import { hashOf } from './template.ts';

const REVISION = builtIn('ControllerRevision');
const KEPT = 10;

/** Each controller names the hash of a revision in its own way. */
const HASH_LABELS: Readonly<Record<string, string>> = {
  StatefulSet: 'controller.kubernetes.io/hash',
  DaemonSet: 'controller-revision-hash',
};

/** The revision of the present template; it is made when there is none, and becomes the newest when there is. */
export function currentRevision(
  cluster: Cluster,
  owner: StatefulSet | DaemonSet,
): ControllerRevision {
  const known = ownedBy<ControllerRevision>(cluster, REVISION, owner).sort(
    (one, other) => one.revision - other.revision,
  );
  const { template } = owner.spec;
  const data = { spec: { template: { ...template, $patch: 'replace' } } };
  const found = known.find((one) => isEqual(one.data, data));
  const newest = known.at(-1)?.revision ?? 0;
  if (found !== undefined)
    return found.revision === newest
      ? found
      : save(cluster, REVISION, { ...found, revision: newest + 1 });
  for (const old of known.slice(0, Math.max(0, known.length - KEPT)))
    cluster.store.remove(REVISION, old);
  return makeRevision(cluster, owner, data, newest + 1);
}

function makeRevision(
  cluster: Cluster,
  owner: StatefulSet | DaemonSet,
  data: ControllerRevision['data'],
  revision: number,
): ControllerRevision {
  const hash = hashOf(owner.spec.template);
  const { metadata, spec } = owner;
  const made = {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace ?? '',
      uid: '',
      resourceVersion: '',
      creationTimestamp: '',
      labels: { ...spec.template.metadata?.labels, [HASH_LABELS[owner.kind] ?? '']: hash },
      ...(owner.kind === 'DaemonSet' && metadata.annotations !== undefined
        ? { annotations: metadata.annotations }
        : {}),
      ownerReferences: [ownerReference(owner)],
    },
    data,
    revision,
  };
  return createObject(cluster, REVISION, made) as ControllerRevision;
}
