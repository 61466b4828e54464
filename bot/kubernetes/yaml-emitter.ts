// Writes YAML on a page of 80 columns, place by place: the state that libyaml's emitter keeps, and its rules of folding.

import { escapeInQuotes, isLineBreak } from './yaml-scalar.ts';

const BEST_WIDTH = 80;
const STEP = 2;

export interface Emitter {
  readonly parts: string[];
  column: number;
  indent: number;
  /** Whether what was written last was a space, or the beginning of a line. */
  whitespace: boolean;
  /** Whether nothing but indentation and indicators is on the line. */
  indention: boolean;
}

export function createEmitter(): Emitter {
  return { parts: [], column: 0, indent: -1, whitespace: true, indention: true };
}

/** Writes text without line breaks. */
function put(emitter: Emitter, text: string): void {
  emitter.parts.push(text);
  emitter.column += text.length;
}

/** Writes one character, which counts as one column whatever its size. */
function putCharacter(emitter: Emitter, character: string): void {
  emitter.parts.push(character);
  emitter.column += 1;
}

function putBreak(emitter: Emitter, lineBreak = '\n'): void {
  emitter.parts.push(lineBreak);
  emitter.column = 0;
}

/** The indentation within; `flow` for scalars and for `{}` and `[]`. */
export function deeper(emitter: Emitter, flow: boolean, indentless = false): number {
  const outer = emitter.indent;
  if (outer < 0) emitter.indent = flow ? STEP : 0;
  else if (!indentless) emitter.indent += STEP;
  return outer;
}

export function writeIndent(emitter: Emitter): void {
  const indent = Math.max(emitter.indent, 0);
  if (
    !emitter.indention ||
    emitter.column > indent ||
    (emitter.column === indent && !emitter.whitespace)
  ) {
    putBreak(emitter);
  }
  if (emitter.column < indent) put(emitter, ' '.repeat(indent - emitter.column));
  emitter.whitespace = true;
  emitter.indention = true;
}

export function writeIndicator(
  emitter: Emitter,
  indicator: string,
  options: { spaced?: boolean; whitespace?: boolean; indention?: boolean } = {},
): void {
  if (options.spaced && !emitter.whitespace) put(emitter, ' ');
  put(emitter, indicator);
  emitter.whitespace = options.whitespace ?? false;
  emitter.indention = emitter.indention && (options.indention ?? false);
}

/** @param foldable keys are not: they have to stay on their line. */
export function writePlain(emitter: Emitter, text: string, foldable: boolean): void {
  if (!emitter.whitespace) put(emitter, ' ');
  if (!foldable || emitter.column + text.length <= BEST_WIDTH) put(emitter, text);
  else writeFolded(emitter, text, false);
  endScalar(emitter);
}

export function writeSingleQuoted(emitter: Emitter, text: string, foldable: boolean): void {
  writeIndicator(emitter, "'", { spaced: true });
  writeFolded(emitter, text, true, foldable);
  writeIndicator(emitter, "'");
  endScalar(emitter);
}

/** Words of a text that may go over to the next line at a single space, once the page is full. */
function writeFolded(emitter: Emitter, text: string, quoted: boolean, foldable = true): void {
  const characters = [...text];
  let spaces = false;
  let breaks = false;
  characters.forEach((character, index) => {
    if (character === ' ') {
      const isInner = !quoted || (index > 0 && index < characters.length - 1);
      const isFull = foldable && !spaces && emitter.column > BEST_WIDTH;
      if (isFull && isInner && characters[index + 1] !== ' ') writeIndent(emitter);
      else putCharacter(emitter, character);
      spaces = true;
    } else if (isLineBreak(character)) {
      if (!breaks && character === '\n') putBreak(emitter);
      putBreak(emitter, character);
      emitter.indention = true;
      breaks = true;
    } else {
      if (breaks) writeIndent(emitter);
      if (quoted && character === "'") put(emitter, "'");
      putCharacter(emitter, character);
      emitter.indention = false;
      spaces = false;
      breaks = false;
    }
  });
}

export function writeDoubleQuoted(emitter: Emitter, text: string, foldable: boolean): void {
  writeIndicator(emitter, '"', { spaced: true });
  const characters = [...text];
  let spaces = false;
  characters.forEach((character, index) => {
    if (character !== ' ') {
      const escaped = escapeInQuotes(character);
      if (escaped === character) putCharacter(emitter, character);
      else put(emitter, escaped);
      spaces = false;
      return;
    }
    const isInner = index > 0 && index < characters.length - 1;
    if (foldable && !spaces && emitter.column > BEST_WIDTH && isInner) {
      writeIndent(emitter);
      if (characters[index + 1] === ' ') put(emitter, '\\');
    } else putCharacter(emitter, character);
    spaces = true;
  });
  writeIndicator(emitter, '"');
  endScalar(emitter);
}

/** A block after `|`, its lines as they are. */
export function writeLiteral(emitter: Emitter, text: string): void {
  writeIndicator(emitter, `|${blockHints(text)}`, { spaced: true });
  putBreak(emitter);
  emitter.indention = true;
  emitter.whitespace = true;
  let breaks = true;
  for (const character of text) {
    if (isLineBreak(character)) {
      putBreak(emitter, character);
      emitter.indention = true;
      breaks = true;
      continue;
    }
    if (breaks) writeIndent(emitter);
    putCharacter(emitter, character);
    emitter.indention = false;
    breaks = false;
  }
}

/** The indentation, where the text itself begins with a space; what becomes of the line breaks at the end. */
function blockHints(text: string): string {
  const characters = [...text];
  const first = characters[0] ?? '';
  const indent = first === ' ' || isLineBreak(first) ? String(STEP) : '';
  const [beforeLast, last = ''] =
    characters.slice(-2).length === 2 ? characters.slice(-2) : ['', first];
  if (!isLineBreak(last)) return `${indent}-`;
  return characters.length === 1 || isLineBreak(beforeLast ?? '') ? `${indent}+` : indent;
}

function endScalar(emitter: Emitter): void {
  emitter.whitespace = false;
  emitter.indention = false;
}
