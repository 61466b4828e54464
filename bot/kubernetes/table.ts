// The Table that an API server renders of its own resources (meta/v1 Table), and what `kubectl get` makes of it: lines of
// cells, not yet aligned. Pure.

import { age } from './duration.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { formatGoValue } from './go-format.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  /** 0 is always shown; the others only in the wide form. */
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly unknown[];
  /** The object of the row or only its metadata, when that was asked for. */
  readonly object?: TableObject | null;
}

export interface TableObject {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly creationTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

export interface Table {
  readonly kind: string;
  readonly columnDefinitions: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly withNamespace: boolean;
  /** Put before each name: `pod/`, or '' for nothing. */
  readonly kindPrefix: string;
  readonly labelColumns: readonly string[];
  readonly showLabels: boolean;
}

/** The answer as a Table; objects of a server that renders none are shown by name and age, as kubectl does. */
export function tableOf(body: unknown, nowMs: number): Table {
  const answer = body as Partial<Table> & { readonly items?: readonly TableObject[] };
  if (answer.kind === 'Table') {
    return {
      kind: 'Table',
      columnDefinitions: answer.columnDefinitions ?? [],
      rows: answer.rows ?? [],
    };
  }
  const objects = answer.items ?? [body as TableObject];
  const rows = objects.map((object) => ({
    cells: [object.metadata?.name ?? '', age(object.metadata?.creationTimestamp, nowMs)],
    object,
  }));
  return { kind: 'Table', columnDefinitions: PLAIN_COLUMNS, rows };
}

const PLAIN_COLUMNS: readonly TableColumn[] = [
  { name: 'Name', type: 'string', format: 'name', priority: 0 },
  { name: 'Age', type: 'string', format: '', priority: 0 },
];

/** The lines of tables of the same type, with a header wherever the columns change. */
export function printTables(tables: readonly Table[], options: TableOptions): string[][] {
  const lines: string[][] = [];
  let header = '';
  for (const table of tables) {
    if (table.rows.length === 0) continue;
    const shown = shownColumns(table, options);
    const columns = JSON.stringify(table.columnDefinitions);
    if (!options.noHeaders && columns !== header) lines.push(headerLine(table, shown, options));
    header = columns;
    const nameIndex = options.kindPrefix === '' ? -1 : nameColumn(table);
    for (const row of table.rows) lines.push(rowLine(row, shown, nameIndex, options));
  }
  return lines;
}

/** Indexes of the columns that are to be seen. */
function shownColumns(table: Table, options: TableOptions): readonly number[] {
  return table.columnDefinitions.flatMap((column, index) =>
    options.wide || !column.priority ? [index] : [],
  );
}

function nameColumn(table: Table): number {
  return table.columnDefinitions.findIndex(
    (column) => column.format === 'name' && column.type === 'string',
  );
}

function headerLine(table: Table, shown: readonly number[], options: TableOptions): string[] {
  const line = options.withNamespace ? ['NAMESPACE'] : [];
  for (const index of shown) line.push((table.columnDefinitions[index]?.name ?? '').toUpperCase());
  for (const label of options.labelColumns) line.push(label.replace(/^.*\//u, '').toUpperCase());
  if (options.showLabels) line.push('LABELS');
  return line;
}

function rowLine(
  row: TableRow,
  shown: readonly number[],
  nameIndex: number,
  options: TableOptions,
): string[] {
  const metadata = row.object?.metadata;
  const line = options.withNamespace ? [metadata?.namespace ?? ''] : [];
  for (const index of shown) {
    // A row may be shorter than its header; nothing is made up for it.
    if (index >= row.cells.length) continue;
    const text = printCell(row.cells[index]);
    line.push(index === nameIndex ? `${options.kindPrefix}${text}` : text);
  }
  for (const label of options.labelColumns) line.push(metadata?.labels?.[label] ?? '');
  if (options.showLabels) line.push(metadata === undefined ? '' : formatLabels(metadata.labels));
  return line;
}

const LINE_BREAK = /[\f\n\r]/u;

/** Only the first line of a cell is shown, with `...` where there is more. */
function printCell(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return escapeTerminal(formatGoValue(cell));
  const end = cell.search(LINE_BREAK);
  return end === -1 ? escapeTerminal(cell) : `${escapeTerminal(cell.slice(0, end))}...`;
}

/** `a=1,b=2`, in order of these pairs as texts, or `<none>`. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}
