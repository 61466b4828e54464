// Finds PEM blocks: private keys, whose body must not be seen, and public ones (certificates, public keys), which are no
// secrets and which nothing else may touch.

import type { Span } from './span.ts';

export interface PemBlocks {
  readonly secrets: readonly Span[];
  readonly publics: readonly Span[];
}

export const BEGIN = /-----BEGIN ([A-Z0-9][A-Z0-9 ]{0,60})-----/g;
const END = /-----END ([A-Z0-9][A-Z0-9 ]{0,60})-----/g;
export const PRIVATE = /PRIVATE KEY|SECRET/;
/** Line ends and indents, real ones or escaped, at the edges of a body. */
const LEADING = /^(?:\\+r|\\+n|\r|\n|[ \t])*/;
const TRAILING = /(?:\\+r|\\+n|\r?\n)[^\n\\]{0,200}$/;
/** What a key that was cut off goes on with: lines of base64 or of PEM headers, behind whatever a log puts before them. */
const BODY_LINE =
  /^[^\n]{0,200}?[A-Za-z0-9+/=]{16,}["',\\\s]*$|^[ \t]*$|^(?:[\w-]+: [^\n]{0,200})$|^\s*[A-Za-z0-9+/=]{1,64}\s*$/;

export function findPemBlocks(text: string): PemBlocks {
  const secrets: Span[] = [];
  const publics: Span[] = [];
  const ends = findEnds(text);
  let after = 0;
  for (const begin of text.matchAll(BEGIN)) {
    if (begin.index < after) continue;
    const start = begin.index + begin[0].length;
    const label = begin[1] ?? '';
    const end = ends.next(label, start);
    after = end === -1 ? start : end;
    if (!PRIVATE.test(label)) {
      if (end !== -1) publics.push({ start: begin.index, end });
      continue;
    }
    const body = end === -1 ? endOfBody(text, start) : end;
    const span = trim(text, { start, end: body });
    after = body;
    if (span.end > span.start) secrets.push(span);
  }
  return { secrets, publics };
}

/** Where blocks end, by their labels, so that a text full of beginnings is searched once. */
function findEnds(text: string): { next(label: string, from: number): number } {
  const places = new Map<string, number[]>();
  for (const end of text.matchAll(END)) {
    const label = end[1] ?? '';
    const known = places.get(label);
    if (known === undefined) places.set(label, [end.index]);
    else known.push(end.index);
  }
  for (const known of places.values()) known.reverse();
  return {
    /** To be asked with growing `from`. */
    next(label, from) {
      const known = places.get(label) ?? [];
      while ((known.at(-1) ?? from) < from) known.pop();
      return known.at(-1) ?? -1;
    },
  };
}

/** Whether a line can be part of a block's body, whatever a log puts before it. */
export function isBodyLine(line: string): boolean {
  return BODY_LINE.test(line);
}

/** The block has no end: everything that can be part of it goes. */
function endOfBody(text: string, start: number): number {
  const lineEnd = text.indexOf('\n', start);
  if (lineEnd === -1 || text.slice(start, lineEnd).trim() !== '') {
    // One line with escaped line ends, cut off or not: up to the closing quote.
    const quote = text.slice(start).search(/(?<!\\)["']|\n|$/);
    return start + quote;
  }
  let end = lineEnd + 1;
  while (end < text.length) {
    const next = text.indexOf('\n', end);
    const line = text.slice(end, next === -1 ? text.length : next);
    if (!isBodyLine(line)) break;
    end = next === -1 ? text.length : next + 1;
  }
  return end;
}

/** Keeps the line ends and indents at both edges, so that YAML and JSON stay what they are. */
function trim(text: string, { start, end }: Span): Span {
  const body = text.slice(start, end);
  const leading = LEADING.exec(body)?.[0].length ?? 0;
  const tail = body.slice(Math.max(leading, body.length - 220));
  const trailing = TRAILING.exec(tail)?.[0] ?? '';
  const keepsTrailing = !/[A-Za-z0-9+/]{20,}/.test(trailing);
  return { start: start + leading, end: end - (keepsTrailing ? trailing.length : 0) };
}
