// Reads the path that kubectl asks for as a typed request. Pure. What is no plain read of a resource, of discovery or of an
// OpenAPI document is no passage.

import type { ApiRequest, PublicPath } from '../../kubernetes/api.ts';

export type Passage =
  | { readonly kind: 'public'; readonly path: PublicPath }
  | { readonly kind: 'resource'; readonly request: ApiRequest };

const PUBLIC =
  /^\/(?:version|api|apis|api\/[^/]+|apis\/[^/]+(?:\/[^/]+)?|openapi\/v2|openapi\/v3(?:\/.+)?)$/u;
/** What kubectl's describers set; `timeout` is their own affair, for the deadline is the run's. */
const QUERY_KEYS = ['labelSelector', 'fieldSelector', 'limit', 'continue', 'resourceVersion'];

/** @param path path and query, as in the request line, behind the key. */
export function readPassage(path: string): Passage | undefined {
  if (!URL.canParse(path, 'http://127.0.0.1')) return undefined;
  const { pathname, searchParams } = new URL(path, 'http://127.0.0.1');
  if (PUBLIC.test(pathname)) {
    const hash = searchParams.get('hash');
    const query = hash === null ? '' : `?hash=${encodeURIComponent(hash)}`;
    return { kind: 'public', path: `${pathname}${query}` as PublicPath };
  }
  const request = readResource(pathname, searchParams);
  return request && { kind: 'resource', request };
}

function readResource(pathname: string, query: URLSearchParams): ApiRequest | undefined {
  const segments = pathname.slice(1).split('/').map(decode);
  const group = segments[0] === 'apis' ? segments[1] : '';
  const [version, ...rest] = segments.slice(segments[0] === 'apis' ? 2 : 1);
  if ((segments[0] !== 'api' && segments[0] !== 'apis') || segments.includes('')) return undefined;
  if (group === undefined || version === undefined || query.has('watch')) return undefined;
  const place = placeOf(rest);
  if (!place) return undefined;
  const { resource, namespace, name } = place;
  return {
    verb: name === undefined ? 'list' : 'get',
    resource: { group, version, resource },
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    query: Object.fromEntries(
      QUERY_KEYS.flatMap((key) => {
        const value = query.get(key);
        return value === null ? [] : [[key, value]];
      }),
    ),
    secretSizes: true,
  };
}

interface ReadPlace {
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** RESOURCE, RESOURCE/NAME, namespaces/NS/RESOURCE or namespaces/NS/RESOURCE/NAME: subresources are not read. */
function placeOf(segments: readonly string[]): ReadPlace | undefined {
  const [first, second, third, fourth, ...more] = segments;
  if (first === undefined || more.length > 0) return undefined;
  if (second === undefined) return { resource: first };
  if (third === undefined) return { resource: first, name: second };
  if (first !== 'namespaces') return undefined;
  const place = { resource: third, namespace: second };
  return fourth === undefined ? place : { ...place, name: fourth };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return ''; // Not a percent-encoding; an empty segment is refused.
  }
}
