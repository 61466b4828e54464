// What is asked of a cluster for a switch, in the words of RBAC. Pure.

import type { Access } from '../command.ts';
import type { Catalog } from '../kubernetes/api.ts';
import {
  isBeside,
  listAccess,
  namespacedKinds,
  ownerKinds,
  type ServedKind,
  servedAs,
} from './kinds.ts';
import { machinesOf } from './machines.ts';
import type { NamedSwitch } from './of-settings.ts';

type Of = Pick<NamedSwitch, 'settings' | 'left'>;

/** To look at its workloads and at what stands beside them. */
export function lookAccesses(of: Of, catalog: Catalog): readonly Access[] {
  return lookAllAccesses([of], catalog);
}

/** Of several switches together; what they share is looked at once. */
export function lookAllAccesses(all: readonly Of[], catalog: Catalog): readonly Access[] {
  const named = new Map(
    all.flatMap((of) => placesOf(of, catalog)).map((place) => [keyOfPlace(place), place]),
  );
  const places = [...named.values()].map(([namespace, served]) => listAccess(served, namespace));
  const machines = machineAccesses('list', all, catalog);
  return machines.length === 0 ? places : [...places, ...machines, ...ON_NODES];
}

/** What runs on such nodes may be anybody's. */
const ON_NODES: readonly Access[] = [
  { verb: 'list', group: '', resource: 'nodes' },
  { verb: 'list', group: '', resource: 'pods' },
  { verb: 'list', group: 'policy', resource: 'poddisruptionbudgets' },
];

/** Each by its name. */
function machineAccesses(
  verb: 'list' | 'patch',
  all: readonly Of[],
  catalog: Catalog,
): readonly Access[] {
  const machines = all.flatMap(({ settings: { tiers }, left }) => [
    ...tiers.flatMap(machinesOf),
    ...(left?.machines ?? []),
  ]);
  const names = new Map(machines.map((each) => [`${each.kind}/${each.name}`, each]));
  return [...names.values()].flatMap(({ kind, name }) => {
    const served = servedAs(kind, catalog);
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
  return [...changes, ...machineAccesses('patch', [of], catalog), ...looks];
}

/** A namespace, and what is looked at there. */
type Place = readonly [string, ServedKind];

function keyOfPlace([namespace, { kind }]: Place): string {
  return `${kind} in ${namespace}`;
}

/** What is looked at where: workloads in their namespaces, and what sets them back in those that the settings name for it. */
function placesOf(of: Of, catalog: Catalog): readonly Place[] {
  const { settings, left } = of;
  const job = servedAs('Job', catalog);
  const gitOps = [...new Set([...(settings.gitOps ?? []), ...(left?.gitOps ?? [])])];
  return [
    ...placed(namespacesOf(of), namespacedKinds(catalog, { withJobs: false })),
    ...placed(jobNamespacesOf(of), job === undefined ? [] : [job]),
    ...placed(gitOps, gitOps.length === 0 ? [] : ownerKinds(catalog)),
  ];
}

function placed(namespaces: readonly string[], kinds: readonly ServedKind[]): readonly Place[] {
  return namespaces.flatMap((namespace) => kinds.map((served) => [namespace, served] as const));
}

/** Where Jobs are suspended too, or have been. */
function jobNamespacesOf({ settings: { tiers }, left }: Of): readonly string[] {
  const all = tiers.flatMap(({ workloads }) =>
    workloads.flatMap(({ namespace, suspendJobs }) => (suspendJobs === true ? namespace : [])),
  );
  return [...new Set([...all, ...(left?.jobs ?? [])])];
}

/** Also those in which it has left something off that the settings no longer name. */
function namespacesOf({ settings: { tiers }, left }: Of): readonly string[] {
  const all = tiers.flatMap(({ workloads }) => workloads.map(({ namespace }) => namespace));
  return [...new Set([...all, ...(left?.namespaces ?? [])])];
}
