// `kubectl get -o custom-columns=NAME:.metadata.name,...`: reads the columns, and prints a line of values for each object.

import { KubectlError } from './api.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { formatGoValue } from './go-format.ts';
import { findAll, type JsonPath, readJsonPath } from './jsonpath.ts';
import { formatFloatLiteral, isFloatLiteral } from './jsonpath-compare.ts';
import { relaxJsonPath } from './jsonpath-relaxed.ts';
import { createPrintMeter } from './output-bounds.ts';

export interface CustomColumn {
  readonly header: string;
  readonly path: string;
}

/** @throws KubectlError or JsonPathError with kubectl's words for a list of columns that is none. */
export function readCustomColumns(text: string): readonly CustomColumn[] {
  if (text === '') {
    throw new KubectlError('custom-columns format specified but no custom columns given');
  }
  return text.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon === -1) {
      throw new KubectlError(
        `unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`,
      );
    }
    return { header: part.slice(0, colon), path: relaxJsonPath(part.slice(colon + 1)) };
  });
}

/**
 * Adds the lines of the table, cells apart and not yet aligned, to `lines`: those before a failure are kept.
 * @throws JsonPathError for a path that cannot be read, or does not fit an object.
 */
export function printCustomColumns(
  columns: readonly CustomColumn[],
  objects: readonly unknown[],
  noHeaders: boolean,
  lines: string[][],
): void {
  if (!noHeaders) lines.push(columns.map((column) => column.header));
  const paths = columns.map((column) => readJsonPath(column.path));
  const meter = createPrintMeter();
  for (const object of objects) lines.push(paths.map((path) => meter(printCell(path, object))));
}

function printCell(path: JsonPath, object: unknown): string {
  const results = findAll(path, object);
  const values = results.flat().map((value) => escapeTerminal(printValue(value)));
  if (results.length === 0 || results[0]?.length === 0) values.unshift('<none>');
  return values.join(',');
}

function printValue(value: unknown): string {
  return isFloatLiteral(value) ? formatFloatLiteral(value) : formatGoValue(value);
}
