// What `kubectl auth can-i VERB TYPE` asks, as the API server's access review wants it, with the warnings that kubectl gives
// for types and verbs that are not known. Pure.

import type { KubectlContext } from '../../command.ts';
import { type Catalog, KubectlError, type Resource } from '../../kubernetes/api.ts';

export interface TypedQuestion {
  readonly verb: string;
  /** A type, `*`, or a path that begins with a slash. */
  readonly subject: string;
  readonly name: string;
  readonly subresource: string;
}

export interface ResolvedQuestion {
  /** The spec of a SelfSubjectAccessReview. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

const RESOURCE_VERBS = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(
    ' ',
  ),
);
const URL_VERBS = new Set('get put post head options delete patch *'.split(' '));
/** Impersonation knows these; no server lists them. */
const UNLISTED = new Set(['users', 'groups']);

/** @throws KubectlError in kubectl's words for a question that is none. */
export function readQuestion(positionals: readonly string[], subresource: string): TypedQuestion {
  const [verb, subject, ...more] = positionals;
  if (verb === undefined || subject === undefined || more.length > 0) {
    throw new KubectlError(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    );
  }
  if (subject.startsWith('/')) {
    if (subresource !== '') {
      throw new KubectlError('--subresource can not be used with NonResourceURL');
    }
    return { verb, subject, name: '', subresource };
  }
  const slash = subject.indexOf('/');
  return slash < 0
    ? { verb, subject, name: '', subresource }
    : { verb, subject: subject.slice(0, slash), name: subject.slice(slash + 1), subresource };
}

export function resolveQuestion(
  question: TypedQuestion,
  allNamespaces: boolean,
  { catalog, namespace }: Pick<KubectlContext, 'catalog' | 'namespace'>,
): ResolvedQuestion {
  const { verb, subject, name, subresource } = question;
  if (subject.startsWith('/')) {
    const warnings = URL_VERBS.has(verb) ? [] : [unknownVerb(verb)];
    return { attributes: { nonResourceAttributes: { verb, path: subject } }, warnings };
  }
  const found = findType(subject, catalog);
  const resourceAttributes = {
    ...(allNamespaces ? {} : { namespace }),
    verb,
    ...(found ? { group: found.group } : {}),
    resource: found?.resource ?? subject,
    ...(subresource === '' ? {} : { subresource }),
    ...(name === '' ? {} : { name }),
  };
  const scope = allNamespaces ? [] : [...scopeWarning(found), ...verbWarning(verb)];
  return {
    attributes: { resourceAttributes },
    warnings: [...typeWarning(subject, found), ...scope],
  };
}

function findType(subject: string, catalog: Catalog): Resource | undefined {
  if (subject === '*') return undefined;
  try {
    return catalog.resolve(subject.toLowerCase());
  } catch (error) {
    if (error instanceof KubectlError) return undefined;
    throw error;
  }
}

function typeWarning(subject: string, found: Resource | undefined): readonly string[] {
  const [type = '', ...group] = subject.toLowerCase().split('.');
  if (found || subject === '*' || UNLISTED.has(subject.toLowerCase())) return [];
  const where = group.length === 0 ? '' : ` in group '${group.join('.')}'`;
  return [`the server doesn't have a resource type '${type}'${where}`];
}

function scopeWarning(found: Resource | undefined): readonly string[] {
  if (!found || found.namespaced) return [];
  const where = found.group === '' ? '' : ` in group '${found.group}'`;
  return [`resource '${found.resource}' is not namespace scoped${where}`];
}

function verbWarning(verb: string): readonly string[] {
  return RESOURCE_VERBS.has(verb) ? [] : [unknownVerb(verb)];
}

function unknownVerb(verb: string): string {
  return `verb '${verb}' is not a known verb`;
}
