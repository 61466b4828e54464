// Renders rich_text: sections, lists, quotes and preformatted parts. Text in it is literal: `<!channel>` is just words.
import { element } from '../dom.js';
import { formatDate } from './dates.js';
import { emojiFor } from './emoji.js';
import { broadcastMention, channelMention, groupMention, linkTo, userMention } from './links.js';
import { exactText, proseText } from './plain.js';
import { preformatted } from './preformatted.js';

/** @typedef {import('../store.js').Store} Store */

/** @param {Store} store @param {any} block @returns {HTMLElement} */
export function richText(store, block) {
  const parts = listOf(block.elements).map((part) => richPart(store, part));
  return element('div', { class: 'prose rich-text', dir: 'auto' }, ...parts);
}

/** @param {Store} store @param {any} part @returns {Node} */
function richPart(store, part) {
  const inlines = () => listOf(part.elements).flatMap((inner) => inline(store, inner));
  if (part.type === 'rich_text_section') return element('p', { dir: 'auto' }, ...inlines());
  if (part.type === 'rich_text_quote') return element('blockquote', { dir: 'auto' }, ...inlines());
  if (part.type === 'rich_text_preformatted')
    return preformatted(listOf(part.elements).map((inner) => rawInline(inner)));
  if (part.type === 'rich_text_list') return richList(store, part);
  return unknown(part);
}

/** @param {Store} store @param {any} part */
function richList(store, part) {
  const items = listOf(part.elements).map((item) =>
    element(
      'li',
      { dir: 'auto' },
      ...listOf(item.elements).flatMap((inner) => inline(store, inner)),
    ),
  );
  const indent = Math.min(Number(part.indent ?? 0), 8);
  const isOrdered = part.style === 'ordered';
  const start = isOrdered && part.offset > 0 ? Number(part.offset) + 1 : null;
  return element(isOrdered ? 'ol' : 'ul', { class: `indent-${indent}`, start }, ...items);
}

/** @param {Store} store @param {any} inner @returns {(Node | string)[]} */
function inline(store, inner) {
  const content = bareInline(store, inner);
  const { bold, italic, strike, underline, code, highlight, client_highlight } = inner.style ?? {};
  const tags = [
    [code, 'code'],
    [strike, 's'],
    [underline, 'u'],
    [highlight ?? client_highlight, 'mark'],
    [italic, 'em'],
    [bold, 'strong'],
  ];
  let wrapped = content;
  for (const [isOn, tag] of tags)
    if (isOn) wrapped = [element(/** @type {string} */ (tag), {}, ...wrapped)];
  return wrapped;
}

/** @param {Store} store @param {any} inner @returns {(Node | string)[]} */
function bareInline(store, inner) {
  switch (inner.type) {
    case 'text':
      return inner.style?.code ? exactText(wordOf(inner.text)) : proseText(wordOf(inner.text));
    case 'link':
      return [linkTo(wordOf(inner.url), inner.text ? proseText(wordOf(inner.text)) : undefined)];
    case 'user':
      return [userMention(store, wordOf(inner.user_id))];
    case 'channel':
      return [channelMention(store, wordOf(inner.channel_id))];
    case 'usergroup':
      return [groupMention(store, wordOf(inner.usergroup_id))];
    case 'team':
      return [element('span', { class: 'mention' }, `@${wordOf(inner.team_id)}`)];
    case 'broadcast':
      return [broadcastMention(wordOf(inner.range))];
    case 'emoji':
      return [emojiFor(wordOf(inner.name)) ?? `:${wordOf(inner.name)}:`];
    case 'color':
      return [element('code', {}, ...exactText(wordOf(inner.value)))];
    case 'date':
      return [
        element(
          'time',
          {},
          formatDate(Number(inner.timestamp), wordOf(inner.format), wordOf(inner.fallback)),
        ),
      ];
    default:
      return [unknown(inner)];
  }
}

/** Preformatted parts hold only text and links. @param {any} inner @returns {Node | string} */
function rawInline(inner) {
  if (inner.type === 'link')
    return linkTo(wordOf(inner.url), inner.text ? exactText(wordOf(inner.text)) : undefined);
  return inner.type === 'text' ? wordOf(inner.text) : JSON.stringify(inner);
}

/** @param {any} part */
function unknown(part) {
  return element('code', { class: 'unknown' }, ...exactText(JSON.stringify(part)));
}

/** @param {unknown} value */
function wordOf(value) {
  return typeof value === 'string' ? value : '';
}

/** @param {unknown} value @returns {any[]} */
function listOf(value) {
  return Array.isArray(value) ? value : [];
}
