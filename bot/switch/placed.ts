// Where a command about a switch acts, and what it asks of that cluster: the settings say both, whatever the channel's default is. Pure.

import type { Access, KubectlPlace, Switches } from '../command.ts';
import type { Catalog } from '../kubernetes/api.ts';
import { type FindSwitch, findSwitch, switchNamed } from './names.ts';
import { type NamedSwitch, pipelinesOf } from './of-settings.ts';

interface Named {
  readonly name: string;
}

/**
 * @param accesses what it asks of the cluster; absent: nothing, for what is only written down
 * @param find which switches it is for
 */
export function placedBySwitch<Args extends Named>(
  usage: string,
  accesses?: (of: NamedSwitch, catalog: Catalog) => readonly Access[],
  find: FindSwitch = findSwitch,
) {
  return {
    cluster: ({ name }: Args, switches: Switches) => switchNamed(name, switches)?.settings.cluster,
    /** @throws UsageError for a switch that there is not. */
    access: ({ name }: Args, { catalog, switches = {} }: KubectlPlace) => {
      const of = find(name, switches, usage);
      return accesses?.(of, catalog) ?? [];
    },
    /** Those of a switch that is looked at or switched. */
    pipelines: ({ name }: Args, switches: Switches): readonly string[] => {
      const of = accesses === undefined ? undefined : switchNamed(name, switches);
      return of === undefined ? [] : pipelinesOf(of);
    },
  };
}
