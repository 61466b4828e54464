// Command lines for the escape test: valid ones made from the real grammar, then bent. New verbs are taken in by their own
// examples and flags without a word here.

import fc from 'fast-check';
import type { Command } from '../../bot/command.ts';
import { AFFIXES, HOSTILE_WORDS, KUBECTL_FLAGS } from './hostile.ts';
import { type Words, wordsOf } from './valid-words.ts';

export const rawText = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

export function linesOf(commands: readonly Command[]): fc.Arbitrary<string> {
  const valid = fc.oneof(
    { weight: 2, arbitrary: exampleOf(commands) },
    { weight: 1, arbitrary: fc.constantFrom(...POINTED) },
    { weight: 6, arbitrary: fc.constantFrom(...commands.flatMap(weighed)).chain(wordsOf) },
  );
  const bent = fc
    .tuple(valid, fc.array(bends(commands), { maxLength: 3 }), separators)
    .map(([words, all, separator]) => all.reduce(bend, words).join(separator));
  return fc.oneof(
    { weight: 11, arbitrary: valid.map((words) => words.join(' ')) },
    { weight: 10, arbitrary: bent },
    { weight: 1, arbitrary: rawText },
    { weight: 1, arbitrary: rawText.map((text) => `kubectl get ${text}`) },
  );
}

/** Understood, and as near to what must not come out as one gets. */
const POINTED: readonly Words[] = [
  'kubectl get vaults -o yaml',
  'kubectl get vaults web-1 -o jsonpath={.spec.template.data}',
  'kubectl get secrets -o json',
  'kubectl get secret web-1 -o yaml --show-managed-fields',
  'kubectl get secrets -A -o jsonpath={.items[*].metadata.annotations}',
  'kubectl get pods,secrets --sort-by=.data.password --show-labels',
  'kubectl get sec -o custom-columns=A:.data,B:.stringData',
  'kubectl describe secrets',
  'kubectl describe secret web-1',
  'kubectl get pods --sort-by=.metadata.name',
  'kubectl get pods -o jsonpath={.items[*].metadata.name}',
].map((line) => line.split(' '));

/** What can do harm more often than what cannot. */
function weighed(command: Command): readonly Command[] {
  const times = command.effect === 'change' || command.name === 'kubectl get' ? 4 : 2;
  return Array.from({ length: times }, () => command);
}

function exampleOf(commands: readonly Command[]): fc.Arbitrary<Words> {
  return fc.constantFrom(
    ...commands.flatMap(({ examples }) => examples.map((one) => one.split(' '))),
  );
}

const separators = fc.oneof(
  { weight: 12, arbitrary: fc.constant(' ') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\t', '\n', '\u00a0', '  ', '\u3000', '\r\n', '\u200b', '+'),
  },
);

interface Bend {
  readonly how:
    | 'insert'
    | 'replace'
    | 'append'
    | 'prepend'
    | 'case'
    | 'drop'
    | 'repeat'
    | 'swap'
    | 'first';
  readonly at: number;
  readonly word: string;
  readonly affix: string;
}

function bends(commands: readonly Command[]): fc.Arbitrary<Bend> {
  const flags = commands.flatMap(({ grammar }) =>
    Object.keys(grammar.flags).map((name) => `--${name}`),
  );
  return fc.record({
    how: fc.constantFrom(
      'insert',
      'insert',
      'replace',
      'append',
      'prepend',
      'case',
      'drop',
      'repeat',
      'swap',
      'first',
    ),
    at: fc.nat(9),
    word: fc.oneof(
      fc.constantFrom(...KUBECTL_FLAGS),
      fc.constantFrom(...HOSTILE_WORDS),
      fc.constantFrom(...new Set(flags)),
      rawText,
    ),
    affix: fc.constantFrom(...AFFIXES),
  });
}

function bend(words: Words, { how, at, word, affix }: Bend): Words {
  const index = words.length === 0 ? 0 : at % words.length;
  const old = words[index] ?? '';
  const put = (...changed: string[]) => words.toSpliced(index, 1, ...changed);
  switch (how) {
    case 'insert':
      return words.toSpliced(index + 1, 0, word);
    case 'replace':
      return put(word);
    case 'append':
      return put(old + affix);
    case 'prepend':
      return put(affix + old);
    case 'case':
      return put(at % 2 === 0 ? old.toUpperCase() : old.slice(0, 1).toUpperCase() + old.slice(1));
    case 'drop':
      return put();
    case 'repeat':
      return put(old, old);
    case 'first': // two words, such as a flag and its value, come before the verb
      return words.toSpliced(index, 2).toSpliced(1, 0, ...words.slice(index, index + 2));
    case 'swap':
      return put(words[index + 1] ?? '', old);
  }
}
