// A change of named objects, one after another: its accesses, its preview by server-side dry run, and its run. Both work
// out each object's step from the object as it is at that moment; what the preview tried is what runs.

import type { Access, KubectlContext, KubectlPlace, Output, Preview } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { type ApiRequest, KubectlError, type Resource, StatusError } from './api.ts';
import { KubectlErrors, kubectlText } from './errors.ts';
import type { KubernetesObject } from './object.ts';
import { diffOf, plain } from './object-diff.ts';
import { findSelected, resolveSelection, type Selection } from './selection.ts';
import { substanceOf } from './substance.ts';
import type { NamedTarget, ResolvedTargets } from './targets.ts';

/** What one verb does to one object, found out from how the object is. */
export interface Step {
  /** Absent: the object is as it should be, and nothing is sent. */
  readonly patch?: Pick<ApiRequest, 'patch' | 'body' | 'subresource'>;
  /** In place of a patch: the object is deleted, with this body. */
  readonly deletion?: Pick<ApiRequest, 'body'>;
  /** What kubectl says when it is done: `scaled`, `restarted`; '' where it says nothing. */
  readonly done: string;
  /** In words, for the preview: "Scale deployment.apps/web from 3 to 5 replicas". */
  readonly summary: string;
  /** What it says instead when the server answers with the object as it was. */
  readonly unchanged?: string;
  /** What kubectl puts before the server's own words when it refuses: `failed to patch: `. */
  readonly failed?: string;
  /** What kubectl prints before it: whole lines. */
  readonly said?: string;
  /** What kubectl prints in place of `name done`, without its line break. */
  readonly line?: string;
  /** What the preview should warn of. */
  readonly warnings?: readonly string[];
  /** The object as it will be; by default what the dry run answered. */
  readonly after?: KubernetesObject;
  /** What the person agrees to, where it is not the patch to the letter. */
  readonly substance?: string;
}

/** What a step may look at: it never changes anything itself. */
export type StepContext = Pick<KubectlContext, 'api' | 'catalog' | 'namespace' | 'nowMs'>;

/** @throws KubectlError, StatusError when the change cannot be made to this object. */
export type ObjectChange = (
  before: KubernetesObject,
  target: NamedTarget,
  context: StepContext,
) => Step | Promise<Step>;

/** What every verb that changes objects takes. */
export interface ChangeArgs extends Selection {
  readonly dryRun: boolean;
}

interface Verb<Args> {
  readonly usage: string;
  /** 'patch' unless said. */
  readonly verb?: 'patch' | 'delete';
  readonly subresource?: string;
  /** @throws KubectlError for an object that the verb is not for. */
  readonly check?: (target: NamedTarget) => void;
  /** @throws KubectlError for objects that the verb does not take together. */
  readonly checkAll?: (args: Args, objects: readonly NamedTarget[]) => void;
  readonly change: (args: Args) => ObjectChange;
  /** One object that cannot be read keeps all of them from being changed. */
  readonly isAllOrNothing?: boolean;
  /** What else the change reads to find out its steps. */
  readonly reads?: (place: { readonly namespace: string }) => readonly Access[];
}

