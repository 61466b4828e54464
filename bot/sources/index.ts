// Every source that the settings name. A source stays the same value while its settings do, so that a reload ends none that goes on.

import type { Alertmanager } from '../alertmanager.ts';
import { canonicalJson } from '../audit-chain.ts';
import type { HttpServiceSettings } from '../config/http-service.ts';
import type { Settings } from '../config.ts';
import type { Log } from '../dispatch/rooms.ts';
import type { GroupHistory } from '../kafka/lag.ts';
import type { Pipelines } from '../pipelines.ts';
import type { Clusters, Kafkas } from '../ports.ts';
import { createEndsByTime } from './ends-by-time.ts';
import { createEndsUndelivered } from './ends-undelivered.ts';
import { createKafkaSource } from './kafka.ts';
import { createKubernetesSource } from './kubernetes.ts';
import { createPipelineSource } from './pipelines.ts';
import { sourceOf } from './read-delivery.ts';
import type { Source } from './source.ts';
import { createSwitchSource, type SwitchSourceParts } from './switches.ts';

export interface SourcesParts extends SwitchSourceParts {
  readonly clusters: () => Clusters;
  readonly kafkas: () => Kafkas;
  readonly lagHistory: (kafka: string) => readonly GroupHistory[];
  readonly pipelines: () => Pipelines;
  readonly openAlertmanager: (settings: HttpServiceSettings) => Alertmanager;
  readonly log: Log;
}

/** @returns those of the settings in force at each call. */
export function createSources(parts: SourcesParts): () => readonly Source[] {
  const { settings, clusters, log } = parts;
  let made: ReadonlyMap<string, Source> = new Map();
  return () => {
    const { alerts, alertmanager, clusters: known, kafkas, webhooks } = settings();
    const wanted = new Map<string, Source>();
    const want = (what: readonly (string | number | boolean)[], make: () => Source) => {
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
    for (const name of alerts?.kafkas ?? []) {
      const { environment, connect } = kafkas[name] ?? {};
      if (environment === undefined) continue;
      const hasConnect = connect !== undefined;
      want(['kafka', name, environment, hasConnect], () =>
        createKafkaSource({ ...parts, where: { name, environment }, hasConnect }),
      );
    }
    for (const name of alerts?.pipelines ?? []) {
      const info = parts.pipelines().all.find((each) => each.name === name);
      if (info === undefined) continue;
      want(['pipeline', name, info.environment], () => createPipelineSource({ ...parts, info }));
    }
    const switches = alerts?.switches ?? [];
    if (switches.length > 0)
      want(['switches', ...switches], () => createSwitchSource(switches, parts));
    for (const [name, { kind, endsAfterMinutes, labels }] of Object.entries(webhooks)) {
      if (kind === 'alertmanager') {
        // It tells its ends itself, but for those of what it was silent about.
        if (alertmanager === undefined) continue;
        const open = () => parts.openAlertmanager(alertmanager);
        want(['undelivered', name, canonicalJson([alertmanager, labels])], () =>
          createEndsUndelivered({ name: sourceOf(name), labels, open, log }),
        );
        continue;
      }
      const afterMs = endsAfterMinutes * 60_000;
      want(['ends', name, afterMs], () => createEndsByTime({ name: sourceOf(name), afterMs }));
    }
    made = wanted;
    return [...wanted.values()];
  };
}

/** Names of the sources whose notices others deliver. */
export function deliveringOf({ webhooks }: Settings): readonly string[] {
  return Object.keys(webhooks).map(sourceOf);
}
