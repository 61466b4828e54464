// Puts untrusted text on the page as text: control characters are shown, none of them acts,
// and well-known emoji look alike on every machine.
import { element } from '../dom.js';
import { EMOJI, emojiFor, nameOfEmoji } from './emoji.js';

const NAMES = {
  '\u0000': 'NUL',
  '\u0007': 'BEL',
  '\u0008': 'BS',
  '\u000c': 'FF',
  '\r': 'CR',
  '\u001b': 'ESC',
  '\u007f': 'DEL',
  '\u200e': 'LRM',
  '\u200f': 'RLM',
  '\u061c': 'ALM',
  '\u202a': 'LRE',
  '\u202b': 'RLE',
  '\u202c': 'PDF',
  '\u202d': 'LRO',
  '\u202e': 'RLO',
  '\u2066': 'LRI',
  '\u2067': 'RLI',
  '\u2068': 'FSI',
  '\u2069': 'PDI',
};
/** C0 but for tab, line feed and the CR of a line's end, DEL, C1, direction marks, foreign line separators. */
const CONTROL =
  /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g;

/** Text as nodes, control characters made visible. @param {string} text @returns {(Node | string)[]} */
export function exactText(text) {
  return cutOut(text, CONTROL, (character) =>
    element(
      'span',
      { class: 'control', title: `Control character ${codeOf(character)}` },
      word(character),
    ),
  );
}

/** As `exactText`, with emoji drawn: for prose, not for output. @param {string} text @returns {(Node | string)[]} */
export function proseText(text) {
  const pieces = cutOut(text, EMOJI, (match) => {
    const name = match.startsWith(':') ? match.slice(1, -1) : nameOfEmoji(match);
    return emojiFor(name) ?? match;
  });
  return pieces.flatMap((piece) => (typeof piece === 'string' ? exactText(piece) : [piece]));
}

/** @param {string} text @param {RegExp} pattern @param {(match: string) => Node | string} make @returns {(Node | string)[]} */
function cutOut(text, pattern, make) {
  /** @type {(Node | string)[]} */
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    pieces.push(make(match[0]));
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

/** @param {string} character */
function word(character) {
  return NAMES[/** @type {keyof typeof NAMES} */ (character)] ?? codeOf(character);
}

/** @param {string} character */
function codeOf(character) {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
