// Reads a printed table back into its rows, for readers whose screen is narrower than the table. Pure; what is no table for
// certain is none: a value is never shown under the name of another column. What stands beside a table is kept as it is.

export interface TableRow {
  /** The name of what the row is about, with its namespace where the table has one: "shop/web-1". */
  readonly title: string;
  /** The other columns, as printed: [header, cell]. */
  readonly cells: readonly (readonly [string, string])[];
}

/** A line of what stands beside a table, such as the sentence before it: it is shown as it is. */
export interface Prose {
  readonly prose: string;
}

export type RowLine = TableRow | Prose;

export function isProse(line: RowLine): line is Prose {
  return 'prose' in line;
}

/**
 * @param lines of the whole output, so that each table stands with its header; empty lines are between tables, and between a table and
 * what is said beside it.
 * @returns for each line its row, or the line itself where it is prose; undefined for headers and empty lines; undefined altogether where
 * there is no table.
 */
export function tableRows(lines: readonly string[]): readonly (RowLine | undefined)[] | undefined {
  const parts = paragraphsOf(lines).map((part) => ({ part, rows: rowsOfTable(part) }));
  if (!parts.some(({ rows }) => rows?.some((row) => row !== undefined))) return undefined;
  return parts.flatMap(({ part, rows }, index) => [
    ...(index === 0 ? [] : [undefined]),
    ...(rows ?? part.map((prose) => ({ prose }))),
  ]);
}

/** One empty line is between two of them: several are paragraphs without lines. */
function paragraphsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line.trim() === '') parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}

/** @returns undefined when some line is no table's. */
function rowsOfTable(lines: readonly string[]): readonly (TableRow | undefined)[] | undefined {
  const rows: (TableRow | undefined)[] = [];
  let columns: readonly Column[] | undefined;
  for (const line of lines) {
    if (columns === undefined && labelledCells(line) !== undefined) {
      rows.push(labelledRow(labelledCells(line) ?? []));
    } else if (columns === undefined) {
      columns = headerColumns(line);
      if (columns === undefined) return undefined;
      rows.push(undefined);
    } else {
      const cells = cellsOf(line, columns);
      if (cells === undefined) return undefined;
      rows.push(rowOf(columns, cells));
    }
  }
  return rows;
}

interface Column {
  readonly header: string;
  readonly start: number;
}

/** Headers may hold one space ("LAST SEEN"): columns are at least two apart. */
function headerColumns(line: string): readonly Column[] | undefined {
  const columns = [...line.matchAll(/\S+(?: \S+)*/gu)].map((match) => ({
    header: match[0],
    start: match.index,
  }));
  const isHeader = columns.length > 1 && columns.every(({ header }) => HEADER.test(header));
  return isHeader && columns[0]?.start === 0 ? columns : undefined;
}

const HEADER = /^[A-Z][A-Z0-9 _./-]*(?:\([a-z%]+\))?$/u;

/** @returns undefined where a cell reaches into the next column. */
function cellsOf(line: string, columns: readonly Column[]): readonly string[] | undefined {
  const isApart = columns.every(({ start }) => start === 0 || ' '.includes(line[start - 1] ?? ' '));
  if (!isApart) return undefined;
  const cells = columns.map(({ start }, index) => line.slice(start, columns[index + 1]?.start));
  const isAligned = cells.every((cell) => !cell.startsWith(' ') || cell.trim() === '');
  return isAligned ? cells.map((cell) => cell.trim()) : undefined;
}

function rowOf(columns: readonly Column[], cells: readonly string[]): TableRow {
  const at = (header: string) => columns.findIndex((column) => column.header === header);
  const isOfPartition = at('TOPIC') !== -1 && at('PARTITION') !== -1 && at('NAME') === -1;
  if (isOfPartition) {
    const [topic, partition] = [at('TOPIC'), at('PARTITION')];
    return titled(`${cells[topic]}-${cells[partition]}`, columns, cells, [topic, partition]);
  }
  const name = NAMES.map(at).find((index) => index !== -1) ?? 0;
  const namespace = name === at('NAME') ? at('NAMESPACE') : -1;
  const number = columns[name]?.header === 'PARTITION' ? `partition ${cells[name]}` : undefined;
  const title = number ?? [cells[namespace], cells[name]].filter(Boolean).join('/');
  return titled(title, columns, cells, [name, namespace]);
}

/** Columns that name what a row is about, the first that there is; otherwise it is the first column. */
const NAMES = ['NAME', 'OBJECT', 'GROUP', 'WORKLOAD'];

/** @param inTitle the columns that are in the title already */
function titled(
  title: string,
  columns: readonly Column[],
  cells: readonly string[],
  inTitle: readonly number[],
): TableRow {
  const rest = columns.flatMap(({ header }, index) =>
    inTitle.includes(index) ? [] : [[header, cells[index] ?? ''] as const],
  );
  return { title, cells: rest };
}

/** Kafka's tools describe a topic in lines whose cells each bring their name: "Topic: orders  Partition: 0  Leader: 1". */
function labelledCells(line: string): readonly (readonly [string, string])[] | undefined {
  const cells = line.trim().split(/ {2,}/u);
  const found = cells.map((cell) => LABELLED.exec(cell));
  if (cells.length < 2 || found.includes(null)) return undefined;
  return found.map((match) => [match?.[1] ?? '', match?.[2] ?? ''] as const);
}

const LABELLED = /^([A-Z][A-Za-z]*):(?: (\S.*))?$/u;

function labelledRow(cells: readonly (readonly [string, string])[]): TableRow {
  const [[, first] = ['', ''], ...rest] = cells;
  const [[label, partition] = ['', ''], ...others] = rest;
  return label === 'Partition'
    ? { title: `${first}-${partition}`, cells: others }
    : { title: first, cells: rest };
}
