// A person's text becomes a typed call, or a helpful refusal. Pure. What the grammar of the command does not name does
// not exist; values never begin with '-'.

import type { Call, Command } from './command.ts';
import { UsageError } from './errors.ts';
import { findCommand } from './find-command.ts';
import type { Flag, Grammar, Pattern, Words } from './grammar.ts';
import { refusalFrom } from './kubernetes/refusal.ts';
import { nearest } from './nearest.ts';
import { inOneForm } from './spellings.ts';
import { joinWords, splitWords } from './words.ts';

/** Longest value that any pattern is asked about, in characters. */
const VALUE_MAX = 2000;

/**
 * @param text the words after the slash or the mention, for example `kubectl get pods -n shop`.
 * @throws UsageError that names what was not understood, the usage line and the nearest valid spelling.
 */
export function parse(text: string, commands: readonly Command[]): Call {
  const { command, rest } = findCommand(inOneForm(splitWords(text), commands), commands);
  const accepted = readWords(rest, command);
  const words = {
    positionals: accepted.positionals,
    flags: typed(command.grammar, accepted.values),
  };
  return { command, args: argsOf(command, words), words, text: spell(command, accepted) };
}

function argsOf(command: Command, words: Words): unknown {
  try {
    return command.read(words);
  } catch (error) {
    throw refusalFrom(error, {
      why: 'Nothing was asked of any cluster.',
      fix: `Correct it and send it again; "qm help ${command.name}" shows how it is used.`,
    });
  }
}

/** `kubectl get (TYPE ...) [-n NAMESPACE] [...]`: generated from the grammar, so it cannot be wrong. */
export function usageLine(command: Command): string {
  const flags = Object.entries(command.grammar.flags).map(([name, flag]) => {
    const spelled = flag.short === undefined ? `--${name}` : `-${flag.short}`;
    return flag.kind === 'switch' ? `[${spelled}]` : `[${spelled} ${flag.placeholder}]`;
  });
  return [command.name, command.grammar.positionals.usage, ...flags].filter(Boolean).join(' ');
}

/** Words that passed their patterns, still as they were written. */
interface Accepted {
  readonly positionals: readonly string[];
  /** By the long name of the flag; 'true' or 'false' for a switch. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

function readWords(words: readonly string[], command: Command): Accepted {
  const { grammar } = command;
  const collected = new Map<string, string[]>();
  const positionals: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (positionals.length >= (grammar.positionals.quotedFrom ?? Number.POSITIVE_INFINITY)) {
      positionals.push(quoted(word, command));
      continue;
    }
    if (!word.startsWith('-')) {
      positionals.push(checked(word, grammar.positionals.pattern, `"${word}"`, command));
      continue;
    }
    for (const { name, flag, inline } of readFlag(word, command)) {
      let value = inline;
      if (value === undefined && flag.kind !== 'switch') {
        index += 1;
        value = words[index];
        if (value === undefined) throw misused(command, `"${word}" needs a value.`, flag);
      }
      collect(collected, { name, flag, value: value ?? 'true', command });
    }
  }
  checkCount(positionals, command);
  return { positionals, values: collected };
}

interface Given {
  readonly name: string;
  readonly flag: Flag;
  /** The value written in the same word, after '=' or straight after a short flag. */
  readonly inline: string | undefined;
}

function readFlag(word: string, command: Command): readonly Given[] {
  if (word.startsWith('--')) return [readLongFlag(word, command)];
  return readShortFlags(word, command);
}

function readLongFlag(word: string, command: Command): Given {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals === -1 ? undefined : equals);
  const inline = equals === -1 ? undefined : word.slice(equals + 1);
  const flag = ownFlag(command.grammar, name);
  if (flag === undefined) throw unknownFlag(command, `--${name}`);
  return { name, flag, inline };
}

/** `-n shop`, `-nshop`, `-n=shop` and clustered switches such as `-Aw`, as pflag reads them. */
function readShortFlags(word: string, command: Command): readonly Given[] {
  const given: Given[] = [];
  for (let index = 1; index < word.length; index += 1) {
    const short = word.charAt(index);
    const entry = Object.entries(command.grammar.flags).find(([, flag]) => flag.short === short);
    if (entry === undefined) throw unknownFlag(command, `-${short}`);
    const [name, flag] = entry;
    const tail = word.slice(index + 1);
    if (flag.kind !== 'switch' || tail.startsWith('=')) {
      const inline = tail === '' ? undefined : tail.replace(/^=/u, '');
      return [...given, { name, flag, inline }];
    }
    given.push({ name, flag, inline: undefined });
  }
  if (given.length === 0) throw unknownFlag(command, word);
  return given;
}

