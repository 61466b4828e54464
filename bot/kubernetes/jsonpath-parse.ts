// Reads a JSONPath template as kubectl does, to its last oddity: the same templates are valid, the same words name what
// is wrong (https://kubernetes.io/docs/reference/kubectl/jsonpath/). It does not evaluate.

import { formatGoRune } from './go-format.ts';
import { unquoteGo } from './go-unquote.ts';
import { parseArray } from './jsonpath-array.ts';
import { JsonPathError, type JsonPathNode } from './jsonpath-nodes.ts';
import {
  backUp,
  cut,
  END,
  isAlphaNumeric,
  isAt,
  isDigit,
  isEscaped,
  isTerminator,
  next,
  peek,
  type Scanner,
  scannerOf,
} from './jsonpath-scan.ts';

/**
 * @returns the nodes of the template: texts, and one list for each `{...}`.
 * @throws JsonPathError with kubectl's words.
 */
export function parseJsonPath(template: string): readonly JsonPathNode[] {
  const root: JsonPathNode[] = [];
  const scanner = scannerOf(template);
  while (parseText(scanner, root)) {
    const nodes: JsonPathNode[] = [];
    root.push({ type: 'list', nodes });
    parseAction(scanner, nodes);
  }
  return root;
}

/** Parses what would stand within braces. */
function parseInner(text: string): readonly JsonPathNode[] {
  const first = parseJsonPath(`{${text}}`)[0];
  return first?.type === 'list' ? first.nodes : [];
}

/** Up to the next opening brace, which is consumed; false at the end. */
function parseText(scanner: Scanner, root: JsonPathNode[]): boolean {
  const brace = scanner.input.indexOf('{', scanner.position);
  const end = brace === -1 ? scanner.input.length : brace;
  if (end > scanner.start)
    root.push({ type: 'text', text: scanner.input.slice(scanner.start, end) });
  scanner.position = end + 1;
  scanner.start = scanner.position;
  return brace !== -1;
}

/** Up to the closing brace, which is consumed. */
function parseAction(scanner: Scanner, nodes: JsonPathNode[]): void {
  while (!isAt(scanner, '}')) {
    if (isAt(scanner, '[?(')) parseFilter(scanner, nodes);
    else if (isAt(scanner, '..')) parseRecursive(scanner, nodes);
    else parseNext(scanner, nodes);
  }
  scanner.position += 1;
  cut(scanner);
}

function parseNext(scanner: Scanner, nodes: JsonPathNode[]): void {
  const character = next(scanner);
  if (character === END || character === '\r' || character === '\n') {
    throw new JsonPathError('unclosed action');
  }
  if (character === ' ' || character === '@' || character === '$') cut(scanner);
  else if (character === '[') nodes.push(...parseArray(readBrackets(scanner), parseInner));
  else if (character === '"' || character === "'") parseQuote(scanner, nodes, character);
  else if (character === '.') parseField(scanner, nodes);
  else if (character === '+' || character === '-' || isDigit(character)) {
    backUp(scanner);
    parseNumber(scanner, nodes);
  } else if (isAlphaNumeric(character)) {
    backUp(scanner);
    parseIdentifier(scanner, nodes);
  } else {
    throw new JsonPathError(`unrecognized character in action: ${formatGoRune(character)}`);
  }
}

function readBrackets(scanner: Scanner): string {
  for (;;) {
    const character = next(scanner);
    if (character === END || character === '\n') throw new JsonPathError('unterminated array');
    if (character === ']') return cut(scanner).slice(1, -1);
  }
}

const COMPARISON = /^([^!<>=]+)([!<>=]+)(.+?)$/u;

function parseFilter(scanner: Scanner, nodes: JsonPathNode[]): void {
  scanner.position += '[?('.length;
  cut(scanner);
  skipFilter(scanner);
  if (next(scanner) !== ']') throw new JsonPathError('unclosed array expect ]');
  const text = cut(scanner).slice(0, -2);
  const [, left, operator, right] = COMPARISON.exec(text) ?? [];
  if (left === undefined || operator === undefined || right === undefined) {
    nodes.push({ type: 'filter', left: parseInner(text), right: [], operator: 'exists' });
    return;
  }
  nodes.push({ type: 'filter', left: parseInner(left), right: parseInner(right), operator });
}

/** To the closing parenthesis that is not within quotes; as kubectl, only the first quoted text is seen as quoted. */
function skipFilter(scanner: Scanner): void {
  let quote = '';
  let isClosed = false;
  for (;;) {
    const character = next(scanner);
    if (character === END || character === '\n') throw new JsonPathError('unterminated filter');
    if (character === '"' || character === "'") {
      if (quote === '') quote = character;
      else if (!isEscaped(scanner) && character === quote) isClosed = true;
    } else if (character === ')' && (quote !== '') === isClosed) return;
  }
}

function parseQuote(scanner: Scanner, nodes: JsonPathNode[], quote: string): void {
  for (;;) {
    const character = next(scanner);
    if (character === END || character === '\n') {
      throw new JsonPathError('unterminated quoted string');
    }
    if (character === quote && !isEscaped(scanner)) break;
  }
  const quoted = cut(scanner);
  const text = unquoteGo(quoted);
  if (text === undefined) {
    throw new JsonPathError(`unquote string ${quoted} error invalid syntax`);
  }
  nodes.push({ type: 'text', text });
}

function parseField(scanner: Scanner, nodes: JsonPathNode[]): void {
  cut(scanner);
  for (;;) {
    const character = next(scanner);
    if (character === '\\') next(scanner);
    else if (isTerminator(character)) break;
  }
  backUp(scanner);
  const name = cut(scanner);
  nodes.push(
    name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') },
  );
}

function parseRecursive(scanner: Scanner, nodes: JsonPathNode[]): void {
  if (nodes.at(-1)?.type === 'recursive') {
    throw new JsonPathError('invalid multiple recursive descent');
  }
  scanner.position += '..'.length;
  cut(scanner);
  nodes.push({ type: 'recursive' });
  if (isAlphaNumeric(peek(scanner))) parseField(scanner, nodes);
}

function parseNumber(scanner: Scanner, nodes: JsonPathNode[]): void {
  const sign = peek(scanner);
  if (sign === '+' || sign === '-') next(scanner);
  for (;;) {
    const character = next(scanner);
    if (character !== '.' && !isDigit(character)) break;
  }
  backUp(scanner);
  const text = cut(scanner);
  if (/^[+-]?[0-9]+$/u.test(text)) {
    nodes.push({ type: 'literal', literal: { kind: 'int', value: Number(text) } });
  } else if (/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/u.test(text)) {
    nodes.push({ type: 'literal', literal: { kind: 'float', value: Number(text) } });
  } else throw new JsonPathError(`cannot parse number ${text}`);
}

function parseIdentifier(scanner: Scanner, nodes: JsonPathNode[]): void {
  while (!isTerminator(next(scanner)));
  backUp(scanner);
  const name = cut(scanner);
  nodes.push(
    name === 'true' || name === 'false'
      ? { type: 'literal', literal: { kind: 'bool', value: name === 'true' } }
      : { type: 'identifier', name },
  );
}
