// Which objects roll out, and how kubectl refuses the others. Pure.

import { KubectlError, type Resource } from './api.ts';
import type { NamedTarget } from './targets.ts';

const ROLLING = ['deployments', 'statefulsets', 'daemonsets'];

/** @throws KubectlError as kubectl words it: `jobs.batch "once" restarting is not supported`. */
export function assertRollout(
  target: NamedTarget,
  words: string,
  kinds: readonly string[] = ROLLING,
): void {
  const { group, resource } = target.resource;
  if (group === 'apps' && kinds.includes(resource)) return;
  throw rolloutError(target, words);
}

export function rolloutError({ resource, name }: NamedTarget, words: string): KubectlError {
  return new KubectlError(`${groupResource(resource)} "${name}" ${words}`);
}

function groupResource({ group, resource }: Resource): string {
  return group === '' ? resource : `${resource}.${group}`;
}
