// Reads a request's path as the API server does: group, version, namespace, resource, name, subresource and verb.
import type { Route } from './call.ts';

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
};

/** Undefined for a path that names no resource, such as /version or /apis/apps/v1. */
export function parseRoute(
  method: string,
  path: string,
  query: URLSearchParams,
): Route | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const isCore = parts[0] === 'api';
  if (!isCore && parts[0] !== 'apis') return undefined;
  const group = isCore ? '' : (parts[1] ?? '');
  const version = parts[isCore ? 1 : 2];
  const rest = parts.slice(isCore ? 2 : 3);
  if (version === undefined || rest.length === 0) return undefined;
  const place = placeOf(rest);
  if (place === undefined) return undefined;
  return { group, version, ...place, verb: verbOf(method, place.name, query) };
}

type Place = Pick<Route, 'plural' | 'namespace' | 'name' | 'subresource'>;

function placeOf(rest: readonly string[]): Place | undefined {
  const [first = '', second, third, ...more] = rest;
  const isInNamespace =
    first === 'namespaces' && third !== undefined && !['status', 'finalize'].includes(third);
  if (isInNamespace) return nameAndSub({ plural: third, namespace: second ?? '' }, more);
  return nameAndSub({ plural: first }, rest.slice(1));
}

function nameAndSub(
  place: Pick<Place, 'plural' | 'namespace'>,
  [name, ...subresource]: readonly string[],
): Place {
  return {
    ...place,
    ...(name === undefined ? {} : { name }),
    ...(subresource.length === 0 ? {} : { subresource: subresource.join('/') }),
  };
}

function verbOf(method: string, name: string | undefined, query: URLSearchParams): string {
  if (method === 'GET' || method === 'HEAD') {
    const watch = query.get('watch');
    if (watch === 'true' || watch === '1' || watch === '') return 'watch';
    return name === undefined ? 'list' : 'get';
  }
  if (method === 'DELETE') return name === undefined ? 'deletecollection' : 'delete';
  return VERBS[method] ?? method.toLowerCase();
}
