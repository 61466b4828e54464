// The everyday blocks: section, header, context, actions, divider.
import { blockElement } from '../controls/element.js';
import { element } from '../dom.js';
import { plainWords, textBlock, textLine, wordsOf } from '../text/text-object.js';
import { imageElement } from './image.js';

/** @typedef {import('../controls/surface.js').Surface} Surface */

/** @param {Surface} surface @param {any} block */
export function section(surface, block) {
  const { store } = surface;
  const text = block.text === undefined ? null : textBlock(store, block.text);
  const fields =
    block.fields === undefined
      ? null
      : element(
          'div',
          { class: 'fields' },
          ...block.fields.map((/** @type {any} */ field) => textBlock(store, field)),
        );
  const body = element('div', { class: 'section-body' }, text, fields);
  if (block.accessory === undefined) return body;
  return element(
    'div',
    { class: 'section' },
    body,
    element('div', { class: 'accessory' }, accessory(surface, block)),
  );
}

/** @param {Surface} surface @param {any} block */
function accessory(surface, block) {
  if (block.accessory.type === 'image') return imageElement(block.accessory, 'accessory-image');
  const words = wordsOf(block.text).split('\n')[0]?.slice(0, 75);
  return blockElement(surface, block, block.accessory, words ? { label: words } : {});
}

/** @param {Surface} _surface @param {any} block */
export function header(_surface, block) {
  const level = Math.min(Math.max(Number(block.level ?? 1), 1), 4);
  return element(
    'h3',
    { class: `header is-level-${level}`, dir: 'auto' },
    ...plainWords(block.text),
  );
}

/** @param {Surface} surface @param {any} block */
export function context(surface, block) {
  const parts = block.elements.map((/** @type {any} */ part) =>
    part.type === 'image' ? imageElement(part, 'context-image') : textLine(surface.store, part),
  );
  return element('div', { class: 'context' }, ...parts);
}

/** @param {Surface} surface @param {any} block */
export function actions(surface, block) {
  const controls = block.elements.map((/** @type {any} */ part) =>
    blockElement(surface, block, part),
  );
  return element('div', { class: 'actions', role: 'group', 'aria-label': 'Actions' }, ...controls);
}

export function divider() {
  return element('hr', { class: 'divider' });
}
