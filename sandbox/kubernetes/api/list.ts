// Answers get and list: selection, pages, and the same objects seen through another group's eyes.
import type { Cluster } from '../cluster.ts';
import type { KubernetesObject } from '../objects.ts';
import type { ResourceType } from '../resources.ts';
import { parseFieldSelector, parseLabelSelector } from '../selectors.ts';
import { badRequest, expired, notFound, Refusal } from '../status.ts';
import { parseIncludeObject, renderTable } from '../table/table.ts';
import { type Answer, type ResourceCall, wantsMetadata, wantsTable } from './call.ts';
import { asServed } from './served.ts';

export interface Selection {
  matches(object: KubernetesObject): boolean;
  readonly isEverything: boolean;
}

/** @throws Refusal (404) in the server's words. */
export function getObject(
  { store }: Cluster,
  { type, route }: Pick<ResourceCall, 'type' | 'route'>,
): KubernetesObject {
  const name = route.name ?? '';
  const found = store.get(type, type.namespaced ? route.namespace : undefined, name);
  if (found === undefined) throw notFound(type, name);
  return found;
}

/** Reads the selectors of a list, watch or deletecollection. */
export function readSelection({ query, type, route }: ResourceCall): Selection {
  const labels = query.get('labelSelector') ?? '';
  const fields = query.get('fieldSelector') ?? '';
  const matchesLabels = parseLabelSelector(labels);
  const matchesFields = parseFieldSelector(fields, type.storedAs);
  const { name } = route;
  return {
    isEverything: labels === '' && fields === '',
    matches: (object) =>
      matchesLabels(object.metadata.labels ?? {}) &&
      matchesFields(object) &&
      (name === undefined || object.metadata.name === name),
  };
}

export function answerList(cluster: Cluster, call: ResourceCall): Answer {
  const selection = readSelection(call);
  assertVersion(cluster, call.query.get('resourceVersion'));
  const limit = readInteger(call.query.get('limit'));
  const start = readContinue(cluster, call.query.get('continue'));
  const all = cluster.store
    .list(call.type, call.route.namespace)
    .filter((object) => selection.matches(object));
  const rest = start === undefined ? all : all.filter((object) => keyOf(object) > start.after);
  const page = limit > 0 ? rest.slice(0, limit) : rest;
  const version = start?.version ?? cluster.store.version();
  const remaining = rest.length - page.length;
  const metadata = {
    resourceVersion: String(version),
    ...(remaining === 0
      ? {}
      : {
          continue: continueToken(version, page.at(-1)),
          ...(selection.isEverything ? { remainingItemCount: remaining } : {}),
        }),
  };
  return shape(cluster, call, page, metadata);
}

function shape(
  cluster: Cluster,
  call: ResourceCall,
  page: readonly KubernetesObject[],
  metadata: Record<string, unknown>,
): Answer {
  const objects = page.map((object) => asServed(call.type, object));
  if (wantsTable(call)) {
    const include = parseIncludeObject(call.query.get('includeObject'));
    const options = { include, now: cluster.clock.now(), listMetadata: metadata };
    return { kind: 'json', code: 200, body: renderTable(call.type, objects, options) };
  }
  if (wantsMetadata(call)) {
    const items = objects.map(({ metadata: own }) => ({ metadata: own }));
    const kind = 'PartialObjectMetadataList';
    return {
      kind: 'json',
      code: 200,
      body: { kind, apiVersion: 'meta.k8s.io/v1', metadata, items },
    };
  }
  return { kind: 'json', code: 200, body: listOf(call.type, metadata, objects) };
}

function listOf(
  type: ResourceType,
  metadata: Record<string, unknown>,
  objects: readonly KubernetesObject[],
) {
  const { definition, group, version, kind } = type;
  // Items of built-in lists carry no kind of their own; those of custom resources do.
  const items =
    definition === undefined
      ? objects.map(({ apiVersion: _apiVersion, kind: _kind, ...item }) => item)
      : objects;
  return {
    kind: definition?.spec.names.listKind ?? `${kind}List`,
    apiVersion: group === '' ? version : `${group}/${version}`,
    metadata,
    items,
  };
}

/** @throws Refusal for a version that is no number, or lies in the future. */
export function assertVersion({ store }: Cluster, text: string | null): void {
  if (text === null || text === '') return;
  if (!/^\d+$/.test(text))
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  if (Number(text) <= store.version()) return;
  throw new Refusal(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${text}, current: ${store.version()}`,
    {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  );
}

/** @throws Refusal (400) for a text that is no integer. */
export function readInteger(text: string | null): number {
  if (text === null || text === '') return 0;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}

interface Continue {
  readonly version: number;
  readonly after: string;
}

function continueToken(version: number, last: KubernetesObject | undefined): string {
  const start = last === undefined ? '' : `${keyOf(last)}\u0000`;
  const token = JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start });
  return Buffer.from(token).toString('base64url');
}

/** A page further on is read from the present state: unlike etcd, the stand-in keeps no old one. */
function readContinue({ store }: Cluster, text: string | null): Continue | undefined {
  if (text === null || text === '') return undefined;
  const token = decodeToken(text);
  if (token.version < store.oldest()) throw expired(CONTINUE_TOO_OLD);
  return token;
}

function decodeToken(text: string): Continue {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    const { rv, start } = value as { rv?: unknown; start?: unknown };
    if (typeof rv === 'number' && typeof start === 'string')
      return { version: rv, after: start.replace(/\u0000$/, '') };
  } catch {
    // Whatever is wrong with it, the answer is the same.
  }
  throw badRequest(
    "invalid continue token: continue key is not valid: invalid character 'i' looking for beginning of value",
  );
}

const CONTINUE_TOO_OLD =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

function keyOf({ metadata }: KubernetesObject): string {
  return metadata.namespace === undefined
    ? metadata.name
    : `${metadata.namespace}/${metadata.name}`;
}
