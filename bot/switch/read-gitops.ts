// Reads what GitOps controllers have in the namespaces that the settings name, and finds what of it owns the workloads of a switch.

import type { KubectlContext } from '../command.ts';
import { findOwners, type Owner } from './find-owners.ts';
import { type GitOps, NO_GITOPS } from './gitops.ts';
import { inTurns } from './in-turns.ts';
import { isOwner, ownerKinds } from './kinds.ts';
import { listObjects } from './list-objects.ts';
import { OWNER_TIER } from './notes.ts';
import type { NamedSwitch } from './of-settings.ts';
import type { Found } from './plan.ts';
import type { StoredOriginal } from './switch-store.ts';
import type { ApplicationSet, Workload } from './workload.ts';

type Reading = Pick<KubectlContext, 'api' | 'catalog'>;

/**
 * Of a switch whose settings say nothing of it, none.
 * @param rows what it has switched off
 * @throws StatusError for what the API server refuses
 */
export async function readOwners(
  { settings, self }: NamedSwitch,
  found: readonly Found[],
  { context, rows }: { readonly context: Reading; readonly rows: readonly StoredOriginal[] },
): Promise<readonly Owner[]> {
  const gitOps = await readGitOps(settings.gitOps ?? [], context);
  return findOwners(found, gitOps, { self, known: new Set(rows.map(({ uid }) => uid)) });
}

async function readGitOps(
  namespaces: readonly string[],
  { api, catalog }: Reading,
): Promise<GitOps> {
  if (namespaces.length === 0) return NO_GITOPS;
  const lists = [...new Set(namespaces)].flatMap((namespace) =>
    ownerKinds(catalog).map((served) => ({ namespace, ...served })),
  );
  const read = await inTurns(lists, async ({ namespace, kind, resource }) => {
    const objects = await listObjects<Workload>(resource, { namespace }, { api });
    return objects.map((object) => ({ kind, namespace, object }));
  });
  const all = read.flat();
  return {
    objects: all.flatMap(({ kind, namespace, object }) =>
      isOwner(kind) ? [{ tier: OWNER_TIER, kind, namespace, object }] : [],
    ),
    sets: all
      .filter(({ kind }) => kind === 'ApplicationSet')
      .map(({ object }) => object as ApplicationSet),
  };
}
