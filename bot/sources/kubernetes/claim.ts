// A PersistentVolumeClaim that gets no volume, or has lost it. One whose class waits for a Pod is not waited for. Pure.

import { type Matter, msOf } from './matter.ts';
import type { Claim } from './objects.ts';

const GRACE_MS = 5 * 60_000;
/** The scheduler has chosen a node, so somebody waits for it (kubernetes.io, well-known annotations). */
const SELECTED = 'volume.kubernetes.io/selected-node';

export function claimTroubles({ metadata = {}, spec = {}, status = {} }: Claim): readonly Matter[] {
  const name = `persistentvolumeclaim/${metadata.name ?? ''}`;
  const sinceMs = msOf(metadata.creationTimestamp);
  if (status.phase === 'Lost') {
    return [
      {
        ...{ reason: 'ClaimLost', severity: 'critical', title: `${name} has lost its volume` },
        lines: [`Volume: ${spec.volumeName ?? 'unknown'}`],
        ...{ count: 1, sinceMs },
      },
    ];
  }
  if (status.phase !== 'Pending') return [];
  const isWanted = metadata.annotations?.[SELECTED] !== undefined;
  return [
    {
      ...{ reason: 'ClaimPending', severity: 'warning', title: `${name} gets no volume` },
      lines: [`Storage class: ${spec.storageClassName ?? 'none'}`],
      ...{ count: 1, sinceMs, fromMs: sinceMs + GRACE_MS },
      events: ['ProvisioningFailed'],
      ...(isWanted ? {} : { unlessWaits: spec.storageClassName ?? '' }),
    },
  ];
}
