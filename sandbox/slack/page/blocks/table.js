// The table block: rows of raw or rich cells, the first of them the header, as Slack draws it.
import { element } from '../dom.js';
import { exactText } from '../text/plain.js';
import { richText } from '../text/rich-text.js';

/** @typedef {import('../controls/surface.js').Surface} Surface */

/** @param {Surface} surface @param {any} block */
export function table(surface, block) {
  const settings = block.column_settings ?? [];
  const [head = [], ...body] = block.rows;
  const row = (/** @type {any[]} */ cells, /** @type {string} */ tag) =>
    element(
      'tr',
      {},
      ...cells.map((cell, column) =>
        element(
          tag,
          { scope: tag === 'th' ? 'col' : null, class: columnClass(settings[column]) },
          cellContent(surface, cell),
        ),
      ),
    );
  return tableFrame(
    'Table',
    element('thead', {}, row(head, 'th')),
    element('tbody', {}, ...body.map((/** @type {any[]} */ cells) => row(cells, 'td'))),
  );
}

/** A table that scrolls sideways by itself. @param {string} label @param {...Node} parts */
export function tableFrame(label, ...parts) {
  return element(
    'div',
    { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': label },
    element('table', {}, ...parts),
  );
}

/** @param {Surface} surface @param {any} cell @returns {Node} */
export function cellContent(surface, cell) {
  if (cell?.type === 'rich_text') return richText(surface.store, cell);
  return element('span', {}, ...exactText(cellWords(cell)));
}

/** A cell as plain words, for sorting and filtering. @param {any} cell @returns {string} */
export function cellWords(cell) {
  if (cell?.type === 'raw_number') return String(cell.text ?? cell.value);
  if (cell?.type === 'rich_text') return wordsWithin(cell.elements);
  return String(cell?.text ?? '');
}

/** @param {any} elements @returns {string} */
function wordsWithin(elements) {
  if (!Array.isArray(elements)) return '';
  return elements.map((inner) => inner.text ?? wordsWithin(inner.elements)).join(' ');
}

/** @param {any} setting */
function columnClass(setting) {
  const align = ['center', 'right'].includes(setting?.align) ? `is-${setting.align}` : '';
  return `${align} ${setting?.is_wrapped === true ? 'is-wrapped' : ''}`.trim() || null;
}
