// The JSONPath templates of kubectl (https://kubernetes.io/docs/reference/kubectl/jsonpath/): finds what a template names
// in an object, and prints it. Missing fields are no error, as with `kubectl get`.

import { formatGoSyntax, formatGoValue } from './go-format.ts';
import { encodeGoJson, encodeIndentedGoJson } from './go-json.ts';
import { formatFloatLiteral, isFloatLiteral } from './jsonpath-compare.ts';
import { JsonPathError, type JsonPathNode } from './jsonpath-nodes.ts';
import { parseJsonPath } from './jsonpath-parse.ts';
import { type Values, walk } from './jsonpath-walk.ts';
import { assertValues, createPrintMeter } from './output-bounds.ts';
import { quote } from './quote.ts';

export interface JsonPath {
  readonly template: string;
  readonly nodes: readonly JsonPathNode[];
}

/** @throws JsonPathError saying what is wrong with the template, in kubectl's words. */
export function readJsonPath(template: string): JsonPath {
  return { template, nodes: parseJsonPath(template) };
}

/**
 * Prints what the template finds in the object; `asJson` is `-o jsonpath-as-json`.
 * @throws JsonPathError with all that kubectl prints, the dump of the object included; KubectlError when it is too much.
 */
export function printJsonPath(path: JsonPath, object: unknown, asJson = false): string {
  try {
    const results = findAll(path, object);
    const meter = createPrintMeter();
    const print = (values: Values) =>
      asJson ? meter(printAsJson(values)) : printValues(values, meter);
    return results.map(print).join('');
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    throw new JsonPathError(explain(path.template, error, object));
  }
}

function explain(template: string, error: JsonPathError, object: unknown): string {
  const report = [
    `Error executing template: ${error.message}. Printing more information for debugging the template:`,
    '\ttemplate was:',
    `\t\t${template}`,
    '\tobject given to jsonpath engine was:',
    `\t\t${formatGoSyntax(object)}`,
  ];
  return `error executing jsonpath ${quote(template)}: ${report.join('\n')}\n\n\n`;
}

/** One list of values for each text and each action of the template, in order; ranges are unrolled. */
export function findAll(path: JsonPath, object: unknown): readonly Values[] {
  const state: State = { beginning: 0, inside: 0, ending: 0, last: undefined, found: 0 };
  return find(path.nodes, object, state);
}

interface State {
  beginning: number;
  inside: number;
  ending: number;
  last: JsonPathNode | undefined;
  /** Over all ranges, which may lie within each other. */
  found: number;
}

function find(nodes: readonly JsonPathNode[], object: unknown, state: State): Values[] {
  const results: Values[] = [];
  const marks = { begin: () => beginRange(state), end: () => endRange(state) };
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index] as JsonPathNode;
    const values = walk([object], node, marks);
    state.found += values.length + 1;
    assertValues(state.found);
    if (state.ending > 0 && state.ending <= state.inside) {
      state.ending -= 1;
      state.last = node;
      break;
    }
    if (state.beginning > 0) {
      results.push(...findInRange(nodes.slice(index + 1), values, state));
      index = afterRange(nodes, index, state.last);
    } else {
      results.push(values);
    }
  }
  return results;
}

function findInRange(rest: readonly JsonPathNode[], values: Values, state: State): Values[] {
  state.beginning -= 1;
  state.inside += 1;
  const results = values.flatMap((value) => find(rest, value, state));
  // With nothing to loop over, the body is still walked once, to learn where it ends.
  if (values.length === 0) find(rest, undefined, state);
  state.inside -= 1;
  return results;
}

/** Where to go on: at the end that was met last, or, without one, with the next node, as kubectl does. */
function afterRange(
  nodes: readonly JsonPathNode[],
  index: number,
  last: JsonPathNode | undefined,
): number {
  const end = last === undefined ? -1 : nodes.indexOf(last, index + 1);
  return end === -1 ? index : end;
}

function beginRange(state: State): void {
  state.beginning += 1;
}

function endRange(state: State): void {
  if (state.inside === 0) throw new JsonPathError('not in range, nothing to end');
  state.ending += 1;
}

function printAsJson(values: Values): string {
  const plain = values.map((value) =>
    isFloatLiteral(value) ? Number(formatFloatLiteral(value)) : value,
  );
  return `${encodeIndentedGoJson(plain)}\n`;
}

function printValues(values: Values, meter: (printed: string) => string): string {
  return values.map((value) => meter(printValue(value))).join(' ');
}

function printValue(value: unknown): string {
  if (value === null) return 'null';
  if (isFloatLiteral(value)) return formatFloatLiteral(value);
  return typeof value === 'object' ? encodeGoJson(value) : formatGoValue(value);
}
