// Turns what was fetched into the text of `kubectl get`, form by form. Nothing is asked of a cluster here.

import { alignColumns } from '../../kubernetes/align-columns.ts';
import { KubectlError, type Resource, type StatusError } from '../../kubernetes/api.ts';
import { printCustomColumns } from '../../kubernetes/custom-columns.ts';
import { isMapping } from '../../kubernetes/go-json.ts';
import { printJsonPath } from '../../kubernetes/jsonpath.ts';
import { JsonPathError } from '../../kubernetes/jsonpath-nodes.ts';
import { relaxJsonPath } from '../../kubernetes/jsonpath-relaxed.ts';
import { printJson } from '../../kubernetes/print-json.ts';
import { printNames } from '../../kubernetes/print-name.ts';
import { printYaml } from '../../kubernetes/print-yaml.ts';
import { sortByPath } from '../../kubernetes/sort-by.ts';
import { printTables, tableOf } from '../../kubernetes/table.ts';
import type { GetArgs } from './get.ts';
import type { Fetched, FetchResult } from './get-fetch.ts';

/** What was printed, and what went wrong, in the order in which kubectl says it. */
export interface Printed {
  readonly stdout: string;
  readonly errors: readonly (StatusError | KubectlError)[];
}

/** The usual form: a table for each type, an empty line between them. */
export function printAsTables(result: FetchResult, args: GetArgs, nowMs: number): Printed {
  const sorted = sortTables(result, args, nowMs);
  if (sorted.error !== undefined) return { stdout: '', errors: [sorted.error] };
  const isMixed = new Set(result.fetched.map(({ resource }) => typeOf(resource))).size > 1;
  const blocks = groupByType(sorted.fetched).map(({ resource, bodies }) => {
    const lines = printTables(
      bodies.map((body) => tableOf(body, nowMs)),
      {
        wide: args.output.kind === 'table' && args.output.wide,
        noHeaders: args.noHeaders,
        withNamespace: args.allNamespaces && resource.namespaced,
        kindPrefix: isMixed || args.showKind ? `${kindName(resource)}/` : '',
        labelColumns: args.labelColumns,
        showLabels: args.showLabels,
      },
    );
    return alignColumns(lines);
  });
  const stdout = blocks.filter((block) => block !== '').join(args.noHeaders ? '' : '\n');
  return { stdout, errors: result.refusals };
}

interface Sorted {
  readonly fetched: readonly Fetched[];
  readonly error?: KubectlError;
}

/** With several answers, kubectl sorts these among themselves; then, or with one, the rows of each. */
function sortTables(result: FetchResult, args: GetArgs, nowMs: number): Sorted {
  if (args.sortBy === '') return { fetched: result.fetched };
  let fetched = result.fetched;
  if (fetched.length > 1) {
    const outcome = sortGenerically(fetched, args.sortBy, ({ body }) => body);
    if (outcome instanceof KubectlError) return { fetched, error: outcome };
    fetched = outcome;
  }
  return { fetched: fetched.flatMap((each) => sortRows(each, args.sortBy, nowMs)) };
}

/** A path that no row has leaves nothing to print: kubectl then finds no resources. */
function sortRows(fetched: Fetched, sortBy: string, nowMs: number): readonly Fetched[] {
  const table = tableOf(fetched.body, nowMs);
  if (table.rows.length < 2) return [fetched];
  const rows = sortGenerically(table.rows, sortBy, (row) => row.object);
  if (rows instanceof KubectlError) return [];
  return [{ ...fetched, body: { ...table, rows } }];
}

function sortGenerically<T>(
  items: readonly T[],
  sortBy: string,
  objectOf: (item: T) => unknown,
): readonly T[] | KubectlError {
  try {
    return sortByPath(items, relaxJsonPath(sortBy), objectOf);
  } catch (error) {
    if (error instanceof KubectlError) return error;
    if (error instanceof JsonPathError) return new KubectlError(error.message);
    throw error;
  }
}

function typeOf(resource: Resource): string {
  return `${resource.group}/${resource.version}/${resource.kind}`;
}

/** As in `deployment.apps/web`. */
function kindName(resource: Resource): string {
  const kind = resource.kind.toLowerCase();
  return resource.group === '' ? kind : `${kind}.${resource.group}`;
}

interface Group {
  readonly resource: Resource;
  readonly bodies: unknown[];
}

/** Neighbours of one type share a table. */
function groupByType(fetched: readonly Fetched[]): readonly Group[] {
  const groups: Group[] = [];
  for (const { resource, body } of fetched) {
    const last = groups.at(-1);
    if (last !== undefined && typeOf(last.resource) === typeOf(resource)) last.bodies.push(body);
    else groups.push({ resource, bodies: [body] });
  }
  return groups;
}

/** JSON, YAML, names, JSONPath and custom columns: of the one object that was named, or of a List. */
export function printAsObjects(result: FetchResult, args: GetArgs, isSingle: boolean): Printed {
  const errors: (StatusError | KubectlError)[] = [...result.refusals];
  if (isSingle && errors.length > 0) return { stdout: '', errors };
  const objects = result.fetched.flatMap(({ body }) => objectsOf(body));
  if (objects.length === 0 && args.ignoreNotFound) return { stdout: '', errors };
  if (isSingle) return printDocument(objects[0], objects, args, errors);
  const sorted =
    args.sortBy === '' || objects.length === 0
      ? objects
      : sortGenerically(objects, args.sortBy, (object) => object);
  if (sorted instanceof KubectlError) return { stdout: '', errors: [...errors, sorted] };
  const list = { apiVersion: 'v1', items: sorted, kind: 'List', metadata: { resourceVersion: '' } };
  return printDocument(list, sorted, args, errors);
}

/** The objects of a list, which in the answer carry no kind of their own; any other answer as it is. */
function objectsOf(body: unknown): readonly unknown[] {
  if (!isMapping(body) || !Array.isArray(body.items)) return [body];
  const { apiVersion, kind } = body as { apiVersion?: string; kind?: string };
  const identity = { apiVersion, kind: (kind ?? '').replace(/List$/u, '') };
  return body.items.map((item: { apiVersion?: string; kind?: string }) =>
    item.apiVersion || item.kind ? item : { ...identity, ...item },
  );
}

function printDocument(
  document: unknown,
  objects: readonly unknown[],
  args: GetArgs,
  errors: readonly (StatusError | KubectlError)[],
): Printed {
  const { output } = args;
  const options = { showManagedFields: args.showManagedFields };
  switch (output.kind) {
    case 'json':
      return { stdout: printJson(document, options), errors };
    case 'yaml':
      return { stdout: printYaml(document, options), errors };
    case 'name':
      return { stdout: printNames(objects), errors };
    case 'jsonpath':
      return attempt(errors, () => printJsonPath(output.path, document, output.asJson));
    case 'custom-columns': {
      // What was printed before a path failed is shown, as kubectl does.
      const lines: string[][] = [];
      const { errors: all } = attempt(errors, () => {
        printCustomColumns(output.columns, objects, args.noHeaders, lines);
        return '';
      });
      return { stdout: alignColumns(lines), errors: all };
    }
    case 'table':
      throw new TypeError('Tables are printed elsewhere.');
    default: {
      const never: never = output;
      return never;
    }
  }
}

function attempt(errors: readonly (StatusError | KubectlError)[], print: () => string): Printed {
  try {
    return { stdout: print(), errors };
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    return { stdout: '', errors: [...errors, new KubectlError(error.message)] };
  }
}
