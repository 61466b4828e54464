// JSON patch (RFC 6902), with the API server's leniency: replacing a member that is not there adds it.
import { badRequest, Refusal } from '../status.ts';
import { isEqual, isObject, type Json, type JsonObject } from './json.ts';

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: Json;
}

/** @throws Refusal (400) for a patch that is none, 422 for one that does not fit the object. */
export function jsonPatch(target: Json, patch: Json): Json {
  if (!Array.isArray(patch)) throw badRequest(`error decoding patch: ${notAnArray(patch)}`);
  let result = structuredClone(target);
  for (const operation of patch) result = apply(result, toOperation(operation));
  return result;
}

function notAnArray(patch: Json): string {
  const kind = isObject(patch) ? 'object' : typeof patch;
  return `json: cannot unmarshal ${kind} into Go value of type jsonpatch.Patch`;
}

function toOperation(value: Json): Operation {
  if (isObject(value) && typeof value.op === 'string' && typeof value.path === 'string')
    return { ...value, op: value.op, path: value.path } as Operation;
  throw doesNotFit();
}

function doesNotFit(): Refusal {
  const message = 'the server rejected our request due to an error in our request';
  return new Refusal(422, 'Invalid', message, {});
}

function apply(root: Json, { op, path, from, value = null }: Operation): Json {
  switch (op) {
    case 'add':
      return write(root, path, value, true);
    case 'replace':
      return write(root, path, value, false);
    case 'remove':
      return remove(root, path);
    case 'move':
      return write(remove(root, from ?? ''), path, read(root, from ?? ''), true);
    case 'copy':
      return write(root, path, structuredClone(read(root, from ?? '')), true);
    case 'test':
      if (!isEqual(read(root, path), value)) throw doesNotFit();
      return root;
    default:
      throw doesNotFit();
  }
}

function stepsOf(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw doesNotFit();
  return path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(root: Json, path: string): Json {
  let value: Json = root;
  for (const step of stepsOf(path)) value = member(value, step);
  return value;
}

function member(value: Json, step: string): Json {
  const found = Array.isArray(value)
    ? value[indexOf(value, step)]
    : isObject(value)
      ? value[step]
      : undefined;
  if (found === undefined) throw doesNotFit();
  return found;
}

function parentOf(root: Json, path: string): { parent: Json[] | JsonObject; step: string } {
  const steps = stepsOf(path);
  const step = steps.pop();
  let parent: Json = root;
  for (const one of steps) parent = member(parent, one);
  if (step === undefined || !(Array.isArray(parent) || isObject(parent))) throw doesNotFit();
  return { parent, step };
}

function write(root: Json, path: string, value: Json, inserts: boolean): Json {
  if (path === '') return value;
  const { parent, step } = parentOf(root, path);
  if (!Array.isArray(parent)) parent[step] = value;
  else if (inserts) parent.splice(step === '-' ? parent.length : indexOf(parent, step), 0, value);
  else {
    if (parent[indexOf(parent, step)] === undefined) throw doesNotFit();
    parent[indexOf(parent, step)] = value;
  }
  return root;
}

function remove(root: Json, path: string): Json {
  const { parent, step } = parentOf(root, path);
  member(parent, step);
  if (Array.isArray(parent)) parent.splice(indexOf(parent, step), 1);
  else delete parent[step];
  return root;
}

function indexOf(list: readonly Json[], step: string): number {
  const index = /^(0|[1-9]\d*)$/.test(step) ? Number(step) : -1;
  if (index < 0 || index > list.length) throw doesNotFit();
  return index;
}
