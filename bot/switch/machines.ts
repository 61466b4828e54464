// What of a tier brings machines: each by its kind and name. Pure.

import type { SwitchSettings } from '../config/switches.ts';
import type { MachineKind } from './kinds.ts';

export interface Machine {
  readonly kind: MachineKind;
  readonly name: string;
}

type Tier = SwitchSettings['tiers'][number];

export function machinesOf({
  nodePools = [],
  nodeGroups = [],
  autoScalingGroups = [],
}: Partial<Pick<Tier, 'nodePools' | 'nodeGroups' | 'autoScalingGroups'>>): readonly Machine[] {
  return [
    ...nodePools.map((name) => ({ kind: 'NodePool' as const, name })),
    ...nodeGroups.map((name) => ({ kind: 'NodeGroup' as const, name })),
    ...autoScalingGroups.map((name) => ({ kind: 'AutoScalingGroup' as const, name })),
  ];
}
