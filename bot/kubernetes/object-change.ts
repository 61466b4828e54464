// A change of named objects, one request each: its accesses, its preview by server-side dry run, and its run. The very
// request that the preview tried is the one that runs.

import { createTwoFilesPatch } from 'diff';
import type { Access, KubectlContext, Output, Preview } from '../command.ts';
import { UsageError } from '../errors.ts';
import type { ApiRequest, Catalog, KubernetesApi } from './api.ts';
import { encodeYaml } from './print-yaml.ts';
import { type NamedTarget, resolveTargets, type Targets } from './targets.ts';

/** What one verb does to one object. */
export interface ObjectChange {
  /** The patch, without its target. */
  readonly patch: Pick<ApiRequest, 'patch' | 'body' | 'subresource'>;
  /** What kubectl says when it is done: `scaled`, `restarted`. */
  readonly done: string;
  /** In words, for the preview, from the object as it is now. */
  readonly summary: (before: KubernetesObject, name: string) => string;
  /** The object as it will be; by default what the dry run answered. */
  readonly after?: (before: KubernetesObject) => KubernetesObject;
}

export interface KubernetesObject {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** @throws UsageError when no object is named: nothing is ever changed by type alone. */
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

/** Patching each by name is asked of policy; reading it for the preview is implied. */
export function changeAccesses(
  objects: readonly NamedTarget[],
  namespace: string,
  subresource?: string,
): readonly Access[] {
  return objects.flatMap(({ resource, name }) => {
    const object = {
      group: resource.group,
      resource: resource.resource,
      name,
      ...(resource.namespaced ? { namespace } : {}),
    };
    const patch: Access = { ...object, verb: 'patch', ...(subresource ? { subresource } : {}) };
    const get: Access = { ...object, verb: 'get', implied: true };
    return [patch, get];
  });
}

export async function previewChange(
  objects: readonly NamedTarget[],
  change: ObjectChange,
  { api, namespace, cluster }: KubectlContext,
): Promise<Preview> {
  const parts: { summary: string; diff: string; warnings: readonly string[]; substance: string }[] =
    [];
  for (const target of objects) {
    const before = (await api.request({ ...placeOf(target, namespace), verb: 'get' }))
      .body as KubernetesObject;
    const tried = await api.request({ ...patchOf(target, change, namespace), dryRun: true });
    const after = change.after?.(before) ?? (tried.body as KubernetesObject);
    const label = qualified(target);
    parts.push({
      summary: `${change.summary(before, label)} in ${cluster.name}${target.resource.namespaced ? ` / ${namespace}` : ''}.`,
      diff: diffOf(label, before, after),
      warnings: tried.warnings,
      substance: JSON.stringify([before.metadata?.uid, before.spec]),
    });
  }
  return {
    summary: parts.map(({ summary }) => summary).join(' '),
    diff: parts.map(({ diff }) => diff).join(''),
    warnings: parts.flatMap(({ warnings }) => warnings),
    substance: parts.map(({ substance }) => substance).join('\n'),
  };
}

export async function runChange(
  objects: readonly NamedTarget[],
  change: ObjectChange,
  context: { readonly api: KubernetesApi; readonly namespace: string; readonly dryRun: boolean },
): Promise<Output> {
  let stdout = '';
  let stderr = '';
  for (const target of objects) {
    const { warnings } = await context.api.request({
      ...patchOf(target, change, context.namespace),
      dryRun: context.dryRun,
    });
    stderr += warnings.map((warning) => `Warning: ${warning}\n`).join('');
    stdout += `${qualified(target)} ${change.done}${context.dryRun ? ' (server dry run)' : ''}\n`;
  }
  return { stdout, stderr, exitCode: 0 };
}

function placeOf({ resource, name }: NamedTarget, namespace: string) {
  return { resource, name, ...(resource.namespaced ? { namespace } : {}) };
}

function patchOf(target: NamedTarget, change: ObjectChange, namespace: string): ApiRequest {
  return { ...placeOf(target, namespace), ...change.patch, verb: 'patch' };
}

function qualified({ resource, name }: NamedTarget): string {
  const kind = resource.kind.toLowerCase();
  return `${resource.group === '' ? kind : `${kind}.${resource.group}`}/${name}`;
}

/** Without what the server alone writes, so that the diff shows the change and nothing else. */
function diffOf(label: string, before: KubernetesObject, after: KubernetesObject): string {
  const [left, right] = [encodeYaml(plain(before)), encodeYaml(plain(after))];
  if (left === right) return '';
  const patch = createTwoFilesPatch(`${label} (now)`, `${label} (after)`, left, right, '', '', {
    context: 2,
  });
  return patch.replace(/^=+\n/u, '');
}

function plain(object: KubernetesObject): unknown {
  const { managedFields, resourceVersion, generation, ...metadata } = object.metadata ?? {};
  return { ...object, metadata, status: undefined };
}
