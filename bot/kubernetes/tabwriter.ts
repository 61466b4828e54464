// Aligns columns exactly as kubectl's tab writer does (github.com/liggitt/tabwriter with the settings of cli-runtime's
// printers): cells end with a tab, three spaces between columns, widths kept over interruptions. Pure.

const LEAST_WIDTH = 6;
const PADDING = 3;

type Line = readonly string[];

/** Lines of cells as aligned text, each line with its newline. A tab or newline within a cell divides it, as in Go. */
export function alignColumns(lines: readonly Line[]): string {
  return alignText(lines.map((cells) => `${cells.join('\t')}\n`).join(''));
}

/** Text with tabs between its cells, as Go's printers write it into the tab writer. */
export function alignText(text: string): string {
  const remembered: number[] = [];
  const out: string[] = [];
  for (const block of blocksOf(text)) formatBlock({ block, remembered, out });
  return out.join('');
}

/** A line of a single cell ends a block: what follows is aligned anew, though never narrower. */
function blocksOf(text: string): readonly (readonly Line[])[] {
  const blocks: Line[][] = [[]];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    const cells = line.split(/[\t\v]/u);
    blocks.at(-1)?.push(cells);
    if (cells.length === 1) blocks.push([]);
  }
  return blocks;
}

interface Formatting {
  readonly block: readonly Line[];
  readonly remembered: number[];
  readonly out: string[];
}

function formatBlock(formatting: Formatting): void {
  formatLines(formatting, { from: 0, to: formatting.block.length, widths: [] });
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** Of the columns that all these lines have, from the left. */
  readonly widths: readonly number[];
}

/** The neighbouring lines that have one more column are a block of their own, to the right of the known columns. */
function formatLines(formatting: Formatting, { from, to, widths }: Range): void {
  const { block } = formatting;
  const column = widths.length;
  const hasColumn = (index: number) => column < (block[index]?.length ?? 0) - 1;
  let start = from;
  for (let index = from; index < to; index += 1) {
    if (!hasColumn(index)) continue;
    writeLines(formatting, { from: start, to: index, widths });
    start = index;
    let width = LEAST_WIDTH;
    for (; index < to && hasColumn(index); index += 1) {
      width = Math.max(width, lengthOf(block[index]?.[column] ?? '') + PADDING);
    }
    width = remember(formatting.remembered, column, width);
    formatLines(formatting, { from: start, to: index, widths: [...widths, width] });
    start = index;
  }
  writeLines(formatting, { from: start, to, widths });
}

function remember(remembered: number[], column: number, width: number): number {
  const widest = Math.max(remembered[column] ?? 0, width);
  remembered[column] = widest;
  return widest;
}

function writeLines({ block, out }: Formatting, { from, to, widths }: Range): void {
  for (const line of block.slice(from, to)) {
    line.forEach((cell, column) => {
      const width = widths[column];
      out.push(cell);
      if (width !== undefined) {
        out.push(' '.repeat(Math.max(0, width - lengthOf(cell))));
      }
    });
    out.push('\n');
  }
}

/** In characters, as Go counts runes. */
function lengthOf(text: string): number {
  return /^[\x20-\x7e]*$/u.test(text) ? text.length : [...text].length;
}
