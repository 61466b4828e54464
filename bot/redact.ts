// Takes secrets out of text before anybody sees or keeps it: outputs, files, previews, audit. It changes nothing else: what
// kubectl prints comes out byte for byte, and JSON and YAML stay JSON and YAML.

import type { Output } from './command.ts';
import { findAssigned } from './redact/assignments.ts';
import { findRandom } from './redact/entropy.ts';
import { findPemBlocks } from './redact/private-keys.ts';
import { type Redacted, replaceSpans, type Span } from './redact/span.ts';
import * as stream from './redact/stream.ts';
import { findTokens } from './redact/tokens.ts';

export type { Redacted } from './redact/span.ts';
export type { Redactor } from './redact/stream.ts';

/**
 * Replaces each secret in the text by `[redacted]`; `found` says how many. Applying it again changes nothing.
 * Certificates and public keys are no secrets and stay.
 */
export function redact(text: string): Redacted {
  const { secrets, publics } = findPemBlocks(text);
  const spans = [
    ...secrets,
    ...findAssigned(text),
    ...findTokens(text),
    ...findRandom(text, publics),
  ];
  return replaceSpans(
    text,
    spans.map((span) => keepYaml(text, span)),
  );
}

/** Both streams; `found` counts over both. */
export function redactOutput(output: Output): { readonly output: Output; readonly found: number } {
  const stdout = redact(output.stdout);
  const stderr = redact(output.stderr);
  return {
    output: { ...output, stdout: stdout.text, stderr: stderr.text },
    found: stdout.found + stderr.found,
  };
}

/** For text that comes in pieces. */
export function createRedactor(): stream.Redactor {
  return stream.createRedactor(redact);
}

const YAML_VALUE_START = /(?:^|\n)[ \t]*(?:- )*(?:[\w./-]{1,120}:[ \t]+)?(?:- )*$/;
const MOST_INDENT = 300;

/** A plain YAML scalar that starts with a bracket must end with it: what follows on the line goes as well. */
function keepYaml(text: string, span: Span): Span {
  if (/[\n\r]|$/y.test(text[span.end] ?? '')) return span;
  const before = text.slice(Math.max(0, span.start - MOST_INDENT), span.start);
  if (!/:[ \t]+$|- $/.test(before) || !YAML_VALUE_START.test(before)) return span;
  const lineEnd = text.indexOf('\n', span.end);
  const rest = text.slice(span.end, lineEnd === -1 ? text.length : lineEnd).trimEnd();
  return { ...span, end: span.end + rest.length };
}
