// Cuts a stored output into the pages that a message shows, by lines and characters. Pure: next, previous, filter and rows
// never run a command again.

import type { Output } from './command.ts';
import { LIMITS } from './limits.ts';
import type { OutputPage } from './reply.ts';
import { isProse, type RowLine, tableRows } from './table-rows.ts';

export interface PageWish {
  /** 1, 2, 3 ...; out of range becomes the nearest that exists. */
  readonly page: number;
  /** Case-insensitive text, '' for all. */
  readonly filter: string;
  readonly outputId?: string;
  /** Row by row, for a narrow screen. */
  readonly asRows?: boolean;
}

export function pageOf(
  output: Output,
  { page, filter, outputId, asRows = false }: PageWish,
): OutputPage {
  const lines = keptLines(output.stdout, filter);
  const pieces = lines.flatMap(foldLine);
  const starts = pageStarts(pieces);
  const at = Math.min(Math.max(1, Math.trunc(page) || 1), starts.length);
  const shown = pieces.slice(starts[at - 1], starts[at]);
  const rows = rowsOf(shown);
  return {
    ...(outputId === undefined ? {} : { outputId }),
    text: shown.map(({ text }) => text).join('\n'),
    page: at,
    pages: starts.length,
    firstLine: shown[0]?.line ?? 0,
    lastLine: shown.at(-1)?.line ?? 0,
    lines: lines.length,
    filter,
    errorText: bounded(output.stderr),
    ...(rows === undefined ? {} : { rows }),
    asRows: asRows && rows !== undefined,
  };
}

interface Line {
  readonly text: string;
  readonly row: RowLine | undefined;
}

interface Piece extends Line {
  /** Which of the kept lines it is of: 1, 2, 3 ... */
  readonly line: number;
  readonly isWhole: boolean;
}

/** The header of a table stays when a filter is on, as its first line is in capitals. */
function keptLines(stdout: string, filter: string): readonly Line[] {
  const texts = stdout === '' ? [] : stdout.replace(/\n$/u, '').split('\n');
  const rows = tableRows(texts);
  const lines = texts.map((text, index) => ({ text, row: rows?.[index] }));
  if (filter === '') return lines;
  const wanted = filter.toLowerCase();
  return lines.filter(
    ({ text }, index) =>
      text.toLowerCase().includes(wanted) || (index === 0 && /^[A-Z][A-Z0-9 ()/-]*$/u.test(text)),
  );
}

/** A line longer than a page goes on over the next ones: nothing of an output is out of a reader's reach. */
function foldLine({ text, row }: Line, index: number): readonly Piece[] {
  const line = index + 1;
  const pieces: Piece[] = [];
  let rest = text;
  while (rest.length > LIMITS.pageCharacters) {
    const cut = wholeCharacters(rest, LIMITS.pageCharacters);
    pieces.push({ text: rest.slice(0, cut), row, line, isWhole: false });
    rest = rest.slice(cut);
  }
  return [...pieces, { text: rest, row, line, isWhole: pieces.length === 0 }];
}

/** The greatest length up to `max` that does not cut a character of two code units in half. */
function wholeCharacters(text: string, max: number): number {
  return /[\ud800-\udbff]/.test(text.charAt(max - 1)) ? max - 1 : max;
}

function pageStarts(pieces: readonly Piece[]): readonly number[] {
  const starts = [0];
  let characters = 0;
  let count = 0;
  for (const [index, { text }] of pieces.entries()) {
    const isFull =
      count > 0 &&
      (count >= LIMITS.pageLines || characters + text.length + 1 > LIMITS.pageCharacters);
    if (isFull) {
      starts.push(index);
      characters = 0;
      count = 0;
    }
    characters += text.length + 1;
    count += 1;
  }
  return starts;
}

/** Only for a table that is wider than a phone, and whose rows do not take more than a message carries. */
function rowsOf(shown: readonly Piece[]): readonly RowLine[] | undefined {
  const rows = shown.flatMap(({ row }) => (row === undefined ? [] : [row]));
  const isWide = shown.some(
    ({ text, row }) => text.length > LIMITS.phoneCharacters && (row === undefined || !isProse(row)),
  );
  const characters = rows.reduce((sum, row) => sum + lengthOf(row), 0);
  const isWhole = shown.every((piece) => piece.isWhole);
  const isTable = rows.some((row) => !isProse(row));
  const fits = isTable && isWhole && characters <= LIMITS.rowsCharacters;
  return isWide && fits ? rows : undefined;
}

function lengthOf(row: RowLine): number {
  if (isProse(row)) return row.prose.length + 1;
  const { title, cells } = row;
  return cells.reduce((sum, [header, cell]) => sum + header.length + cell.length + 6, title.length);
}

function bounded(text: string): string {
  if (text.length <= LIMITS.stderrCharacters) return text;
  return `${text.slice(0, wholeCharacters(text, LIMITS.stderrCharacters))}\n[cut: the whole text is in the file]`;
}
