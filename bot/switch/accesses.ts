// What is asked of a cluster for a switch, in the words of RBAC. Pure.

import type { Access } from '../command.ts';
import type { Catalog } from '../kubernetes/api.ts';
import {
  isBeside,
  listAccess,
  namespacedKinds,
  ownerKinds,
  type ServedKind,
  servedKinds,
} from './kinds.ts';
import { machinesOf } from './machines.ts';
import type { NamedSwitch } from './of-settings.ts';

type Of = Pick<NamedSwitch, 'settings' | 'left'>;

/** To look at its workloads and at what stands beside them. */
export function lookAccesses(of: Of, catalog: Catalog): readonly Access[] {
  return lookAllAccesses([of], catalog);
}

/** Of several switches together. */
export function lookAllAccesses(all: readonly Of[], catalog: Catalog): readonly Access[] {
  const places = [...new Set(all.flatMap((of) => placesOf(of, catalog)))].map(
    ([namespace, served]) => listAccess(served, namespace),
  );
  const machines = all.flatMap((of) => machineAccesses('list', of, catalog));
  return machines.length === 0 ? places : [...places, ...machines, ...ON_NODES];
}

/** What runs on such nodes may be anybody's. */
const ON_NODES: readonly Access[] = [
  { verb: 'list', group: '', resource: 'nodes' },
  { verb: 'list', group: '', resource: 'pods' },
  { verb: 'list', group: 'policy', resource: 'poddisruptionbudgets' },
];

/** Each by its name. */
function machineAccesses(verb: 'list' | 'patch', of: Of, catalog: Catalog): readonly Access[] {
  const all = [...of.settings.tiers.flatMap(machinesOf), ...(of.left?.machines ?? [])];
  const names = new Map(all.map((each) => [`${each.kind}/${each.name}`, each]));
  return [...names.values()].flatMap(({ kind, name }) => {
    const served = servedKinds(catalog).find((each) => each.kind === kind);
    if (served === undefined) return [];
    const { group, resource } = served.resource;
    return [{ verb, group, resource, name }];
  });
}

/** To say whether pods have ended, and why what was switched on did not come up. */
export function podAccesses(of: Of): readonly Access[] {
  return namespacesOf(of).map((namespace) => ({
    ...{ verb: 'list' as const, group: '', resource: 'pods', namespace },
  }));
}

/** To switch them: changing any of them is asked of policy, looking is implied. */
export function turnAccesses(of: Of, catalog: Catalog): readonly Access[] {
  const changes = placesOf(of, catalog)
    .filter(([, { kind }]) => !isBeside(kind))
    .map(
      ([
        namespace,
        {
          resource: { group, resource },
        },
      ]) => ({
        ...{ verb: 'patch' as const, group, resource, namespace },
      }),
    );
  const looks = [...lookAccesses(of, catalog), ...podAccesses(of)].map((access) => ({
    ...access,
    implied: true,
  }));
  return [...changes, ...machineAccesses('patch', of, catalog), ...looks];
}

/** What is looked at where: workloads in their namespaces, and what sets them back in those that the settings name for it. */
function placesOf(of: Of, catalog: Catalog): readonly (readonly [string, ServedKind])[] {
  const { settings, left } = of;
  const gitOps = [...new Set([...(settings.gitOps ?? []), ...(left?.gitOps ?? [])])];
  return [
    ...placed(namespacesOf(of), namespacedKinds(catalog)),
    ...placed(gitOps, gitOps.length === 0 ? [] : ownerKinds(catalog)),
  ];
}

function placed(namespaces: readonly string[], kinds: readonly ServedKind[]) {
  return namespaces.flatMap((namespace) => kinds.map((served) => [namespace, served] as const));
}

/** Also those in which it has left something off that the settings no longer name. */
function namespacesOf({ settings: { tiers }, left }: Of): readonly string[] {
  const all = tiers.flatMap(({ workloads }) => workloads.map(({ namespace }) => namespace));
  return [...new Set([...all, ...(left?.namespaces ?? [])])];
}
