// Reads what stands between square brackets in a JSONPath template: an index, a slice, a union or a quoted key.

import { type ArrayParameter, JsonPathError, type JsonPathNode } from './jsonpath-nodes.ts';

const QUOTED_KEY = /^'([^']*)'$/u;
const SLICE = /^(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?$/u;

/** @param parseInner parses a text that would stand within braces. */
export function parseArray(
  brackets: string,
  parseInner: (text: string) => readonly JsonPathNode[],
): readonly JsonPathNode[] {
  const text = brackets === '*' ? ':' : brackets;
  const members = text.split(',');
  if (members.length > 1) {
    const inner = members.map((member) => parseInner(`[${member.replace(/^ +| +$/gu, '')}]`));
    return [{ type: 'union', members: inner }];
  }
  const key = QUOTED_KEY.exec(text)?.[1];
  if (key !== undefined) return parseInner(`.${key}`);
  const slice = SLICE.exec(text);
  if (slice === null) throw new JsonPathError(`invalid array index ${text}`);
  const start = readStart(slice[1] ?? '');
  const end = readBound(slice[2] ?? '') ?? { value: start.value + 1, known: true, derived: true };
  return [{ type: 'array', start, end, step: readBound(slice[3] ?? '') ?? UNKNOWN }];
}

const UNKNOWN: ArrayParameter = { value: 0, known: false, derived: false };

function readStart(text: string): ArrayParameter {
  return text === '' ? UNKNOWN : { value: readWhole(text), known: true, derived: false };
}

/** The end or step with its leading colon; undefined when even the colon is missing. */
function readBound(text: string): ArrayParameter | undefined {
  return text === '' ? undefined : readStart(text.slice(1));
}

function readWhole(text: string): number {
  const value = Number(text);
  if (text === '-' || !Number.isSafeInteger(value)) {
    throw new JsonPathError(`array index ${text} is not a number`);
  }
  return value;
}
