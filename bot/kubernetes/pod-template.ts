// Where an object keeps the description of its pods, and which containers are in it. Pure.

import { KubectlError } from './api.ts';
import type { KubernetesObject } from './object.ts';
import type { NamedTarget } from './targets.ts';

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly resources?: {
    readonly limits?: Readonly<Record<string, string>>;
    readonly requests?: Readonly<Record<string, string>>;
  };
}

export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** The path of the pod spec, by resource: what kubectl's `set` knows how to change. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  pods: ['spec'],
  replicationcontrollers: ['spec', 'template', 'spec'],
  'deployments.apps': ['spec', 'template', 'spec'],
  'daemonsets.apps': ['spec', 'template', 'spec'],
  'statefulsets.apps': ['spec', 'template', 'spec'],
  'replicasets.apps': ['spec', 'template', 'spec'],
  'jobs.batch': ['spec', 'template', 'spec'],
  'cronjobs.batch': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** @throws KubectlError for an object that has no pods. */
export function podSpecPath({ resource, name }: NamedTarget): readonly string[] {
  const { group, resource: plural } = resource;
  const path = PATHS[group === '' ? plural : `${plural}.${group}`];
  if (path !== undefined) return path;
  throw new KubectlError(`${plural}/${name} has no containers of its own to change`);
}

export function podSpecOf(object: KubernetesObject, path: readonly string[]): PodSpec {
  let value: unknown = object;
  for (const key of path) value = (value as Record<string, unknown> | undefined)?.[key];
  return (value ?? {}) as PodSpec;
}

/** A strategic merge patch of these containers: the list is merged by name, others stay. */
export function podSpecPatch(
  path: readonly string[],
  spec: { containers: readonly object[]; initContainers: readonly object[] },
) {
  const lists = Object.fromEntries(
    Object.entries(spec).filter(([, containers]) => containers.length > 0),
  );
  const body = path.reduceRight<object>((inner, key) => ({ [key]: inner }), lists);
  return { patch: 'strategic', body } as const;
}
