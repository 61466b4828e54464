// Finds secrets by the name they are assigned to: env lists, YAML, JSON (also within a string), flags, describe, logs. Each
// telling name is looked at once, with bounded room around it.

import { classifyKey, type Sensitivity, TELLING_WORDS } from './keys.ts';
import type { Span } from './span.ts';
import { endOfLine, findValue, isSecretValue } from './values.ts';

const NAME_CHARACTER = /[A-Za-z0-9_.\-/]/;
const MOST_NAME_CHARACTERS = 120;
const SEPARATOR = /(\\*["'`])?[ \t]{0,200}(=>|:=|==?|:)[ \t]{0,200}/y;
const LINE_START = /^[+\- \t>|]*(?:(?:export|set|ENV|env:?)[ \t]+)?\\*["'`]?$/;
const FLAG_GAP =
  /(?:\\*["'])?(?:[ \t]{1,20}|[ \t]{0,20},\s{0,80}|\s{0,20}\n[ \t]{0,80}- )(?=\\*["']|[^\s-])/y;
const PAIR =
  /(?<![\w.-])(?:name|key)(\\*["'])?[ \t]{0,20}[:=][ \t]{0,20}(\\*["'])?([\w.-]{1,120})(?:\\*["'])?[ \t]{0,20},?\s{0,200}(\\*["'])?value\4?[ \t]{0,20}[:=][ \t]{0,20}/gi;
/** An annotation like nginx.ingress.kubernetes.io/auth-secret names an object: [namespace/]name. */
const ANNOTATION = /^[\w-]+(?:\.[\w-]+)+\//;
const OBJECT_NAME = /^[a-z0-9][a-z0-9.-]*(?:\/[a-z0-9][a-z0-9.-]*)?$/;
const BLOCK_SCALAR = /[|>][+-]?\d?[ \t]*(?=\n|$)/y;
/** Further from the line's start than this no name is looked at as the line's own. */
const MOST_INDENT = 300;
const MOST_ELEMENT = 500;

export function findAssigned(text: string): Span[] {
  return [...findNamed(text), ...findPairs(text)];
}

function findNamed(text: string): Span[] {
  const spans: Span[] = [];
  let after = 0;
  for (const hit of text.matchAll(TELLING_WORDS)) {
    if (hit.index < after) continue;
    const start = expandLeft(text, hit.index);
    const end = expandRight(text, hit.index);
    after = end;
    const name = text.slice(start, end);
    const sensitivity = classifyKey(name);
    if (sensitivity === undefined) continue;
    const span = name.startsWith('--')
      ? (findAfter(text, { start, end, sensitivity }) ?? findAfterFlag(text, end, sensitivity))
      : findAfter(text, { start, end, sensitivity });
    if (span !== undefined) spans.push(span);
  }
  return spans;
}

function expandLeft(text: string, at: number): number {
  let start = at;
  while (
    start > 0 &&
    at - start < MOST_NAME_CHARACTERS &&
    NAME_CHARACTER.test(text[start - 1] ?? '')
  ) {
    start -= 1;
  }
  if (text.startsWith('-D', start)) return start + 2; // Java: -Dname=value
  // The letter of an escape (\n, \t) is no part of the name.
  return text[start - 1] === '\\' && /[nrt]/.test(text[start] ?? '') ? start + 1 : start;
}

function expandRight(text: string, at: number): number {
  let end = at;
  while (end - at < MOST_NAME_CHARACTERS && NAME_CHARACTER.test(text[end] ?? '')) end += 1;
  return end;
}

interface Name {
  readonly start: number;
  readonly end: number;
  readonly sensitivity: Sensitivity;
}

function findAfter(text: string, { start, end, sensitivity }: Name): Span | undefined {
  if (text[end] === '>' && text[start - 1] === '<') return findElement(text, end + 1);
  SEPARATOR.lastIndex = end;
  const separator = SEPARATOR.exec(text);
  if (separator === null) return undefined;
  const [whole, nameQuote = '', sign = ''] = separator;
  const at = end + whole.length;
  const isTight = sign === ':' && nameQuote === '' && !/[ \t]$/.test(whole);
  if (isTight && /^[:/]/.test(text[at] ?? '')) return undefined;
  const isFlag = text.startsWith('--', start) || text.startsWith('-D', start - 2);
  const lineStart = startOfLine(text, start);
  const isFirst =
    !isFlag && lineStart !== undefined && LINE_START.test(text.slice(lineStart, start));
  if (isFirst && isBlockScalar(text, at)) {
    return findBlock(text, lineStart, at);
  }
  const span = findValue({ text, at, isWholeLine: isFirst && !isTight, nameQuote });
  if (span === undefined) return undefined;
  const isCertainPlace = nameQuote !== '' || isFirst || (sign !== ':' && sign !== '==');
  const isSecret = isSecretValue(text.slice(span.start, span.end), {
    sensitivity,
    isCertainPlace: isCertainPlace && !isTight,
  });
  const isReference =
    ANNOTATION.test(text.slice(start, end)) && OBJECT_NAME.test(text.slice(span.start, span.end));
  return isSecret && !isReference ? span : undefined;
}

/** XML: up to the next tag. */
function findElement(text: string, start: number): Span | undefined {
  const content = text.slice(start, start + MOST_ELEMENT);
  const end = content.indexOf('</');
  return end > 0 && !/[\n<]/.test(content.slice(0, end)) ? { start, end: start + end } : undefined;
}

/** `--password hunter2`, and the same as two items of a list. */
function findAfterFlag(text: string, end: number, sensitivity: Sensitivity): Span | undefined {
  FLAG_GAP.lastIndex = end;
  const gap = FLAG_GAP.exec(text);
  if (gap === null) return undefined;
  const span = findValue({ text, at: end + gap[0].length, isWholeLine: false, nameQuote: '' });
  if (span === undefined) return undefined;
  const value = text.slice(span.start, span.end);
  return isSecretValue(value, { sensitivity, isCertainPlace: true }) ? span : undefined;
}

function startOfLine(text: string, at: number): number | undefined {
  const from = Math.max(0, at - MOST_INDENT);
  const before = text.slice(from, at).lastIndexOf('\n');
  if (before === -1 && from > 0) return undefined;
  return from + before + 1;
}

function isBlockScalar(text: string, at: number): boolean {
  BLOCK_SCALAR.lastIndex = at;
  return BLOCK_SCALAR.test(text);
}

/** A YAML block scalar: the lines below that are indented deeper than the name. */
function findBlock(text: string, lineStart: number, at: number): Span | undefined {
  const indent = /^[+\- \t]*/.exec(text.slice(lineStart, at))?.[0].length ?? 0;
  let start = endOfLine(text, at) + 1;
  let end = start;
  while (end < text.length) {
    const next = endOfLine(text, end);
    const line = text.slice(end, next);
    const lineIndent = /^[+\- \t]*/.exec(line)?.[0].length ?? 0;
    if (line.trim() !== '' && lineIndent <= indent) break;
    end = next + 1;
  }
  end = Math.min(end, text.length);
  while (/\s/.test(text[start] ?? '') && start < end) start += 1;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end -= 1;
  return end > start ? { start, end } : undefined;
}

/** `- name: DB_PASSWORD` with `value: x` behind it, in YAML, JSON and Go's own print. */
function findPairs(text: string): Span[] {
  const spans: Span[] = [];
  for (const hit of text.matchAll(PAIR)) {
    const [whole, nameQuote = '', , name = ''] = hit;
    const sensitivity = classifyKey(name);
    if (sensitivity === undefined) continue;
    const at = hit.index + whole.length;
    const isYaml = whole.includes('\n') && nameQuote === '';
    const lineStart = startOfLine(text, at);
    if (isYaml && lineStart !== undefined && isBlockScalar(text, at)) {
      const block = findBlock(text, lineStart, at);
      if (block !== undefined) spans.push(block);
      continue;
    }
    const span = findValue({ text, at, isWholeLine: isYaml, nameQuote });
    if (span === undefined) continue;
    const value = text.slice(span.start, span.end);
    if (isSecretValue(value, { sensitivity, isCertainPlace: true })) spans.push(span);
  }
  return spans;
}