/** The accesses, the preview and the run of a verb that changes objects: the rest of its command. */
export function patching<Args extends ChangeArgs>(verb: Verb<Args>) {
  const objectsOf = async (args: Args, context: KubectlContext) => {
    const resolved = resolveSelection(args, context.catalog, verb.usage);
    const objects = await findSelected(resolved, args.selector, context);
    for (const target of objects) verb.check?.(target);
    verb.checkAll?.(args, objects);
    return objects;
  };
  return {
    access: (args: Args, { namespace, catalog }: KubectlPlace): readonly Access[] => {
      const resolved = resolveSelection(args, catalog, verb.usage);
      if (resolved.kind === 'objects') for (const target of resolved.objects) verb.check?.(target);
      return [...changeAccesses(resolved, namespace, verb), ...(verb.reads?.({ namespace }) ?? [])];
    },
    objects: objectsOf,
    /** The objects with the uid that each has now; undefined for one that is not there. */
    uids: async (args: Args, context: KubectlContext) => {
      const objects = await objectsOf(args, context);
      return await Promise.all(
        objects.map(async (target) => ({ target, uid: await uidOf(target, context) })),
      );
    },
    preview: async (args: Args, context: KubectlContext) => {
      const objects = await objectsOf(args, context);
      if (objects.length === 0) throw nothingSelected(args, context);
      return await previewChange(objects, verb.change(args), context);
    },
    run: async (args: Args, context: KubectlContext) =>
      await runChange(await objectsOf(args, context), verb.change(args), {
        ...context,
        dryRun: args.dryRun,
        isAllOrNothing: verb.isAllOrNothing ?? false,
      }),
  };
}

/**
 * Changing each is asked of policy; reading it for the preview is implied. What a selector will find is not known yet, so
 * then it is asked for any name of the namespace.
 */
function changeAccesses(
  resolved: ResolvedTargets,
  namespace: string,
  { verb = 'patch', subresource }: { verb?: 'patch' | 'delete'; subresource?: string },
): readonly Access[] {
  const bySubresource = subresource === undefined ? {} : { subresource };
  const ofObject = (object: Omit<Access, 'verb'>): readonly Access[] => [
    { ...object, ...bySubresource, verb },
    { ...object, verb: 'get', implied: true },
    ...(subresource === undefined
      ? []
      : [{ ...object, subresource, verb: 'get' as const, implied: true }]),
  ];
  if (resolved.kind === 'objects') {
    return resolved.objects.flatMap((target) => ofObject(accessOf(target, namespace)));
  }
  return resolved.resources.flatMap(({ group, resource, namespaced }) => {
    const any = { group, resource, ...(namespaced ? { namespace } : {}) };
    return [...ofObject(any), { ...any, verb: 'list', implied: true }];
  });
}

function nothingSelected({ selector }: ChangeArgs, { cluster }: KubectlContext): OperatorError {
  return new OperatorError({
    what: 'There is nothing to change.',
    why: `The selector ${selector ?? ''} finds no such object there on ${cluster.name}.`,
    fix: 'Look with "kubectl get --show-labels" which labels they have.',
  });
}

async function previewChange(
  objects: readonly NamedTarget[],
  change: ObjectChange,
  context: KubectlContext,
): Promise<Preview> {
  const { api, namespace, cluster } = context;
  const parts: Preview[] = [];
  for (const target of objects) {
    const before = await readObject(target, context);
    const step = await change(before, target, context);
    const request = requestOf(target, step, namespace);
    const tried = request && (await api.request({ ...request, dryRun: true }));
    const answered = step.patch && (tried?.body as KubernetesObject | undefined);
    const after = step.after ?? answered ?? before;
    const place = `${cluster.name}${target.resource.namespaced ? ` / ${namespace}` : ''}`;
    parts.push({
      summary: `${step.summary} in ${place}.`,
      diff: diffOf(qualified(target), before, after),
      warnings: [...(step.warnings ?? []), ...(tried?.warnings ?? [])],
      substance: substanceOf({
        resource: target.resource,
        before,
        patch: step.patch?.body,
        change: step.substance ?? step.patch?.body ?? step.deletion?.body ?? null,
      }),
    });
  }
  return {
    summary: parts.map(({ summary }) => summary).join(' '),
    diff: parts.map(({ diff }) => diff).join(''),
    warnings: parts.flatMap(({ warnings }) => warnings),
    substance: parts.map(({ substance }) => substance).join('\n'),
  };
}

