// A table row by row: the name in bold, and under it each column's name with its cell. It wraps like prose on any screen, where
// a monospace table wider than the phone falls apart.

import { isProse, type RowLine, type TableRow } from '../table-rows.ts';
import type { Block } from './blocks.ts';
import { printed } from './text.ts';

/** Texts of rich_text are no markup to Slack, so nothing needs escaping. */
export function renderRows(rows: readonly RowLine[]): Block {
  const elements: Block[] = [];
  let left = CHARACTERS;
  for (const row of rows) {
    const { block, length } = isProse(row) ? proseBlock(row.prose) : rowBlock(row);
    left -= length;
    if (left < 0) return { type: 'rich_text', elements: [...elements, CUT] };
    elements.push(block);
  }
  return { type: 'rich_text', elements };
}

interface Sized {
  readonly block: Block;
  readonly length: number;
}

function proseBlock(prose: string): Sized {
  const text = printed(`${prose}\n`, CHARACTERS);
  return {
    block: { type: 'rich_text_section', elements: [{ type: 'text', text }] },
    length: text.length,
  };
}

function rowBlock(row: TableRow): Sized {
  const { title, words } = wordsOf(row);
  return {
    block: {
      type: 'rich_text_quote',
      elements: [
        { type: 'text', text: title, style: { bold: true } },
        { type: 'text', text: `\n${words}` },
      ],
    },
    length: title.length + words.length + 1,
  };
}

function wordsOf({ title, cells }: TableRow): { title: string; words: string } {
  const words = cells.map(([header, cell]) => `${header}${JOINED}${cell === '' ? '-' : cell}`);
  return {
    title: printed(title === '' ? '-' : title, CHARACTERS),
    words: printed(words.join(' · '), CHARACTERS),
  };
}

/** A space at which no line ends: a cell stays beside its column's name. */
const JOINED = '\u00a0';

/** More than any page of rows has; beside a preview there are none, so that a message stays within what Slack takes. */
const CHARACTERS = 5600;

const CUT: Block = {
  type: 'rich_text_section',
  elements: [{ type: 'text', text: '[cut: the whole text is in the file]' }],
};
