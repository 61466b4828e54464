// Every source that the settings name. A source stays the same value while its settings do, so that a reload ends none that goes on.

import type { Settings } from '../config.ts';
import type { Log } from '../dispatch/rooms.ts';
import type { Clusters } from '../ports.ts';
import { createEndsByTime } from './ends-by-time.ts';
import { createKubernetesSource } from './kubernetes.ts';
import { sourceOf } from './read-delivery.ts';
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
    const { alerts, clusters: known, webhooks } = settings();
    const wanted = new Map<string, Source>();
    const want = (what: readonly (string | number)[], make: () => Source) => {
      const key = JSON.stringify(what);
      wanted.set(key, made.get(key) ?? make());
    };
    for (const cluster of alerts?.clusters ?? []) {
      const { environment } = known[cluster] ?? {};
      if (environment === undefined) continue;
      want(['kubernetes', cluster, environment], () =>
        createKubernetesSource({ cluster, environment, clusters, log }),
      );
    }
    for (const [name, { kind, endsAfterMinutes }] of Object.entries(webhooks)) {
      if (kind === 'alertmanager') continue; // it tells its ends itself
      const afterMs = endsAfterMinutes * 60_000;
      want(['ends', name, afterMs], () => createEndsByTime({ name: sourceOf(name), afterMs }));
    }
    made = wanted;
    return [...wanted.values()];
  };
}
