// What `kubectl describe` may read, as the specification has it: the described objects and what kubectl's own code looks at
// beside them. Secrets are never beside anything.

import type { Allowed, Placed } from './allowed.ts';
import { get, namespaceItself, pathOf, targetsOf, theKind } from './allowed-paths.ts';
import type { Kind } from './world.ts';

/** What kubectl's describers read beside the object, by the kind that is described. */
const BESIDE: Readonly<Record<string, readonly (readonly [group: string, plural: string])[]>> = {
  ...{ daemonsets: [['', 'pods']], statefulsets: [['', 'pods']], replicasets: [['', 'pods']] },
  ...{ jobs: [['', 'pods']], replicationcontrollers: [['', 'pods']], nodes: [['', 'pods']] },
  deployments: [['apps', 'replicasets']],
};
const KUBECTLS_OWN = { limit: /^\d+$/u, labelSelector: /./u, fieldSelector: /./u } as const;

export function described(shown: Placed): readonly Allowed[] {
  const targets = targetsOf(shown.positionals);
  const isPrefix = targets.length === 1 && !shown.positionals.some((word) => word.includes('/'));
  const own = targets.flatMap(({ kind, name }) => {
    const ofType = readsOf(kind, shown, shown.isEverywhere);
    if (name !== undefined && !isPrefix) return readsOf(kind, shown, false, [name]);
    // Without a name, and for the beginning of one, kubectl may list and read all of the kind; these are all there are.
    return [...ofType, ...readsOf(kind, shown, shown.isEverywhere, [...OBJECTS, name])];
  });
  const beside = targets.flatMap(({ kind }) =>
    [...(BESIDE[kind.plural] ?? []), ['', 'events'] as const].flatMap(([group, plural]) =>
      readsOf(theKind(group, plural), shown, shown.isEverywhere || !kind.isNamespaced),
    ),
  );
  return [...own, ...beside, ...(shown.isEverywhere ? [] : [namespaceItself(shown)])];
}

const OBJECTS = ['web-1', 'web-2'];

/** Lists, or objects by name. Where all namespaces are meant, each of them may be asked by itself. */
function readsOf(
  kind: Kind,
  { namespace }: Placed,
  isEverywhere: boolean,
  names: readonly (string | undefined)[] = [undefined],
): readonly Allowed[] {
  const places = isEverywhere ? [namespace, 'shop', undefined] : [namespace];
  return places.flatMap((place) =>
    names.map((name) =>
      get(pathOf(kind, place ?? '', { name, isEverywhere: place === undefined }), {
        query: name === undefined ? KUBECTLS_OWN : {},
      }),
    ),
  );
}
