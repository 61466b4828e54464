// Every source that the settings name. A source stays the same value while its settings do, so that a reload ends none that goes on.

import type { Settings } from '../config.ts';
import type { Log } from '../dispatch/rooms.ts';
import type { Clusters } from '../ports.ts';
import { createKubernetesSource } from './kubernetes.ts';
import type { Source } from './source.ts';

export interface SourcesParts {
  readonly settings: () => Settings;
  readonly clusters: () => Clusters;
  readonly log: Log;
}

/** @returns those of the settings in force at each call. */
export function createSources({ settings, clusters, log }: SourcesParts): () => readonly Source[] {
  let made: ReadonlyMap<string, Source> = new Map();
  return () => {
    const { alerts, clusters: known } = settings();
    const wanted = new Map<string, Source>();
    for (const cluster of alerts?.clusters ?? []) {
      const { environment } = known[cluster] ?? {};
      if (environment === undefined) continue;
      const key = JSON.stringify(['kubernetes', cluster, environment]);
      const make = () => createKubernetesSource({ cluster, environment, clusters, log });
      wanted.set(key, made.get(key) ?? make());
    }
    made = wanted;
    return [...wanted.values()];
  };
}
