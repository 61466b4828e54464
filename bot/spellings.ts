// Other ways in which people write a command, put into the one form that the grammar reads: flags that every kubectl takes before
// its verb, what a broker's number stands for, and the usual ways to ask for help. It only moves words and names `qm help`; the grammar reads what comes out like
// anything else.

import type { Command } from './command.ts';

/** @param words as split. @returns the same words where they are in that form already. */
export function inOneForm(
  words: readonly string[],
  commands: readonly Command[],
): readonly string[] {
  const ordered = withoutNoun(verbFirst(words));
  return askedForHelp(ordered, commands) ?? ordered;
}

/** `kubectl -n shop get pods`. Like kubectl's, these flags always take a value: the next word, or what follows the `=`. */
function verbFirst(words: readonly string[]): readonly string[] {
  if (words[0] !== 'kubectl') return words;
  let at = 1;
  while (GLOBAL.test(words[at] ?? '')) at += /^(?:-n|--[a-z]+)$/u.test(words[at] ?? '') ? 2 : 1;
  if (at === 1 || at >= words.length) return words;
  // A verb is of one word or of several, so the flags go to the very end: their order is of no account.
  return ['kubectl', ...words.slice(at), ...words.slice(1, at)];
}

const GLOBAL = /^(?:-n|--(?:namespace|cluster)(?:=|$))/u;

/** `kafka impact broker 2`, as one says it; it is of brokers alone. */
function withoutNoun(words: readonly string[]): readonly string[] {
  const [root, verb, noun, ...rest] = words;
  return root === 'kafka' && verb === 'impact' && noun === 'broker' ? [root, verb, ...rest] : words;
}

/** `qm`, `kubectl help get`, `kubectl get --help`: `qm help` with the command that is asked about. */
function askedForHelp(
  words: readonly string[],
  commands: readonly Command[],
): readonly string[] | undefined {
  const [root = '', verb = ''] = words;
  if (!commands.some(({ name }) => name === 'qm help')) return undefined;
  if (!commands.some(({ name }) => name.startsWith(`${root} `))) return undefined;
  if (words.length === 1) return BARE[root] ?? ['qm', 'help', root];
  if (verb === 'help') {
    const about = words.slice(2).filter((word) => !HELP.test(word));
    return ['qm', 'help', ...(root === 'qm' ? [] : [root]), ...about];
  }
  const isAsked = words.some((word) => HELP.test(word));
  if (!isAsked || speaksOfCommands(words, commands)) return undefined;
  return ['qm', 'help', ...namePart(words, commands)];
}

/** What a word by itself means; of the others help is shown. */
const BARE: Readonly<Record<string, readonly string[] | undefined>> = {
  qm: ['qm', 'help'],
  // Whoever was woken wants to see what is open, not how commands are written.
  incident: ['incident', 'now'],
};

/** No flag of a command is called so, and no value begins with '-'. */
const HELP = /^(?:-h|--help)$/u;

/** `qm why kubectl get --help` asks about that command, not for help. */
function speaksOfCommands(words: readonly string[], commands: readonly Command[]): boolean {
  return commands.some(
    ({ name, grammar }) =>
      grammar.positionals.quotedFrom !== undefined &&
      name.split(' ').every((part, index) => words[index] === part),
  );
}

/** As many of the first words as some command's name begins with. */
function namePart(words: readonly string[], commands: readonly Command[]): readonly string[] {
  const names = commands.map(({ name }) => name.split(' '));
  let count = 1;
  while (names.some((name) => words.slice(0, count + 1).every((word, at) => name[at] === word)))
    count += 1;
  return words.slice(0, Math.min(count, words.length));
}
