// Which objects a change is made to: those that were named, or those that a label selector finds at that moment, each of
// them by its name from then on.

import type { KubectlContext } from '../command.ts';
import { OperatorError, UsageError } from '../errors.ts';
import type { Catalog, Resource } from './api.ts';
import type { KubernetesObject } from './object.ts';
import { type NamedTarget, type ResolvedTargets, resolveTargets, type Targets } from './targets.ts';

export interface Selection {
  readonly targets: Targets;
  /** A label selector, in place of names. */
  readonly selector?: string | undefined;
}

/** More would not be read before the click. */
const MOST_SELECTED = 50;

/** @throws KubectlError, UsageError for types alone: nothing is ever changed by type alone. */
export function resolveSelection(
  { targets, selector }: Selection,
  catalog: Catalog,
  usage: string,
): ResolvedTargets {
  if (selector !== undefined) return resolveTargets(targets, catalog, { selected: true });
  return { kind: 'objects', objects: namedTargets(targets, catalog, usage) };
}

/** @throws KubectlError, UsageError when no object is named. */
export function namedTargets(
  targets: Targets,
  catalog: Catalog,
  usage: string,
): readonly NamedTarget[] {
  const resolved = resolveTargets(targets, catalog, { namesRequired: true });
  if (resolved.kind === 'objects') return resolved.objects;
  throw new UsageError({
    what: 'No object is named.',
    why: 'Changes are made to named objects only.',
    fix: 'Name them as TYPE/NAME.',
    usage,
  });
}

/** @throws OperatorError when the selector finds more than a person would read through. */
export async function findSelected(
  resolved: ResolvedTargets,
  selector: string | undefined,
  context: Pick<KubectlContext, 'api' | 'namespace'>,
): Promise<readonly NamedTarget[]> {
  if (resolved.kind === 'objects') return resolved.objects;
  const found: NamedTarget[] = [];
  for (const resource of resolved.resources) {
    for (const name of await namesOf(resource, selector ?? '', context)) {
      found.push({ resource, name });
    }
  }
  if (found.length <= MOST_SELECTED) return found;
  throw new OperatorError({
    what: 'The selector finds too many objects.',
    why: `It finds more than ${MOST_SELECTED}, the most that are changed at once.`,
    fix: 'Select fewer, or name them.',
  });
}

async function namesOf(
  resource: Resource,
  selector: string,
  { api, namespace }: Pick<KubectlContext, 'api' | 'namespace'>,
): Promise<readonly string[]> {
  const { body } = await api.request({
    verb: 'list',
    resource,
    query: { labelSelector: selector, limit: String(MOST_SELECTED + 1) },
    ...(resource.namespaced ? { namespace } : {}),
  });
  const { items = [] } = body as { items?: readonly KubernetesObject[] };
  return items.flatMap(({ metadata }) => metadata?.name ?? []);
}
