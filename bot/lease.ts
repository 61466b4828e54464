// When whoever holds a lease asks for it again. Pure.

import type { Lease } from './ports.ts';

/**
 * Whether more than half of it is left. More than all of it is left only where the machine's clock was set back meanwhile: then nobody here
 * knows when it ends, and the store is asked.
 */
export function isFresh({ expiresAtMs }: Lease, nowMs: number, leaseMs: number): boolean {
  const leftMs = expiresAtMs - nowMs;
  return leftMs > leaseMs / 2 && leftMs <= leaseMs;
}
