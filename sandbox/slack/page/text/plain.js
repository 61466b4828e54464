// Puts untrusted text on the page as text: control characters are shown, none of them acts,
// and well-known emoji look alike on every machine.
import { element } from '../dom.js';
import { emojiFor, emojiPattern, nameOfEmoji } from './emoji.js';

const BIDI = {
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
/** C0 but for tab and line feed, DEL, C1, direction marks, and the invisible joiners at the ends of lines. */
const CONTROL =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g;

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
  const pieces = cutOut(text, emojiPattern(), (match) => {
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
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return BIDI[/** @type {keyof typeof BIDI} */ (character)] ?? codeOf(character);
}

/** @param {string} character */
function codeOf(character) {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
