// Reads the body of a create or an update into an object of the call's kind, and refuses what is none.
import type { ResourceCall } from '../api/call.ts';
import type { KubernetesObject, Metadata } from '../objects.ts';
import { isObject, type JsonObject } from '../patch/json.ts';
import { badRequest, unsupportedMediaType } from '../status.ts';
import { hasBadQuantity, NO_QUANTITY } from './quantities.ts';

/** @throws Refusal in the words of the server's decoder. */
export function decodeObject(
  call: Pick<ResourceCall, 'body' | 'contentType' | 'route'>,
  kind: string,
  apiVersion: string,
): KubernetesObject {
  const value = parseBody(call);
  const given = value.kind ?? kind;
  const givenVersion = value.apiVersion ?? apiVersion;
  if (givenVersion !== apiVersion)
    throw badRequest(
      `the API version in the data (${String(givenVersion)}) does not match the expected API version (${apiVersion})`,
    );
  const version = apiVersion.split('/').at(-1);
  if (given !== kind)
    throw badRequest(
      `${String(given)} in version "${version}" cannot be handled as a ${kind}: no kind "${String(given)}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`,
    );
  const wrong = mistakenType(value, kind);
  if (wrong !== undefined)
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${wrong}`);
  const metadata = isObject(value.metadata) ? value.metadata : {};
  // The types of the fields that the server relies on were looked at above.
  return {
    ...value,
    kind,
    apiVersion,
    metadata: withNamespace(metadata as unknown as Metadata, call.route.namespace),
  };
}

export function parseBody({
  body,
  contentType,
}: {
  body: string;
  contentType: string;
}): JsonObject {
  const format = contentType.split(';')[0]?.trim() ?? '';
  if (format !== '' && format !== 'application/json') throw unsupportedMediaType();
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw badRequest(`couldn't get version/kind; json parse error: unexpected end of JSON input`);
}

function withNamespace(metadata: Metadata, namespace: string | undefined): Metadata {
  if (namespace === undefined) return metadata;
  if (
    metadata.namespace !== undefined &&
    metadata.namespace !== '' &&
    metadata.namespace !== namespace
  )
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  return { ...metadata, namespace };
}

/** Go's words for the first field of a wrong type, for the fields that people get wrong. */
function mistakenType(value: JsonObject, kind: string): string | undefined {
  const { data, spec } = value;
  if (isObject(data) && (kind === 'ConfigMap' || kind === 'Secret')) {
    const wrong = Object.values(data).find((item) => typeof item !== 'string' && item !== null);
    if (wrong !== undefined) return cannotUnmarshal(wrong, `${kind}.data`, 'string');
  }
  if (isObject(spec) && spec.replicas !== undefined && typeof spec.replicas !== 'number')
    return cannotUnmarshal(spec.replicas, `${kind}Spec.spec.replicas`, 'int32');
  return hasBadQuantity(value, '') ? NO_QUANTITY : undefined;
}

function cannotUnmarshal(value: unknown, field: string, wanted: string): string {
  const kind = typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? 'array' : typeof value;
  return `json: cannot unmarshal ${kind} into Go struct field ${field} of type ${wanted}`;
}
