// Renders a text object of Block Kit: plain_text as it is, mrkdwn with its marks.
import { element } from '../dom.js';
import { mrkdwn, mrkdwnLine } from './mrkdwn.js';
import { exactText, proseText } from './plain.js';

/** @typedef {import('../store.js').Store} Store */

/** A block of text. @param {Store} store @param {any} text */
export function textBlock(store, text) {
  if (text?.type === 'mrkdwn') return mrkdwn(store, wordsOf(text));
  return element('div', { class: 'prose', dir: 'auto' }, element('p', {}, ...plainWords(text)));
}

/** Text within a line. @param {Store} store @param {any} text */
export function textLine(store, text) {
  if (text?.type === 'mrkdwn') return mrkdwnLine(store, wordsOf(text));
  return element('span', { dir: 'auto' }, ...plainWords(text));
}

/** Plain text; emoji names count unless the object says no. @param {any} text @returns {(Node | string)[]} */
export function plainWords(text) {
  return text?.emoji === false ? exactText(wordsOf(text)) : proseText(wordsOf(text));
}

/** @param {any} text a text object, or a bare string where Slack has one @returns {string} */
export function wordsOf(text) {
  if (typeof text === 'string') return text;
  return typeof text?.text === 'string' ? text.text : '';
}
