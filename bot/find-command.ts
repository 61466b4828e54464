// Which command a person's words begin with, or why it is none. Pure.

import type { Command } from './command.ts';
import { UsageError } from './errors.ts';
import { nearest } from './nearest.ts';
import { whyNever } from './never-offered.ts';

const NAME_WORDS_MAX = 6;

/**
 * The longest name that the words begin with: each part is a word of its own.
 * @returns the command, and the words after its name
 * @throws UsageError when there is none, or a longer name was meant
 */
export function findCommand(
  words: readonly string[],
  commands: readonly Command[],
): { command: Command; rest: readonly string[] } {
  for (let length = Math.min(words.length, NAME_WORDS_MAX); length > 0; length -= 1) {
    const parts = words.slice(0, length);
    const name = parts.some((part) => part.includes(' ')) ? undefined : parts.join(' ');
    const command = commands.find((each) => each.name === name);
    if (command === undefined) continue;
    const rest = words.slice(length);
    assertNoPart(command, rest, commands);
    return { command, rest };
  }
  throw unknownCommand(words, commands);
}

/** A word after a command that takes none is meant to be a part of another's name. */
function assertNoPart(
  { name, grammar }: Command,
  [word = '-']: readonly string[],
  commands: readonly Command[],
): void {
  if (grammar.positionals.max > 0 || word.startsWith('-')) return;
  const longer = commands.map((each) => each.name).filter((each) => each.startsWith(`${name} `));
  if (longer.length === 0) return;
  const near = nearest(`${name} ${word}`, longer);
  throw new UsageError({
    what: `"${word}" is not valid for "${name}".`,
    why: `It takes no words. Commands that begin so: ${longer.map((each) => `"${each}"`).join(', ')}.`,
    fix: near === undefined ? 'Correct it and send the command again.' : `Did you mean "${near}"?`,
    usage: '',
  });
}

function unknownCommand(words: readonly string[], commands: readonly Command[]): UsageError {
  const root = words[0] ?? '';
  const family = commands.filter((command) => command.name.split(' ')[0] === root);
  const known = family.length > 0 ? family : commands;
  const typed = words.slice(0, 3).join(' ');
  const never = whyNever(words);
  if (never !== undefined) {
    return new UsageError({
      what: `"${typed}" is not a command here.`,
      why: never.why,
      fix: never.instead ?? 'See "/qm help" for what there is.',
      usage: '',
    });
  }
  const near = nearestCommand(words, known);
  return new UsageError({
    what: typed === '' ? 'No command was given.' : `"${typed}" is not a command here.`,
    why: 'Only the commands in the list exist; everything else is refused, whatever it would do.',
    fix: near === undefined ? 'See "/qm help".' : `Did you mean "${near}"? See "/qm help".`,
    usage: '',
  });
}

function nearestCommand(words: readonly string[], known: readonly Command[]): string | undefined {
  const names = known.map((command) => command.name);
  return nearest(words.slice(0, 3).join(' '), names) ?? nearest(words.slice(0, 2).join(' '), names);
}
