// What a kubectl command is about: `TYPE[,TYPE] [NAME ...]` or `TYPE/NAME ...`, read exactly as kubectl's resource
// builder reads it (k8s.io/cli-runtime pkg/resource), with its error words. Pure; nothing is asked of a cluster.

import { UsageError } from '../errors.ts';
import { type Catalog, KubectlError, type Resource } from './api.ts';
import { KIND_WORD, OBJECT_NAME } from './flags.ts';

/** What was named, not yet looked up. Either whole types (with or without names), or pairs of type and name. */
export type Targets =
  | { readonly kind: 'types'; readonly types: readonly string[]; readonly names: readonly string[] }
  | {
      readonly kind: 'pairs';
      readonly pairs: readonly { readonly type: string; readonly name: string }[];
    };

/** One object by its name. */
export interface NamedTarget {
  readonly resource: Resource;
  readonly name: string;
}

/** What was named, looked up: whole lists of these types, or these objects one by one. */
export type ResolvedTargets =
  | { readonly kind: 'lists'; readonly resources: readonly Resource[] }
  | { readonly kind: 'objects'; readonly objects: readonly NamedTarget[] };

export interface ResolveOptions {
  /** A label or field selector was given: then names may not be. */
  readonly selected?: boolean;
  readonly allNamespaces?: boolean;
  /** The verb works on named objects only, so a type alone is not enough (kubectl without --all). */
  readonly namesRequired?: boolean;
}

/**
 * Reads the positionals of a verb.
 * @throws KubectlError in kubectl's words for a wrong shape, UsageError for a name that no object can have.
 */
export function readTargets(positionals: readonly string[], usage: string): Targets {
  const words = pairUp(positionals);
  const slashes = words.filter((word) => word.includes('/')).length;
  if (slashes === 0) {
    const [types = '', ...names] = words;
    return {
      kind: 'types',
      types: words.length === 0 ? [] : splitTypes(types).map((type) => checkType(type, usage)),
      names: names.map((name) => checkName(name, usage)),
    };
  }
  if (slashes < words.length) throw new KubectlError(MIXED_FORMS);
  return { kind: 'pairs', pairs: words.map((word) => readPair(word, usage)) };
}

/**
 * Looks the types up in a cluster's discovery; categories such as `all` become their members.
 * @throws KubectlError in kubectl's words for an unknown type or a combination that kubectl refuses.
 */
export function resolveTargets(
  targets: Targets,
  catalog: Catalog,
  options: ResolveOptions = {},
): ResolvedTargets {
  if (targets.kind === 'pairs') return resolvePairs(targets.pairs, catalog, options);
  if (options.selected && targets.names.length > 0) {
    throw new KubectlError('name cannot be provided when a selector is specified');
  }
  if (targets.types.length === 0 && options.selected) {
    throw new KubectlError('at least one resource must be specified to use a selector');
  }
  if (targets.names.length > 0) return resolveNames(targets, catalog, options);
  const resources = expandTypes(targets.types, catalog);
  if (options.namesRequired && !options.selected) {
    throw new KubectlError('resource(s) were provided, but no name was specified');
  }
  return { kind: 'lists', resources };
}

const MIXED_FORMS =
  'there is no need to specify a resource type as a separate argument when passing arguments in ' +
  "resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource " +
  "resource/<resource_name>'";

/** `a,b c d` means a/c a/d b/c b/d. */
function pairUp(positionals: readonly string[]): readonly string[] {
  const [first = '', ...names] = positionals;
  const types = splitTypes(first);
  if (names.length === 0 || types.length === 1) return positionals;
  return types.flatMap((type) => names.map((name) => `${type}/${name}`));
}

function splitTypes(word: string): readonly string[] {
  return [...new Set(word.split(','))];
}

function readPair(word: string, usage: string): { type: string; name: string } {
  const [type = '', name = '', ...more] = word.split('/');
  if (more.length > 0) {
    throw new KubectlError('arguments in resource/name form may not have more than one slash');
  }
  if (type === '' || name === '' || splitTypes(type).length !== 1) {
    throw new KubectlError('arguments in resource/name form must have a single resource and name');
  }
  return { type: checkType(type, usage), name: checkName(name, usage) };
}

function checkType(type: string, usage: string): string {
  // An empty one (`pods,`) is kubectl's to refuse: it names no resource type of the server.
  if (type === '' || KIND_WORD.expression.test(type)) return type;
  throw new UsageError({
    what: `"${type}" is no resource type.`,
    why: `It must be ${KIND_WORD.description}.`,
    fix: `Write it as in: ${usage}`,
    usage,
  });
}

function checkName(name: string, usage: string): string {
  if (OBJECT_NAME.expression.test(name)) return name;
  throw new UsageError({
    what: `"${name}" is no name.`,
    why: `It must be ${OBJECT_NAME.description}.`,
    fix: `Write it as in: ${usage}`,
    usage,
  });
}

function resolvePairs(
  pairs: readonly { readonly type: string; readonly name: string }[],
  catalog: Catalog,
  options: ResolveOptions,
): ResolvedTargets {
  if (options.selected) {
    throw new KubectlError(
      'selectors and the all flag cannot be used when passing resource/name arguments',
    );
  }
  const resolved = new Map<string, Resource>();
  for (const { type } of pairs) resolved.set(type, resolved.get(type) ?? catalog.resolve(type));
  const objects = pairs.map(({ type, name }) => {
    const resource = resolved.get(type) ?? catalog.resolve(type);
    assertReachable(resource, options);
    return { resource, name };
  });
  return { kind: 'objects', objects };
}

function resolveNames(
  targets: Extract<Targets, { kind: 'types' }>,
  catalog: Catalog,
  options: ResolveOptions,
): ResolvedTargets {
  const [type = '', ...moreTypes] = targets.types;
  const members = catalog.expand(type);
  const [resource, ...others] = members;
  if (!resource || others.length > 0 || moreTypes.length > 0) {
    throw new KubectlError('you must specify only one resource');
  }
  assertReachable(resource, options);
  return { kind: 'objects', objects: targets.names.map((name) => ({ resource, name })) };
}

function assertReachable(resource: Resource, options: ResolveOptions): void {
  if (resource.namespaced && options.allNamespaces) {
    throw new KubectlError('a resource cannot be retrieved by name across all namespaces');
  }
}

/** A kind that is named twice, also by another spelling, is listed once. */
function expandTypes(types: readonly string[], catalog: Catalog): readonly Resource[] {
  const unique = new Map<string, Resource>();
  for (const resource of types.flatMap((type) => catalog.expand(type))) {
    const key = `${resource.group}/${resource.version}/${resource.kind}`;
    if (!unique.has(key)) unique.set(key, resource);
  }
  return [...unique.values()];
}
