// Renders a list of Block Kit blocks. One that is unknown or broken becomes a visible JSON box; the rest still show.
import { element } from '../dom.js';
import { markdown } from '../text/markdown.js';
import { richText } from '../text/rich-text.js';
import { plainWords, textBlock } from '../text/text-object.js';
import { actions, context, divider, header, section } from './basic.js';
import { container } from './container.js';
import { dataTable } from './data-table.js';
import { imageBlock } from './image.js';
import { inputBlock } from './input.js';
import { jsonBox } from './json-box.js';
import { table } from './table.js';

/**
 * @typedef {import('../controls/surface.js').Surface} Surface
 * @typedef {(surface: Surface, block: any) => HTMLElement} Render
 */

/** @type {{ [type: string]: Render }} */
const RENDERERS = {
  section,
  header,
  context,
  actions,
  divider,
  input: inputBlock,
  image: imageBlock,
  table,
  data_table: dataTable,
  rich_text: (surface, block) => richText(surface.store, block),
  markdown: (_surface, block) => markdown(String(block.text ?? '')),
  alert: alertBox,
  container: (surface, block) => container(surface, block, renderBlocks),
  file: (_surface, block) =>
    element('div', { class: 'block-note' }, `Remote file ${String(block.external_id ?? '')}`),
};

/** @param {Surface} surface @param {unknown} blocks @returns {HTMLElement[]} */
export function renderBlocks(surface, blocks) {
  return (Array.isArray(blocks) ? blocks : []).map((block) => renderBlock(surface, block));
}

/** @param {Surface} surface @param {any} block */
function renderBlock(surface, block) {
  const render = Object.hasOwn(RENDERERS, block?.type) ? RENDERERS[block.type] : undefined;
  const content = render === undefined ? unknown(block) : attempt(render, surface, block);
  return element(
    'div',
    {
      class: `block block-${render === undefined ? 'unknown' : block.type}`,
      'data-block-id': block?.block_id,
    },
    content,
  );
}

/** @param {Render} render @param {Surface} surface @param {any} block */
function attempt(render, surface, block) {
  try {
    return render(surface, block);
  } catch (error) {
    return jsonBox(block, `This ${block.type} block could not be drawn: ${String(error)}`);
  }
}

/** @param {any} block */
function unknown(block) {
  return jsonBox(block, `Block "${String(block?.type)}" is not drawn by the sandbox`);
}

/** @param {Surface} surface @param {any} block */
function alertBox(surface, block) {
  const level = ['info', 'warning', 'error', 'success'].includes(block.level)
    ? block.level
    : 'default';
  const content =
    typeof block.text === 'string'
      ? element('p', {}, ...plainWords(block.text))
      : textBlock(surface.store, block.text);
  return element(
    'div',
    { class: `alert is-${level}`, role: level === 'error' ? 'alert' : 'note' },
    content,
  );
}
