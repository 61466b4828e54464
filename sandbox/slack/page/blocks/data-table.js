// The data_table block: sorted, filtered and paged by the client, as Slack does.
import { button, element, replaceContent } from '../dom.js';
import { exactText } from '../text/plain.js';
import { cellContent, cellWords, tableFrame } from './table.js';

/** @typedef {import('../controls/surface.js').Surface} Surface */

const USUAL_PAGE_SIZE = 5;

/** @param {Surface} surface @param {any} block */
export function dataTable(surface, block) {
  const [head = [], ...rows] = block.rows;
  const pageSize = Number(block.page_size ?? USUAL_PAGE_SIZE);
  const look = { sortedBy: -1, isDescending: false, filter: '', page: 0 };
  const caption = String(block.caption ?? 'Data');
  const place = element('div', { class: 'data-table' });
  const body = element('div', {});
  const filter = /** @type {HTMLInputElement} */ (
    element('input', {
      type: 'search',
      class: 'field',
      placeholder: 'Filter rows',
      'aria-label': `Filter ${caption}`,
    })
  );
  filter.addEventListener('input', () => {
    look.filter = filter.value.toLowerCase();
    look.page = 0;
    draw();
  });
  place.append(
    element(
      'div',
      { class: 'data-table-top' },
      element('strong', {}, ...exactText(caption)),
      rows.length > pageSize ? filter : null,
    ),
    body,
  );
  draw();
  return place;

  function draw() {
    const matching = rows.filter((/** @type {any[]} */ row) =>
      row.some((cell) => cellWords(cell).toLowerCase().includes(look.filter)),
    );
    const shown = sorted(matching).slice(look.page * pageSize, (look.page + 1) * pageSize);
    const lines = shown.map((/** @type {any[]} */ row) =>
      element('tr', {}, ...row.map((cell, column) => bodyCell(cell, column))),
    );
    const frame = tableFrame(
      caption,
      element('thead', {}, element('tr', {}, ...head.map(headCell))),
      element('tbody', {}, ...lines),
    );
    replaceContent(body, frame, pages(matching.length));
  }

  /** @param {any} cell @param {number} column */
  function bodyCell(cell, column) {
    const isRowHeader = column === block.row_header_column_index;
    const className = cell?.type === 'raw_number' ? 'is-right' : null;
    return element(
      isRowHeader ? 'th' : 'td',
      { scope: isRowHeader ? 'row' : null, class: className },
      cellContent(surface, cell),
    );
  }

  /** @param {any} cell @param {number} column */
  function headCell(cell, column) {
    const isSorted = look.sortedBy === column;
    const order = isSorted ? (look.isDescending ? 'descending' : 'ascending') : 'none';
    const sort = () => {
      look.isDescending = isSorted && !look.isDescending;
      look.sortedBy = column;
      draw();
    };
    const arrow = isSorted ? (look.isDescending ? ' ↓' : ' ↑') : '';
    return element(
      'th',
      { scope: 'col', 'aria-sort': order },
      button({ class: 'sort', on: { click: sort } }, ...exactText(cellWords(cell)), arrow),
    );
  }

  /** @param {any[][]} list */
  function sorted(list) {
    if (look.sortedBy < 0) return list;
    const words = (/** @type {any[]} */ row) => cellWords(row[look.sortedBy]);
    const order = list.toSorted((a, b) =>
      words(a).localeCompare(words(b), undefined, { numeric: true }),
    );
    return look.isDescending ? order.reverse() : order;
  }

  /** @param {number} count */
  function pages(count) {
    const last = Math.max(Math.ceil(count / pageSize) - 1, 0);
    const from = count === 0 ? 0 : look.page * pageSize + 1;
    const words = `${from}–${Math.min((look.page + 1) * pageSize, count)} of ${count}`;
    const go = (/** @type {number} */ step) => () => {
      look.page += step;
      draw();
    };
    return element(
      'div',
      { class: 'data-table-pages' },
      button(
        { class: 'button is-small', disabled: look.page === 0, on: { click: go(-1) } },
        'Previous',
      ),
      element('span', { role: 'status' }, words),
      button(
        { class: 'button is-small', disabled: look.page >= last, on: { click: go(1) } },
        'Next',
      ),
    );
  }
}
