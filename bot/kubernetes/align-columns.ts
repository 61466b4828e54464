// Aligns lines of cells under each other as kubectl's tabwriter does (github.com/liggitt/tabwriter: at least 6 wide, 3
// apart, widths remembered). The last cell of a line belongs to no column. Pure.

import { createPrintMeter } from './output-bounds.ts';

const LEAST_WIDTH = 6;
const PADDING = 3;

/**
 * Each line ends with a newline; no lines make an empty text.
 * @throws KubectlError when it becomes too large: one wide cell widens all its column.
 */
export function alignColumns(lines: readonly (readonly string[])[]): string {
  const parts: string[] = [];
  const rows = lines.some(needsSplit) ? lines.flatMap(splitRow) : lines;
  format({ rows, parts, remembered: [], meter: createPrintMeter() }, 0, rows.length, []);
  return parts.join('');
}

interface Sheet {
  readonly rows: readonly (readonly string[])[];
  readonly parts: string[];
  /** The widest that each column has been so far, also in earlier blocks. */
  readonly remembered: number[];
  readonly meter: (printed: string) => string;
}

const SEPARATOR = /[\t\v\n\f]/u;

function needsSplit(row: readonly string[]): boolean {
  return row.some((cell) => SEPARATOR.test(cell));
}

/** A tab or a line break within a cell ends the cell or the line. */
function splitRow(row: readonly string[]): string[][] {
  return row
    .join('\t')
    .split(/[\n\f]/u)
    .map((line) => line.split(/[\t\v]/u));
}

/** Neighbouring rows that have a cell in the next column share its width; within them the columns to its right follow. */
function format(sheet: Sheet, from: number, to: number, widths: readonly number[]): void {
  const column = widths.length;
  const hasCell = (row: number) => column < (sheet.rows[row]?.length ?? 0) - 1;
  let written = from;
  for (let row = from; row < to; row += 1) {
    if (!hasCell(row)) continue;
    writeRows(sheet, written, row, widths);
    let end = row;
    while (end < to && hasCell(end)) end += 1;
    const width = rememberWidth(sheet, column, widestOf(sheet, column, row, end));
    format(sheet, row, end, [...widths, width]);
    written = end;
    row = end;
  }
  writeRows(sheet, written, to, widths);
}

function widestOf(sheet: Sheet, column: number, from: number, to: number): number {
  let widest = LEAST_WIDTH;
  for (let row = from; row < to; row += 1) {
    widest = Math.max(widest, lengthOf(sheet.rows[row]?.[column] ?? '') + PADDING);
  }
  return widest;
}

function rememberWidth(sheet: Sheet, column: number, width: number): number {
  const widest = Math.max(sheet.remembered[column] ?? 0, width);
  sheet.remembered[column] = widest;
  return widest;
}

function writeRows(sheet: Sheet, from: number, to: number, widths: readonly number[]): void {
  for (let row = from; row < to; row += 1) {
    const cells = sheet.rows[row] ?? [];
    const last = cells.length - 1;
    let line = '';
    cells.forEach((cell, column) => {
      const width = column < last ? (widths[column] ?? 0) : 0;
      line += cell + ' '.repeat(Math.max(0, width - lengthOf(cell)));
    });
    sheet.parts.push(sheet.meter(`${line}\n`));
  }
}

const ASCII = /^[\0-\u007f]*$/u;

/** In characters, as Go counts them. */
function lengthOf(text: string): number {
  return ASCII.test(text) ? text.length : [...text].length;
}
