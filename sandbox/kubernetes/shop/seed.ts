// How a seed writes objects: in the past, with the controllers working, so that ages, events and restarts are lived through.

import type { SeedClock } from '../clock.ts';
import type { Cluster } from '../cluster.ts';
import type { RunningControllers } from '../controllers/controllers.ts';
import type { KubernetesObject, Metadata } from '../objects.ts';
import type { ResourceType } from '../resources.ts';
import { createObject } from '../write/create.ts';

export interface Seed {
  readonly cluster: Cluster;
  /** Goes on to so long before the present. Ages only fall. */
  at(age: { days?: number; hours?: number; minutes?: number; seconds?: number }): void;
  create(
    type: ResourceType,
    object: Record<string, unknown> & { metadata: Partial<Metadata> },
  ): KubernetesObject;
}

export function createSeed(
  cluster: Cluster,
  clock: SeedClock,
  controllers: RunningControllers,
): Seed {
  const present = Date.now();
  return {
    cluster,
    at({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
      const age = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
      clock.advanceTo(present - age, controllers.settle);
    },
    create(type, { metadata, ...fields }) {
      const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
      const own = { name: '', uid: '', resourceVersion: '', creationTimestamp: '', ...metadata };
      return createObject(cluster, type, { apiVersion, kind: type.kind, ...fields, metadata: own });
    },
  };
}
