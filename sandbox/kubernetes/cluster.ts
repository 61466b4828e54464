// What every part of one stand-in cluster shares: its objects, its time, its logs and its events.
import type { Clock } from './clock.ts';
import type { EventRecorder } from './events.ts';
import type { LogBook } from './logs.ts';
import type { CustomResourceDefinition } from './objects.ts';
import { BUILT_IN, builtIn, type ResourceType, typesOfDefinition } from './resources.ts';
import type { Store } from './store.ts';

export interface Cluster {
  readonly name: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly logs: LogBook;
  readonly events: EventRecorder;
}

/** Every type that is served now, custom resources included. */
export function servedTypes({ store }: Pick<Cluster, 'store'>): ResourceType[] {
  const definitions = store.list(builtIn('CustomResourceDefinition'));
  // Only definitions are kept under that kind.
  return [
    ...BUILT_IN,
    ...definitions.flatMap((one) => typesOfDefinition(one as CustomResourceDefinition)),
  ];
}

export function findType(
  cluster: Pick<Cluster, 'store'>,
  { group, version, plural }: { group: string; version: string; plural: string },
): ResourceType | undefined {
  return servedTypes(cluster).find(
    (type) => type.group === group && type.version === version && type.plural === plural,
  );
}
