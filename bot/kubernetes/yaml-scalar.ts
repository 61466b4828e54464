// Chooses how a text is written in YAML: plain, in quotes or as a block, as the emitter of sigs.k8s.io/yaml chooses.

import { readsAsText } from './yaml-plain.ts';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** @param isKey a key of a mapping, which has to stay on its line. */
export function styleOf(text: string, isKey: boolean): ScalarStyle {
  const allowed = analyse(text);
  const wanted = wantedStyle(text);
  if (isKey && allowed.isMultiline) return 'double';
  if (wanted === 'literal') return allowed.block && !isKey ? 'literal' : 'double';
  if (wanted === 'double') return 'double';
  if (allowed.plain) return 'plain';
  return allowed.single ? 'single' : 'double';
}

function wantedStyle(text: string): ScalarStyle {
  if (text.includes('\n')) return 'literal';
  return readsAsText(text) ? 'plain' : 'double';
}

interface Allowed {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
  readonly isMultiline: boolean;
}

const LINE_BREAK = /[\r\n\u0085\u2028\u2029]/u;
const INDICATOR_FIRST =
  /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:$|[ \t\r\n\u0085\u2028\u2029]))/u;
const INDICATOR_WITHIN = /:(?:$|[ \t])|[ \t\r\n\u0085\u2028\u2029\0]#/u;
const SPACE_THEN_BREAK = / [\r\n\u0085\u2028\u2029]/u;
const BREAK_THEN_SPACE = /[\r\n\u0085\u2028\u2029] /u;
/** What the emitter does not hold for printable: tabs, controls, and all beyond the basic plane. */
const SPECIAL = /[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

function analyse(text: string): Allowed {
  const isMultiline = LINE_BREAK.test(text);
  const hasIndicators = INDICATOR_FIRST.test(text) || INDICATOR_WITHIN.test(text);
  const isTorn = SPACE_THEN_BREAK.test(text) || SPECIAL.test(text);
  const hasBreakThenSpace = BREAK_THEN_SPACE.test(text);
  const hasOuterSpace = /^ | $/u.test(text);
  return {
    plain: !(isMultiline || hasIndicators || isTorn || hasOuterSpace),
    single: !(isTorn || hasBreakThenSpace),
    block: !(isTorn || text.endsWith(' ') || text === ''),
    isMultiline,
  };
}

export function isLineBreak(character: string): boolean {
  return LINE_BREAK.test(character);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

/** The character as it stands within double quotes. */
export function escapeInQuotes(character: string): string {
  const isPlain = !SPECIAL.test(character) && !isLineBreak(character);
  if (isPlain && character !== '"' && character !== '\\') return character;
  const short = ESCAPES[character];
  if (short !== undefined) return `\\${short}`;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
