// What is asked of a cluster for a switch, in the words of RBAC. Pure.

import type { Access } from '../command.ts';
import type { SwitchSettings } from '../config/switches.ts';
import type { Catalog } from '../kubernetes/api.ts';
import { isBeside, listAccess, servedKinds } from './kinds.ts';

/** Of one switch, or of several together. */
type Tiers = Pick<SwitchSettings, 'tiers'>;

/** To look at its workloads and at what stands beside them. */
export function lookAccesses(settings: Tiers, catalog: Catalog): readonly Access[] {
  return namespacesOf(settings).flatMap((namespace) =>
    servedKinds(catalog).map((served) => listAccess(served, namespace)),
  );
}

/** To say why what was switched on did not come up. */
export function podAccesses(settings: Tiers): readonly Access[] {
  return namespacesOf(settings).map((namespace) => ({
    ...{ verb: 'list' as const, group: '', resource: 'pods', namespace },
  }));
}

/** To switch them: changing any of them is asked of policy, looking is implied. */
export function turnAccesses(settings: SwitchSettings, catalog: Catalog): readonly Access[] {
  const changes = namespacesOf(settings).flatMap((namespace) =>
    servedKinds(catalog)
      .filter(({ kind }) => !isBeside(kind))
      .map(({ resource: { group, resource } }) => ({
        ...{ verb: 'patch' as const, group, resource, namespace },
      })),
  );
  const looks = lookAccesses(settings, catalog).map((access) => ({ ...access, implied: true }));
  return [...changes, ...looks];
}

function namespacesOf({ tiers }: Tiers): readonly string[] {
  const all = tiers.flatMap(({ workloads }) => workloads.map(({ namespace }) => namespace));
  return [...new Set(all)];
}
