// Builds the method and URL of a typed request. Pure, and deliberately distrustful: each part is checked against its own
// pattern once more, whatever the verb that made the request checked before.

import type { ApiRequest, PublicPath } from '../../kubernetes/api.ts';

export interface Target {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query string. */
  readonly path: string;
}

/** Who changed a field, in managedFields. */
const FIELD_MANAGER = 'quartermaster';

const METHODS = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
} as const;

const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/u;
const GROUP = /^(?:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?(?:\.|$)){1,20}$/u;
/** apimachinery, api/validation/path: no slash, no percent sign; nor control characters, for the logs' sake. */
const NAME = /^(?!\.{1,2}$)[^/%\p{Cc}]{1,253}$/u;
/** exec, attach, portforward, proxy, token and the like are not here: nothing in this program may reach them. */
const SUBRESOURCES = new Set(['log', 'scale', 'status', 'eviction', 'resize']);
/** Everything else that Kubernetes knows (such as `as`, `watch` or `dryRun`) is not a verb's to set. */
const QUERY_KEYS = new Set([
  'labelSelector',
  'fieldSelector',
  'limit',
  'continue',
  'resourceVersion',
  'resourceVersionMatch',
  'includeObject',
  'timeoutSeconds',
  'allowWatchBookmarks',
  'container',
  'previous',
  'follow',
  'tailLines',
  'limitBytes',
  'sinceSeconds',
  'sinceTime',
  'timestamps',
  'gracePeriodSeconds',
  'propagationPolicy',
  'fieldValidation',
]);
const PUBLIC_PATH =
  /^\/(?:version|livez|apis?|api\/v[a-z0-9]{1,20}|apis\/[a-z0-9.-]{1,253}(?:\/v[a-z0-9]{1,20})?|openapi\/v2|openapi\/v3(?:\/[a-z0-9.-]{1,253}){0,4}(?:\?hash=[A-Za-z0-9]{1,128})?)$/u;

/** @throws Error for a part that no checked command could have made: a bug, never a person's mistake. */
export function targetOf(request: ApiRequest): Target {
  assertShape(request);
  const { group, version, resource } = request.resource;
  const segments = [
    ...(group === '' ? ['api'] : ['apis', checked(GROUP, group, 'group')]),
    checked(LABEL, version, 'version'),
    ...(request.namespace === undefined
      ? []
      : ['namespaces', checked(LABEL, request.namespace, 'namespace')]),
    checked(LABEL, resource, 'resource'),
    ...(request.name === undefined ? [] : [checked(NAME, request.name, 'name')]),
    ...(request.subresource === undefined ? [] : [checkedSubresource(request.subresource)]),
  ];
  const query = queryOf(request).toString();
  const path = `/${segments.map(encodeURIComponent).join('/')}`;
  return { method: METHODS[request.verb], path: query === '' ? path : `${path}?${query}` };
}

/** @throws Error for a path beyond discovery, version, health and OpenAPI documents. */
export function publicTarget(path: PublicPath): Target {
  const isPlain = PUBLIC_PATH.test(path) && !path.includes('..');
  if (!isPlain) throw new Error(`Not a public path of an API server: ${JSON.stringify(path)}`);
  return { method: 'GET', path };
}

/** Whether the request may change what is stored. A dry run counts as a write. */
export function isWrite(request: ApiRequest): boolean {
  return METHODS[request.verb] !== 'GET' && !isReview(request);
}

/** Questions about one's own rights are creations that store nothing. */
function isReview({ verb, resource }: ApiRequest): boolean {
  return (
    verb === 'create' &&
    resource.group === 'authorization.k8s.io' &&
    ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'].includes(resource.resource)
  );
}

/** A deletion without a name would delete the whole collection. */
function assertShape(request: ApiRequest): void {
  const { verb, name, subresource } = request;
  const isCollection = verb === 'list' || verb === 'watch';
  const needsName = !isCollection && (verb !== 'create' || subresource !== undefined);
  if (needsName !== (name !== undefined)) {
    throw new Error(`A request to ${verb} ${needsName ? 'needs' : 'cannot have'} a name.`);
  }
  if (isCollection && subresource !== undefined) {
    throw new Error(`A request to ${verb} cannot have a subresource.`);
  }
  // Text is not looked through for Secrets, so nothing but logs may come as text.
  if (request.as === 'text' && subresource !== 'log') {
    throw new Error('Only logs may be asked for as text.');
  }
}

function queryOf(request: ApiRequest): URLSearchParams {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(request.query ?? {})) {
    if (!QUERY_KEYS.has(key)) throw new Error(`Not a query parameter that a verb may set: ${key}`);
    query.set(key, value);
  }
  if (request.verb === 'watch') query.set('watch', 'true');
  if (request.as === 'table') query.set('includeObject', 'None');
  if (request.as === 'table+object') query.set('includeObject', 'Object');
  if (!isWrite(request)) return query;
  if (request.dryRun) query.set('dryRun', 'All');
  if (request.verb !== 'delete') query.set('fieldManager', FIELD_MANAGER);
  return query;
}

function checked(pattern: RegExp, text: string, what: string): string {
  if (pattern.test(text)) return text;
  throw new Error(`Not a ${what} that a request may name: ${JSON.stringify(text)}`);
}

function checkedSubresource(subresource: string): string {
  if (SUBRESOURCES.has(subresource)) return subresource;
  throw new Error(`Not a subresource that may be asked for: ${JSON.stringify(subresource)}`);
}
