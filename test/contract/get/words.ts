// Reads an argument list by a command's grammar, as a shell would have handed it to kubectl: so that the same list can go
// to both. It knows nothing that the grammar does not name.

import type { Flag, Flags, FlagValues, Grammar, Words } from '../../../bot/grammar.ts';

/** @throws Error for what the grammar does not name. */
export function readWords<F extends Flags>(grammar: Grammar<F>, argv: readonly string[]): Words<F> {
  const positionals: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries<Flag>(grammar.flags)) {
    values[name] = flag.kind === 'switch' ? false : flag.kind === 'repeated' ? [] : undefined;
  }
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word.startsWith('-')) readFlag(grammar.flags, word, rest, values);
    else if (!grammar.positionals.pattern.expression.test(word)) throw new Error(`Not: ${word}`);
    else positionals.push(word);
  }
  return { positionals, flags: values as FlagValues<F> };
}

function readFlag(
  flags: Flags,
  word: string,
  rest: string[],
  values: Record<string, unknown>,
): void {
  const { name, flag, attached } = findFlag(flags, word);
  if (flag.kind === 'switch') {
    values[name] = attached !== 'false';
    return;
  }
  const text = attached ?? rest.shift() ?? '';
  if (!flag.pattern.expression.test(text)) throw new Error(`Not for --${name}: ${text}`);
  const value = flag.read(text);
  values[name] = flag.kind === 'repeated' ? [...(values[name] as unknown[]), value] : value;
}

function findFlag(flags: Flags, word: string) {
  const [head = '', ...tail] = word.split('=');
  const long = head.startsWith('--') ? flags[head.slice(2)] : undefined;
  if (long !== undefined) {
    const attached = word.includes('=') ? tail.join('=') : undefined;
    return { name: head.slice(2), flag: long, attached };
  }
  const short = Object.entries<Flag>(flags).find(([, flag]) => flag.short === word[1]);
  if (head.startsWith('--') || short === undefined) throw new Error(`No flag ${word}`);
  const attached = word.length > 2 ? word.slice(2).replace(/^=/u, '') : undefined;
  return { name: short[0], flag: short[1], attached };
}

/** Splits a line at its spaces; single and double quotes hold words together, nothing else is special. */
export function splitLine(line: string): string[] {
  const words = line.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/gu) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/gu, '$1$2'));
}
