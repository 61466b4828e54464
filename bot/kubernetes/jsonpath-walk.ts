// Evaluates the nodes of one JSONPath action over the values found so far. Ranges are the business of jsonpath.ts.

import { formatGoValue, goTypeOf } from './go-format.ts';
import { isMapping } from './go-json.ts';
import { compareByOperator, floatLiteral } from './jsonpath-compare.ts';
import { JsonPathError, type JsonPathLiteral, type JsonPathNode } from './jsonpath-nodes.ts';
import { assertValues } from './output-bounds.ts';

export type Values = readonly unknown[];

/** What `{range}` and `{end}` have to tell the one who loops. */
export interface RangeMarks {
  begin: () => void;
  /** @throws JsonPathError outside of a range. */
  end: () => void;
}

/** @throws JsonPathError with kubectl's words when the template does not fit the value. */
export function walk(values: Values, node: JsonPathNode, marks: RangeMarks): Values {
  const found = walkNode(values, node, marks);
  assertValues(found.length);
  return found;
}

function walkNode(values: Values, node: JsonPathNode, marks: RangeMarks): Values {
  switch (node.type) {
    case 'list':
      return walkAll(values, node.nodes, marks);
    case 'text':
      return [node.text];
    case 'field':
      return fieldsOf(values, node.name);
    case 'array':
      return slicesOf(values, node);
    case 'filter':
      return filtered(values, node, marks);
    case 'literal':
      return values.map(() => literalValue(node.literal));
    case 'wildcard':
      return collect(values, (value, found) => addAll(found, childrenOf(value)));
    case 'recursive':
      return collect(values, addDescendants);
    case 'union':
      return node.members.flatMap((member) => [...walkAll(values, member, marks)]);
    case 'identifier':
      return identified(values, node.name, marks);
    default: {
      const never: never = node;
      return never;
    }
  }
}

function walkAll(values: Values, nodes: readonly JsonPathNode[], marks: RangeMarks): Values {
  return nodes.reduce<Values>((found, node) => walk(found, node, marks), values);
}

function fieldsOf(values: Values, name: string): Values {
  const found: unknown[] = [];
  for (const value of values) {
    if (isMapping(value) && Object.hasOwn(value, name)) found.push(value[name]);
  }
  return found;
}

function slicesOf(values: Values, node: JsonPathNode & { type: 'array' }): Values {
  const found: unknown[] = [];
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (!Array.isArray(value)) {
      throw new JsonPathError(`${goTypeOf(value)} is not array or slice`);
    }
    const [start, end] = boundsOf(value.length, node);
    // An empty slice ends the whole evaluation of this node: so does kubectl.
    if (start === end) return found;
    const step = node.step.known ? node.step.value : 1;
    if (step <= 0) throw new JsonPathError('step must be > 0');
    for (let index = start; index < end; index += step) found.push(value[index]);
  }
  return found;
}

function boundsOf(length: number, node: JsonPathNode & { type: 'array' }): [number, number] {
  let start = node.start.known ? node.start.value : 0;
  if (start < 0) start += length;
  let end = node.end.known ? node.end.value : length;
  if (end < 0 || (end === 0 && node.end.derived)) end += length;
  if (start === end) return [start, end];
  for (const [bound, index] of [
    [start >= length || start < 0, start],
    [end > length || end < 0, end - 1],
  ] as const) {
    if (bound) {
      throw new JsonPathError(`array index out of bounds: index ${index}, length ${length}`);
    }
  }
  if (start > end) {
    throw new JsonPathError(`starting index ${start} is greater than ending index ${end}`);
  }
  return [start, end];
}

function filtered(
  values: Values,
  node: JsonPathNode & { type: 'filter' },
  marks: RangeMarks,
): Values {
  const found: unknown[] = [];
  for (const value of values) {
    if (!Array.isArray(value)) {
      throw new JsonPathError(
        `${formatGoValue(value)} is not array or slice and cannot be filtered`,
      );
    }
    for (const item of value) if (passes(item, node, marks)) found.push(item);
  }
  return found;
}

function passes(
  item: unknown,
  node: JsonPathNode & { type: 'filter' },
  marks: RangeMarks,
): boolean {
  if (node.operator === 'exists') return exists(item, node.left, marks);
  const left = only(walkAll([item], node.left, marks));
  if (left === undefined) return false;
  const right = only(walkAll([item], node.right, marks));
  return right !== undefined && compareByOperator(left.value, node.operator, right.value);
}

function exists(item: unknown, nodes: readonly JsonPathNode[], marks: RangeMarks): boolean {
  let found: Values = [item];
  try {
    for (const node of nodes) found = walk(found, node, marks);
  } catch (error) {
    // What stands in the way of looking is not looked at by kubectl either: what was found until then counts.
    if (!(error instanceof JsonPathError)) throw error;
  }
  return found.length > 0;
}

function only(values: Values): { readonly value: unknown } | undefined {
  if (values.length > 1) throw new JsonPathError('can only compare one element at a time');
  return values.length === 0 ? undefined : { value: values[0] };
}

function literalValue(literal: JsonPathLiteral): unknown {
  return literal.kind === 'float' ? floatLiteral(literal.value) : literal.value;
}

/** Of a text its bytes: kubectl knows it as a row of them. The order of a mapping is the answer's own. */
function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isMapping(value)) return Object.values(value);
  return typeof value === 'string' ? [...Buffer.from(value, 'utf8')] : [];
}

function collect(values: Values, add: (value: unknown, found: unknown[]) => void): Values {
  const found: unknown[] = [];
  for (const value of values) add(value, found);
  return found;
}

function addAll(found: unknown[], values: Values): void {
  for (const value of values) found.push(value);
  assertValues(found.length);
}

/** The value itself, when there is something within, and then all of that. */
function addDescendants(value: unknown, found: unknown[]): void {
  const children = childrenOf(value);
  if (children.length === 0) return;
  addAll(found, [value]);
  if (typeof value === 'string') return;
  for (const child of children) addDescendants(child, found);
}

function identified(values: Values, name: string, marks: RangeMarks): Values {
  if (name === 'range') {
    marks.begin();
    return values;
  }
  if (name !== 'end') throw new JsonPathError(`unrecognized identifier ${name}`);
  marks.end();
  return [];
}