/** One object that cannot be changed does not keep the others from it, as with kubectl. */
async function runChange(
  objects: readonly NamedTarget[],
  change: ObjectChange,
  context: KubectlContext & { readonly dryRun: boolean; readonly isAllOrNothing: boolean },
): Promise<Output> {
  const errors: (StatusError | KubectlError)[] = [];
  let stdout = '';
  let stderr = '';
  if (context.isAllOrNothing) {
    for (const target of objects) await readObject(target, context);
  }
  for (const target of objects) {
    try {
      const before = await readObject(target, context);
      const step = await change(before, target, context);
      stdout += step.said ?? '';
      const request = requestOf(target, step, context.namespace);
      const answer = request && (await send({ ...request, dryRun: context.dryRun }, step, context));
      stderr += (answer?.warnings ?? []).map((warning) => `Warning: ${warning}\n`).join('');
      stdout += lineOf(target, step, isSame(before, answer?.body, context.dryRun), context.dryRun);
      // Should the next one never be answered, it is still known what became of this one.
      context.show({ stdout, stderr, exitCode: 0 });
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof KubectlError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length === 0) return { stdout, stderr, exitCode: 0 };
  return { stdout, stderr: `${stderr}${kubectlText(new KubectlErrors(errors))}`, exitCode: 1 };
}

export async function readObject(
  target: NamedTarget,
  { api, namespace }: Pick<KubectlContext, 'api' | 'namespace'>,
): Promise<KubernetesObject> {
  const answer = await api.request({ ...placeOf(target, namespace), verb: 'get' });
  return answer.body as KubernetesObject;
}

/** @throws KubectlError with kubectl's own beginning, where it has one. */
async function send(request: ApiRequest, { failed }: Step, { api }: Pick<StepContext, 'api'>) {
  try {
    return await api.request(request);
  } catch (error) {
    if (failed === undefined || !(error instanceof StatusError)) throw error;
    throw new KubectlError(`${failed}${error.message}`);
  }
}

function lineOf(target: NamedTarget, step: Step, isUnchanged: boolean, dryRun: boolean): string {
  const done = (isUnchanged ? step.unchanged : undefined) ?? step.done;
  if (step.line === undefined && done === '') return '';
  return `${step.line ?? `${qualified(target)} ${done}`}${dryRun ? ' (server dry run)' : ''}\n`;
}

/** A change that is only tried leaves the version as it was. */
function isSame(before: KubernetesObject, answer: unknown, dryRun: boolean): boolean {
  const after = answer as KubernetesObject | undefined;
  if (after?.metadata?.resourceVersion !== before.metadata?.resourceVersion) return false;
  return !dryRun || JSON.stringify(plain(before)) === JSON.stringify(plain(after ?? {}));
}

/** Undefined where there is no such object. */
export async function uidOf(
  target: NamedTarget,
  context: Pick<KubectlContext, 'api' | 'namespace'>,
): Promise<string | undefined> {
  try {
    return (await readObject(target, context)).metadata?.uid;
  } catch (error) {
    if (error instanceof StatusError && error.status.code === 404) return undefined;
    throw error;
  }
}

/** `deployment.apps/web`, as kubectl names an object that it changed. */
export function qualified({ resource, name }: NamedTarget): string {
  return `${qualifiedKind(resource)}/${name}`;
}

export function qualifiedKind({ kind, group }: Pick<Resource, 'kind' | 'group'>): string {
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
}

export function placeOf({ resource, name }: NamedTarget, namespace: string) {
  return { resource, name, ...(resource.namespaced ? { namespace } : {}) };
}

/** The object itself in the words of an access, without what is done to it. */
export function accessOf({ resource, name }: NamedTarget, namespace: string) {
  return {
    group: resource.group,
    resource: resource.resource,
    name,
    ...(resource.namespaced ? { namespace } : {}),
  };
}

function requestOf(target: NamedTarget, step: Step, namespace: string): ApiRequest | undefined {
  const place = placeOf(target, namespace);
  if (step.deletion !== undefined) return { ...place, ...step.deletion, verb: 'delete' };
  return step.patch === undefined ? undefined : { ...place, ...step.patch, verb: 'patch' };
}
