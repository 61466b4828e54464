// Questions that controllers ask of pods.
import type { Pod } from '../objects.ts';

export function isReady({ status }: Pod): boolean {
  return (
    status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false
  );
}

export function isOver({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

export function isLeaving({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Neither ended nor on its way out. */
export function isActive(pod: Pod): boolean {
  return !isOver(pod) && !isLeaving(pod);
}

/** Those to give up first: not placed, not running, not ready, then the youngest. */
export function byUselessness(one: Pod, other: Pod): number {
  return (
    worth(one) - worth(other) ||
    other.metadata.creationTimestamp.localeCompare(one.metadata.creationTimestamp) ||
    one.metadata.name.localeCompare(other.metadata.name)
  );
}

function worth(pod: Pod): number {
  if (!pod.spec.nodeName) return 0;
  if (pod.status.phase !== 'Running') return 1;
  return isReady(pod) ? 3 : 2;
}

/** A number, or a percentage of the whole, rounded up or down. */
export function resolveShare(
  value: number | string | undefined,
  whole: number,
  round: 'up' | 'down',
): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const share = (Number.parseFloat(value) * whole) / 100;
  return round === 'up' ? Math.ceil(share) : Math.floor(share);
}
