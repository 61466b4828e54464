// Parts of a text that must not be seen, and their replacement. It does not know what a secret is.

import { REDACTED } from '../kubernetes/secrets.ts';

/** From `start` up to and without `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Where the plain words would break the syntax around them. */
  readonly replacement?: string;
}

export interface Redacted {
  readonly text: string;
  /** How many parts were replaced. */
  readonly found: number;
}

/** Replaces each span once; spans that overlap become one. */
export function replaceSpans(text: string, spans: readonly Span[]): Redacted {
  if (spans.length === 0) return { text, found: 0 };
  const ordered = [...spans].sort(
    (left, right) => left.start - right.start || right.end - left.end,
  );
  const parts: string[] = [];
  let found = 0;
  let end = 0;
  for (const span of ordered) {
    if (span.start >= end) {
      parts.push(text.slice(end, span.start), span.replacement ?? REDACTED);
      found += 1;
    }
    end = Math.max(end, span.end);
  }
  parts.push(text.slice(end));
  return { text: parts.join(''), found };
}
