// Waits until the controllers have followed what was changed: only then does the next line find the same on both sides.

import { setTimeout as delay } from 'node:timers/promises';
import type { Kubectl } from './get/populate.ts';

interface Followed {
  readonly metadata: { readonly generation?: number };
  readonly status?: { readonly observedGeneration?: number };
}

const ATTEMPTS = 300;
const PAUSE_MS = 100;

/** @throws Error when they do not within half a minute and more. */
export async function untilSettled(kubectl: Kubectl, namespace: string): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { stdout } = await kubectl(['get', 'deploy,sts,ds', '-n', namespace, '-o', 'json']);
    const { items } = JSON.parse(stdout) as { items: readonly Followed[] };
    if (items.every(hasFollowed)) return;
    await delay(PAUSE_MS);
  }
  throw new Error(`The controllers did not follow in ${namespace}.`);
}

function hasFollowed({ metadata, status }: Followed): boolean {
  return status?.observedGeneration === metadata.generation;
}
