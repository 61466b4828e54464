// Asks the API server for what `kubectl get` is to show: a request for each type or each name, long lists page by page.

import type { KubectlContext } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { type ApiRequest, type Resource, StatusError } from '../../kubernetes/api.ts';
import { quote } from '../../kubernetes/quote.ts';
import type { ResolvedTargets } from '../../kubernetes/targets.ts';

export interface FetchOptions {
  readonly as: NonNullable<ApiRequest['as']>;
  readonly allNamespaces: boolean;
  readonly selector: string;
  readonly fieldSelector: string;
  readonly subresource: string | undefined;
  /** A whole list at once: kubectl does not page what it is going to sort. */
  readonly unpaged: boolean;
}

/** One answer: a page of a list or one object, each as an object or as a Table. */
export interface Fetched {
  readonly resource: Resource;
  readonly body: unknown;
}

export interface FetchResult {
  /** In the order in which they were asked for. */
  readonly fetched: readonly Fetched[];
  readonly refusals: readonly StatusError[];
  readonly warnings: readonly string[];
}

/** As many items as kubectl asks for at once. */
const PAGE_LIMIT = 500;
/** Pages that are held at once: of whole objects, and of rows. */
const MOST_PAGES = { object: 20, table: 200 } as const;

/** Refusals of the server are part of the result; that it cannot be reached is thrown. */
export async function fetchTargets(
  targets: ResolvedTargets,
  options: FetchOptions,
  context: KubectlContext,
): Promise<FetchResult> {
  const parts = await Promise.all(
    targets.kind === 'lists'
      ? targets.resources.map((resource) => fetchList(resource, options, context))
      : targets.objects.map(({ resource, name }) => fetchObject(resource, name, options, context)),
  );
  return {
    fetched: parts.flatMap((part) => part.fetched),
    refusals: parts.flatMap((part) => part.refusals),
    warnings: parts.flatMap((part) => part.warnings),
  };
}

async function fetchList(
  resource: Resource,
  options: FetchOptions,
  context: KubectlContext,
): Promise<FetchResult> {
  const fetched: Fetched[] = [];
  const warnings: string[] = [];
  try {
    for (let token: string | undefined = ''; token !== undefined; ) {
      const answer = await context.api.request(listRequest(resource, token, options, context));
      fetched.push({ resource, body: answer.body });
      warnings.push(...answer.warnings);
      token = continueToken(answer.body);
      const mostPages = options.as === 'object' ? MOST_PAGES.object : MOST_PAGES.table;
      if (token !== undefined && fetched.length >= mostPages) throw tooMany(mostPages, resource);
    }
    return { fetched, refusals: [], warnings };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { fetched, refusals: [explainListRefusal(error, resource, options)], warnings };
  }
}

function tooMany(pages: number, { resource }: Resource): OperatorError {
  return new OperatorError({
    what: `The ${resource} were not read to their end.`,
    why: `There are more than ${pages * PAGE_LIMIT}, the most that one answer can hold in this form.`,
    fix: 'Ask for less: one namespace, a selector, or names.',
  });
}

function listRequest(
  resource: Resource,
  token: string,
  options: FetchOptions,
  context: KubectlContext,
): ApiRequest {
  const query = {
    ...(options.unpaged ? {} : { limit: String(PAGE_LIMIT) }),
    ...(options.selector === '' ? {} : { labelSelector: options.selector }),
    ...(options.fieldSelector === '' ? {} : { fieldSelector: options.fieldSelector }),
    ...(token === '' ? {} : { continue: token }),
  };
  return {
    verb: 'list',
    resource,
    as: options.as,
    query,
    ...(resource.namespaced && !options.allNamespaces ? { namespace: context.namespace } : {}),
  };
}

function continueToken(body: unknown): string | undefined {
  const { metadata } = body as { metadata?: { continue?: string } };
  return metadata?.continue || undefined;
}

/** kubectl says which list it was that the server did not find or understand. */
function explainListRefusal(
  error: StatusError,
  resource: Resource,
  options: FetchOptions,
): StatusError {
  const { status } = error;
  if (status.reason !== 'BadRequest' && status.reason !== 'NotFound') return error;
  const subject = quote(`${resource.group}/${resource.version}, Resource=${resource.resource}`);
  const what =
    options.selector === '' && options.fieldSelector === ''
      ? `Unable to list ${subject}`
      : `Unable to find ${subject} that match label selector ${quote(options.selector)}, field selector ${quote(options.fieldSelector)}`;
  return new StatusError({ ...status, message: `${what}: ${status.message}` });
}

async function fetchObject(
  resource: Resource,
  name: string,
  options: FetchOptions,
  context: KubectlContext,
): Promise<FetchResult> {
  const request: ApiRequest = {
    verb: 'get',
    resource,
    name,
    as: options.as,
    ...(resource.namespaced ? { namespace: context.namespace } : {}),
    ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
  };
  try {
    const { body, warnings } = await context.api.request(request);
    return { fetched: [{ resource, body }], refusals: [], warnings };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return {
      fetched: [],
      refusals: [await blameNamespace(error, resource, context)],
      warnings: [],
    };
  }
}

export const NAMESPACES = { group: '', version: 'v1', resource: 'namespaces' } as const;

/** An object that is not found may be so because its namespace does not exist: then kubectl says that. */
async function blameNamespace(
  error: StatusError,
  resource: Resource,
  context: KubectlContext,
): Promise<StatusError> {
  const { namespace } = context;
  if (error.status.reason !== 'NotFound' || !resource.namespaced || namespace === 'default') {
    return error;
  }
  try {
    await context.api.request({ verb: 'get', resource: NAMESPACES, name: namespace });
    return error;
  } catch (second) {
    if (!(second instanceof StatusError)) throw second;
    return second.status.reason === 'NotFound' ? second : error;
  }
}
