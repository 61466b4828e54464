// Regular expressions over the names of topics and groups, matched against the whole name as Kafka's tools do. Only what matches
// in a time that grows evenly with the name: somebody's expression must not keep everybody waiting. Pure.

import { UsageError } from '../errors.ts';
import type { Pattern } from '../grammar.ts';

export const NAME_PATTERN: Pattern = {
  expression: /^[\x21-\x7e]{1,100}$/u,
  description: 'a regular expression over the whole name, for example "orders.*"',
};

/** One step of the expression; targets are relative to the step. */
type Step =
  | { readonly op: 'test'; readonly accepts: (character: string) => boolean }
  | { readonly op: 'go'; readonly to: readonly number[] };

/** @throws UsageError for an expression that is none, or has what cannot be matched evenly. */
export function readNamePattern(expression: string): (name: string) => boolean {
  const [, beginning] = /^([\w-]*)\.\*$/u.exec(expression) ?? [];
  if (beginning !== undefined) return (name) => name.startsWith(beginning) && !/\n/u.test(name);
  const parser = { text: expression, at: 0 };
  const steps = readChoice(parser);
  if (parser.at < expression.length) throw notUnderstood(parser);
  return (name) => run(steps, name);
}

interface Parser {
  readonly text: string;
  at: number;
}

function readChoice(parser: Parser): readonly Step[] {
  let steps = readSequence(parser);
  while (parser.text[parser.at] === '|') {
    parser.at += 1;
    const other = readSequence(parser);
    steps = [
      { op: 'go', to: [1, steps.length + 2] },
      ...steps,
      { op: 'go', to: [other.length + 1] },
      ...other,
    ];
  }
  return steps;
}

function readSequence(parser: Parser): readonly Step[] {
  const steps: Step[] = [];
  while (parser.at < parser.text.length && !'|)'.includes(parser.text[parser.at] ?? '')) {
    steps.push(...readRepeated(parser));
  }
  return steps;
}

function readRepeated(parser: Parser): readonly Step[] {
  const steps = readAtom(parser);
  const sign = parser.text[parser.at];
  if (sign !== '*' && sign !== '+' && sign !== '?') return steps;
  parser.at += 1;
  if (sign === '+') return [...steps, { op: 'go', to: [-steps.length, 1] }];
  if (sign === '?') return [{ op: 'go', to: [1, steps.length + 1] }, ...steps];
  return [
    { op: 'go', to: [1, steps.length + 2] },
    ...steps,
    { op: 'go', to: [-(steps.length + 1)] },
  ];
}

function readAtom(parser: Parser): readonly Step[] {
  const character = parser.text[parser.at] ?? '';
  parser.at += 1;
  if (character === '(') {
    const steps = readChoice(parser);
    if (parser.text[parser.at] !== ')') throw notUnderstood(parser);
    parser.at += 1;
    return steps;
  }
  if (character === '.') return [{ op: 'test', accepts: () => true }];
  if (character === '[') return [{ op: 'test', accepts: readSet(parser) }];
  if (character === '\\') return [{ op: 'test', accepts: readEscape(parser) }];
  if ('*+?{}]^$'.includes(character)) {
    parser.at -= 1;
    throw notUnderstood(parser);
  }
  return [{ op: 'test', accepts: (one) => one === character }];
}

function readEscape(parser: Parser): (character: string) => boolean {
  const character = parser.text[parser.at] ?? '';
  if (character === '') throw notUnderstood(parser);
  parser.at += 1;
  if (character === 'd') return (one) => /\d/u.test(one);
  if (character === 'w') return (one) => /\w/u.test(one);
  if (/[A-Za-z0-9]/u.test(character)) {
    parser.at -= 1;
    throw notUnderstood(parser);
  }
  return (one) => one === character;
}

function readSet(parser: Parser): (character: string) => boolean {
  const isNegated = parser.text[parser.at] === '^';
  if (isNegated) parser.at += 1;
  const ranges: (readonly [string, string])[] = [];
  while (parser.text[parser.at] !== ']') {
    const from = parser.text[parser.at];
    if (from === undefined || from === '\\' || from === '[') throw notUnderstood(parser);
    const isRange = parser.text[parser.at + 1] === '-' && parser.text[parser.at + 2] !== ']';
    const to = isRange ? parser.text[parser.at + 2] : from;
    if (to === undefined || to < from) throw notUnderstood(parser);
    ranges.push([from, to]);
    parser.at += isRange ? 3 : 1;
  }
  if (ranges.length === 0) throw notUnderstood(parser);
  parser.at += 1;
  return (one) => ranges.some(([from, to]) => from <= one && one <= to) !== isNegated;
}

function notUnderstood({ text, at }: Parser): UsageError {
  const place = at < text.length ? `at "${text.slice(at, at + 10)}"` : 'at its end';
  return new UsageError({
    what: `"${text}" is not understood as an expression over names, ${place}.`,
    why: 'It may have letters, ".", "[a-z]", "\\d", "\\w", "(a|b)", "*", "+" and "?", and is matched against the whole name.',
    fix: 'Correct it; ".*" stands for any text.',
    usage: '',
  });
}

/** All places where the expression may be are followed at once, so that none is tried twice. */
function run(steps: readonly Step[], name: string): boolean {
  let places = reach(steps, [0]);
  for (const character of name) {
    const next: number[] = [];
    for (const place of places) {
      const step = steps[place];
      if (step?.op === 'test' && step.accepts(character)) next.push(place + 1);
    }
    if (next.length === 0) return false;
    places = reach(steps, next);
  }
  return places.has(steps.length);
}

function reach(steps: readonly Step[], from: readonly number[]): ReadonlySet<number> {
  const found = new Set<number>();
  const open = [...from];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (found.has(place)) continue;
    found.add(place);
    const step = steps[place];
    if (step?.op === 'go') for (const to of step.to) open.push(place + to);
  }
  return found;
}
