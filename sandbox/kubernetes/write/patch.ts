// Applies a PATCH body to an object by its content type. It stores nothing.
import type { KubernetesObject } from '../objects.ts';
import type { Json } from '../patch/json.ts';
import { isObject } from '../patch/json.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge.ts';
import { strategicPatch } from '../patch/strategic.ts';
import type { ResourceType } from '../resources.ts';
import { badRequest, unsupportedMediaType } from '../status.ts';
import { assertQuantities } from './quantities.ts';

const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';

/** @throws Refusal: 415 for a type of patch that the kind does not take, 400 and 422 for what cannot be applied. */
export function applyPatch(
  type: ResourceType,
  object: KubernetesObject,
  { contentType, body }: { contentType: string; body: string },
): KubernetesObject {
  const format = contentType.split(';')[0]?.trim() ?? '';
  const isCustom = type.definition !== undefined;
  const known = isCustom ? [JSON_PATCH, MERGE] : [JSON_PATCH, MERGE, STRATEGIC];
  if (!known.includes(format)) throw unsupportedMediaType();
  const patch = decode(body);
  // Everything that is stored came in as JSON.
  const target = object as unknown as Json;
  if (format === JSON_PATCH) return toObject(jsonPatch(target, patch));
  if (!isObject(patch)) throw badRequest(`error decoding patch: ${NOT_A_MAP}`);
  assertQuantities(patch);
  return toObject(format === MERGE ? mergePatch(target, patch) : strategicPatch(target, patch));
}

const NOT_A_MAP = 'json: cannot unmarshal array into Go value of type map[string]interface {}';

function decode(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    throw badRequest('error decoding patch: unexpected end of JSON input');
  }
}

function toObject(value: Json): KubernetesObject {
  if (!isObject(value) || !isObject(value.metadata)) throw badRequest('the patch leaves no object');
  // The shape of the metadata is the old object's; validation looks at what the patch changed.
  return value as unknown as KubernetesObject;
}
