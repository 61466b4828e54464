// A table row by row: the name in bold, and under it each column's name with its cell. It wraps like prose on any screen, where
// a monospace table wider than the phone falls apart.

import type { TableRow } from '../table-rows.ts';
import type { Block } from './blocks.ts';
import { printed } from './text.ts';

/** Texts of rich_text are no markup to Slack, so nothing needs escaping. */
export function renderRows(rows: readonly TableRow[]): Block {
  const elements: Block[] = [];
  let left = CHARACTERS;
  for (const row of rows) {
    const { title, words } = wordsOf(row);
    left -= title.length + words.length + 1;
    if (left < 0) return { type: 'rich_text', elements: [...elements, CUT] };
    elements.push({
      type: 'rich_text_quote',
      elements: [
        { type: 'text', text: title, style: { bold: true } },
        { type: 'text', text: `\n${words}` },
      ],
    });
  }
  return { type: 'rich_text', elements };
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
