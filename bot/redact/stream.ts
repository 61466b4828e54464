// Redaction of text that comes in pieces: holds back what cannot be judged yet, so that no secret slips through at a border.

import { BEGIN, isBodyLine, PRIVATE } from './private-keys.ts';
import type { Redacted } from './span.ts';

export interface Redactor {
  /** What may be shown by now. */
  push(piece: string): string;
  /** The rest, when no more comes. */
  end(): string;
}

/** A line longer than this is judged in parts. */
const MOST_LINE = 1_048_576;
/** Lines that belong together are waited for up to this length: the longest keys and certificates are shorter. */
const MOST_HELD = 65_536;

/** A line that the next one belongs to: the name of a pair, a flag without its value, an opened block. */
const UNFINISHED =
  /(?:\bname\b|\bkey\b)[^\n]{0,200}$|--[\w-]{1,80}["']?,?[ \t]*$|[:=][ \t]*(?:[|>][+-]?\d?)?[ \t]*$/i;

export function createRedactor(redact: (text: string) => Redacted): Redactor {
  let held = '';
  let isInKey = false;
  const take = (upTo: number): string => {
    const ready = held.slice(0, upTo);
    held = held.slice(upTo);
    const rest = isInKey ? skipBody(ready) : ready;
    isInKey = rest === '' ? isInKey : PRIVATE.test(openBlock(rest)?.label ?? '');
    return redact(rest).text;
  };
  return {
    push(piece) {
      held += piece;
      const lineEnd = held.lastIndexOf('\n') + 1;
      if (lineEnd === 0) return held.length > MOST_LINE ? take(held.length) : '';
      const ready = held.slice(0, lineEnd);
      const from = Math.min(openBlock(ready)?.start ?? lineEnd, startOfUnfinished(ready));
      return take(lineEnd - from > MOST_HELD ? lineEnd : from);
    },
    end: () => take(held.length),
  };
}

/** What follows a key's body whose beginning was long enough ago to be shown already. */
function skipBody(text: string): string {
  let at = 0;
  while (at < text.length) {
    const lineEnd = text.indexOf('\n', at);
    const next = lineEnd === -1 ? text.length : lineEnd + 1;
    if (!isBodyLine(text.slice(at, next).trimEnd())) return text.slice(at);
    at = next;
  }
  return '';
}

/** The last block that has begun and may go on: its label, and where its first line starts. */
function openBlock(text: string): { readonly label: string; readonly start: number } | undefined {
  const begin = [...text.matchAll(BEGIN)].at(-1);
  if (begin === undefined) return undefined;
  const bodyStart = text.indexOf('\n', begin.index) + 1;
  const hasBody =
    bodyStart > 0 && text.slice(begin.index + begin[0].length, bodyStart).trim() === '';
  if (!hasBody || skipBody(text.slice(bodyStart)) !== '') return undefined;
  return { label: begin[1] ?? '', start: text.lastIndexOf('\n', begin.index) + 1 };
}

/** Goes back over the last lines for as long as each belongs to the next. */
function startOfUnfinished(text: string): number {
  let end = text.length;
  while (end > 0) {
    const start = end < 2 ? 0 : text.lastIndexOf('\n', end - 2) + 1;
    if (!UNFINISHED.test(text.slice(start, end).trimEnd())) return end;
    end = start;
  }
  return 0;
}
