// Strategic merge patch: like a merge patch, but lists of named things (containers, env, ports ...) merge by their key, and
// the directives $patch, $deleteFromPrimitiveList, $setElementOrder and $retainKeys hold.
import { Refusal } from '../status.ts';
import { isEqual, isObject, type Json, type JsonObject } from './json.ts';
import { isPrimitiveSet, mergeKeyOf } from './merge-keys.ts';

/** @throws Refusal for an element without its merge key. */
export function strategicPatch(target: Json, patch: Json): Json {
  return mergeObjects(isObject(target) ? target : {}, isObject(patch) ? patch : {}, '');
}

const ORDER = '$setElementOrder/';
const DELETE_PRIMITIVES = '$deleteFromPrimitiveList/';

function mergeObjects(target: JsonObject, patch: JsonObject, path: string): JsonObject {
  if (patch.$patch === 'replace') return clean(patch);
  if (patch.$patch === 'delete') return {};
  const merged: JsonObject = { ...target };
  retainKeys(merged, patch);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null) delete merged[key];
    else merged[key] = mergeValue(merged[key], value, { path: `${path}.${key}`, patch, key });
  }
  for (const [directive, values] of Object.entries(patch)) {
    if (!directive.startsWith(DELETE_PRIMITIVES) || !Array.isArray(values)) continue;
    const key = directive.slice(DELETE_PRIMITIVES.length);
    const list = merged[key];
    if (Array.isArray(list))
      merged[key] = list.filter((item) => !values.some((value) => isEqual(item, value)));
  }
  orderOnly(merged, patch, path);
  return merged;
}

/** An order without a patch of the list itself sorts what is there. */
function orderOnly(merged: JsonObject, patch: JsonObject, path: string): void {
  for (const directive of Object.keys(patch).filter((key) => key.startsWith(ORDER))) {
    const key = directive.slice(ORDER.length);
    const list = merged[key];
    if (patch[key] === undefined && Array.isArray(list))
      merged[key] = mergeLists(list, [], { path: `${path}.${key}`, patch, key });
  }
}

function retainKeys(merged: JsonObject, patch: JsonObject): void {
  const kept = patch.$retainKeys;
  if (!Array.isArray(kept)) return;
  for (const key of Object.keys(merged)) if (!kept.includes(key)) delete merged[key];
}

function clean(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !key.startsWith('$')));
}

interface Place {
  readonly path: string;
  readonly patch: JsonObject;
  readonly key: string;
}

function mergeValue(target: Json | undefined, value: Json, place: Place): Json {
  if (isObject(value)) return mergeObjects(isObject(target) ? target : {}, value, place.path);
  if (Array.isArray(value)) return mergeLists(Array.isArray(target) ? target : [], value, place);
  return value;
}

function mergeLists(target: readonly Json[], patch: readonly Json[], place: Place): Json[] {
  if (isPrimitiveSet(place.path)) return mergePrimitives(target, patch);
  const mergeKey = mergeKeyOf(place.path);
  if (mergeKey === undefined) return [...patch];
  const replaces = patch.some((item) => isObject(item) && item.$patch === 'replace');
  if (replaces) return patch.filter((item) => !isObject(item) || item.$patch === undefined);
  let merged: Json[] = [...target];
  for (const item of patch) {
    const key = keyOf(item, mergeKey);
    if (!isObject(item)) continue;
    const index = merged.findIndex((one) => isObject(one) && isEqual(one[mergeKey], key));
    if (item.$patch === 'delete') merged = merged.filter((_, at) => at !== index);
    else if (index < 0) merged.push(mergeObjects({}, item, place.path));
    else merged[index] = mergeObjects(merged[index] as JsonObject, item, place.path);
  }
  return arrange(merged, target, patch, { ...place, mergeKey });
}

function keyOf(item: Json, mergeKey: string): Json {
  const key = isObject(item) ? item[mergeKey] : undefined;
  if (key !== undefined) return key;
  const text = isObject(item)
    ? `map[${Object.entries(item)
        .map(([name, value]) => `${name}:${String(value)}`)
        .join(' ')}]`
    : String(item);
  throw new Refusal(
    500,
    undefined,
    `map: ${text} does not contain declared merge key: ${mergeKey}`,
  );
}

function mergePrimitives(target: readonly Json[], patch: readonly Json[]): Json[] {
  return [...target, ...patch.filter((value) => !target.includes(value))];
}

/**
 * The order of the API server: what the patch names in the patch's order, the rest in its own; two that the server knew
 * keep their order, and something new goes before what the patch did not name.
 */
function arrange(
  merged: readonly Json[],
  target: readonly Json[],
  patch: readonly Json[],
  { patch: parent, key, mergeKey }: Place & { mergeKey: string },
): Json[] {
  const order = parent[`${ORDER}${key}`];
  const wanted = (Array.isArray(order) ? order : patch).map((item) => keyIn(item, mergeKey));
  const known = target.map((item) => keyIn(item, mergeKey));
  const rank = (list: readonly (Json | undefined)[], item: Json | undefined) =>
    list.findIndex((one) => isEqual(one, item));
  const named = merged
    .filter((item) => rank(wanted, keyIn(item, mergeKey)) >= 0)
    .sort((one, two) => rank(wanted, keyIn(one, mergeKey)) - rank(wanted, keyIn(two, mergeKey)));
  const others = merged.filter((item) => rank(wanted, keyIn(item, mergeKey)) < 0);
  const result: Json[] = [];
  while (named.length > 0 || others.length > 0) {
    const [first, second] = [others[0], named[0]];
    const takesOther =
      second === undefined ||
      (first !== undefined &&
        goesBefore(rank(known, keyIn(first, mergeKey)), rank(known, keyIn(second, mergeKey))));
    const next = takesOther ? others.shift() : named.shift();
    if (next !== undefined) result.push(next);
  }
  return result;
}

function goesBefore(one: number, other: number): boolean {
  return one >= 0 && other >= 0 && one < other;
}

function keyIn(item: Json, mergeKey: string): Json | undefined {
  return isObject(item) ? item[mergeKey] : undefined;
}
