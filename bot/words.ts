// Splits what a person typed into words. No shell: no variables, no globbing, no substitution, no escapes that a shell
// would need. It runs once per request; the parsed value is the only thing that goes on.

import { UsageError } from './errors.ts';

/** Longest command line that is looked at, in characters. */
export const COMMAND_TEXT_MAX = 4000;

/**
 * Splits at white space within one line; single and double quotes group, also in the middle of a word; inside double quotes a backslash
 * keeps the next `"` or `\`. Phones' curly quotes and long dashes are read as what the person meant.
 * @throws UsageError for several lines, an open quote, a control character or a text that is too long.
 */
export function splitWords(text: string): readonly string[] {
  if (text.length > COMMAND_TEXT_MAX) {
    throw mistake(
      `The command has ${text.length} characters.`,
      `At most ${COMMAND_TEXT_MAX} are read.`,
      'Shorten it, or name fewer objects.',
    );
  }
  const plain = straighten(text);
  if (text.includes('\ufeff') || hasControlCharacter(plain)) {
    throw mistake(
      'The command contains a control character.',
      'Only printable text is read, so that what you see is what runs.',
      'Type it again instead of pasting it.',
    );
  }
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let index = 0; index < plain.length; index += 1) {
    const character = plain.charAt(index);
    if (quote !== undefined) {
      const next = plain.charAt(index + 1);
      if (character === quote) quote = undefined;
      else if (quote === '"' && character === '\\' && (next === '"' || next === '\\')) {
        word = (word ?? '') + next;
        index += 1;
      } else word = (word ?? '') + character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= '';
    } else if (character === ' ') {
      if (isInnerBreak(text, index)) throw severalLines();
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = word === undefined ? firstOf(plain, index) : word + character;
  }
  if (quote !== undefined) {
    throw mistake(
      `A quote (${quote}) is opened and not closed.`,
      'So it is not clear where the value ends.',
      'Close the quote and send the command again.',
    );
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** A break before the first word or after the last says nothing. */
function isInnerBreak(text: string, index: number): boolean {
  return (
    /[\n\r\v\f\u2028\u2029]/u.test(text.charAt(index)) &&
    text.slice(0, index).trim() !== '' &&
    text.slice(index).trim() !== ''
  );
}

function severalLines(): UsageError {
  return mistake(
    'The command has more than one line.',
    'One command is read at a time, and it is not clear whether the lines belong together.',
    'Write it on one line, or send each line as a command of its own.',
  );
}

/** Writes words so that splitWords reads the same words again. */
export function joinWords(words: readonly string[]): string {
  // A curly quote is read as a straight one: written as it is, it would end the words that it stands in.
  return words.map((word) => quoted(straightQuotes(word))).join(' ');
}

function quoted(word: string): string {
  if (/^[\w@%+=:,./*[\]{}?!#-]+$/u.test(word)) return word;
  if (!word.includes("'")) return `'${word}'`;
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Curly quotes are quotes and every kind of blank is a blank: one for one, so that a quoted value keeps its blanks. */
function straighten(text: string): string {
  return straightQuotes(text.replaceAll(/\s/gu, ' '));
}

function straightQuotes(text: string): string {
  return text.replaceAll(/[\u2018\u2019]/gu, "'").replaceAll(/[\u201c\u201d]/gu, '"');
}

/** Phones turn the dashes that begin a flag into one long dash; inside a word or a quote it is what it is. */
function firstOf(text: string, index: number): string {
  const character = text.charAt(index);
  if (character === '\u2014') return '--';
  if (character !== '\u2013') return character;
  return /^[A-Za-z](?:[ =]|$)/u.test(text.slice(index + 1, index + 3)) ? '-' : '--';
}

/** Controls, bidirectional overrides, zero-width and other characters that make a text look like another. */
function hasControlCharacter(text: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]|\p{Cs}/u.test(text);
}

function mistake(what: string, why: string, fix: string): UsageError {
  return new UsageError({ what, why, fix, usage: '' });
}