function collect(
  collected: Map<string, string[]>,
  given: { name: string; flag: Flag; value: string; command: Command },
): void {
  const { name, flag, value, command } = given;
  if (flag.kind === 'switch') {
    if (value !== 'true' && value !== 'false') {
      throw misused(command, `--${name} is a switch; it takes no value "${value}".`, flag);
    }
  } else checked(value, flag.pattern, `The value of --${name}`, command);
  const earlier = collected.get(name) ?? [];
  if (earlier.length > 0 && flag.kind !== 'repeated') {
    throw misused(command, `--${name} is given twice.`, flag);
  }
  collected.set(name, [...earlier, value]);
}

function typed(
  grammar: Grammar,
  collected: ReadonlyMap<string, readonly string[]>,
): Words['flags'] {
  return Object.fromEntries(
    Object.entries(grammar.flags).map(([name, flag]) => {
      const values = collected.get(name) ?? [];
      if (flag.kind === 'switch') return [name, values[0] === 'true'];
      if (flag.kind === 'repeated') return [name, values.map((value) => flag.read(value))];
      const [value] = values;
      return [name, value === undefined ? undefined : flag.read(value)];
    }),
  ) as Words['flags'];
}

/**
 * The command in one fixed order, from the accepted text and not from the typed values: a duration is milliseconds once it
 * is typed, and parsing the result again has to give the same call.
 */
function spell(command: Command, { positionals, values }: Accepted): string {
  const flags = Object.entries(command.grammar.flags).flatMap(([name, flag]) =>
    spellFlag(name, flag, values.get(name) ?? []),
  );
  return joinWords([...command.name.split(' '), ...positionals, ...flags]);
}

function spellFlag(name: string, flag: Flag, values: readonly string[]): readonly string[] {
  const spelled = flag.short === undefined ? `--${name}` : `-${flag.short}`;
  if (flag.kind === 'switch') return values[0] === 'true' ? [spelled] : [];
  return values.flatMap((value) => [spelled, value]);
}

function checked(value: string, pattern: Pattern, subject: string, command: Command): string {
  const good =
    !value.startsWith('-') &&
    value.length <= VALUE_MAX &&
    pattern.expression.test(value) &&
    (pattern.accepts?.(value) ?? true);
  if (good) return value;
  throw new UsageError({
    what: `${subject} is not valid for "${command.name}".`,
    why: value.startsWith('-')
      ? 'A value can never begin with "-".'
      : `It must be ${pattern.description}.`,
    fix: 'Correct it and send the command again.',
    usage: usageLine(command),
  });
}

/** A word of a command that is spoken of: it may begin with '-', and nothing takes it for a flag. */
function quoted(word: string, command: Command): string {
  const { pattern } = command.grammar.positionals;
  if (word.length <= VALUE_MAX && pattern.expression.test(word)) return word;
  throw new UsageError({
    what: `"${word.slice(0, 100)}" is not valid for "${command.name}".`,
    why: `It must be ${pattern.description}.`,
    fix: 'Correct it and send the command again.',
    usage: usageLine(command),
  });
}

function checkCount(positionals: readonly string[], command: Command): void {
  const { min, max, usage } = command.grammar.positionals;
  if (positionals.length >= min && positionals.length <= max) return;
  const what =
    positionals.length < min
      ? `"${command.name}" needs ${usage}.`
      : max === 0
        ? `"${command.name}" takes no arguments, only flags.`
        : `"${command.name}" takes at most ${max} argument${max === 1 ? '' : 's'}, not ${positionals.length}.`;
  throw new UsageError({
    what,
    why: 'Nothing was run.',
    fix: 'See the usage line.',
    usage: usageLine(command),
  });
}

function ownFlag(grammar: Grammar, name: string): Flag | undefined {
  return Object.hasOwn(grammar.flags, name) ? grammar.flags[name] : undefined;
}

function unknownFlag(command: Command, written: string): UsageError {
  const names = Object.keys(command.grammar.flags).map((name) => `--${name}`);
  const near = nearest(written, names);
  return new UsageError({
    what: `"${written}" is not a flag of "${command.name}" here.`,
    why: `Only the flags in the usage line exist${othersKnow(command)}.`,
    fix: near === undefined ? 'See the usage line.' : `Did you mean "${near}"?`,
    usage: usageLine(command),
  });
}

function othersKnow({ on }: Command): string {
  if (on === 'cluster') return '; kubectl may know more, and they are refused';
  return on === 'kafka' ? '; Apache Kafka’s own tools may know more, and they are refused' : '';
}

function misused(command: Command, what: string, flag: Flag): UsageError {
  const expected = flag.kind === 'switch' ? 'nothing, "true" or "false"' : flag.pattern.description;
  return new UsageError({
    what,
    why: `It takes ${expected}${flag.kind === 'repeated' ? ', and may be given several times' : ', once'}.`,
    fix: 'Correct it and send the command again.',
    usage: usageLine(command),
  });
}
