// The container block: a titled frame around other blocks that may fold away.
import { element } from '../dom.js';
import { richText } from '../text/rich-text.js';
import { plainWords, textLine } from '../text/text-object.js';
import { imageElement } from './image.js';

/** @typedef {import('../controls/surface.js').Surface} Surface */

/** @param {Surface} surface @param {any} block @param {(surface: Surface, blocks: unknown) => HTMLElement[]} renderBlocks */
export function container(surface, block, renderBlocks) {
  const title = [
    block.icon === undefined ? null : imageElement(block.icon, 'context-image'),
    element('strong', {}, ...plainWords(block.title)),
    block.rich_text_title === undefined ? null : richText(surface.store, block.rich_text_title),
    block.subtitle === undefined
      ? null
      : element('span', { class: 'container-subtitle' }, textLine(surface.store, block.subtitle)),
  ];
  const children = element(
    'div',
    { class: 'container-body' },
    ...renderBlocks(surface, block.child_blocks),
  );
  if (block.is_collapsible !== true)
    return element(
      'section',
      { class: 'container' },
      element('div', { class: 'container-title' }, ...title),
      children,
    );
  return element(
    'details',
    { class: 'container', open: block.default_collapsed !== true },
    element('summary', { class: 'container-title' }, ...title),
    children,
  );
}
