// `npm run docs`: writes docs/commands.md from the list of commands, so that it cannot say what the bot does not do.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from '../bot/command.ts';
import { COMMANDS } from '../bot/commands/index.ts';
import { needsConfirmation } from '../bot/dispatch/commands.ts';
import type { Flag } from '../bot/grammar.ts';
import { parse, usageLine } from '../bot/parse.ts';

export const COMMANDS_FILE = 'docs/commands.md';

/** The whole text of docs/commands.md. */
export function commandsPage(commands: readonly Command[]): string {
  return [PREFACE, contents(commands), ...commands.map(section)].join('\n\n').concat('\n');
}

const PREFACE = `<!-- Written by \`npm run docs\` from bot/commands/index.ts: edit the commands, not this page. -->
# Commands

This is all that exists: a command or flag that is not on this page is refused, whatever kubectl knows. Each works as a
slash command and after a mention of the bot, also in a thread. A command marked *change* shows a preview first and runs
when the person who asked for it presses the button, unless its section says that it is done at once.`;

function contents(commands: readonly Command[]): string {
  const rows = commands.map(
    (command) =>
      `| [${cell(command.name)}](#${command.name.replaceAll(' ', '-')}) | ${command.effect} | ${cell(sentence(command.summary))} |`,
  );
  return ['| command | effect | what it does |', '|---|---|---|', ...rows].join('\n');
}

function section(command: Command): string {
  const parts = [`## ${command.name}`, sentence(command.summary)];
  if (command.effect === 'change') parts.push(`*change*: ${howItIsAgreedTo(command)}.`);
  parts.push(fenced(usageLine(command)));
  const flags = Object.entries(command.grammar.flags);
  if (flags.length > 0) parts.push(flagTable(flags));
  if (command.examples.length > 0) parts.push('Examples:', fenced(command.examples.join('\n')));
  return parts.join('\n\n');
}

/** As the bot itself decides it, of the command's examples. */
function howItIsAgreedTo(command: Command): string {
  const waits = command.examples.some((text) => needsConfirmation(parse(text, [command])));
  return waits
    ? 'previewed, then confirmed by a click'
    : 'done at once, without a click: it changes what the bot goes by, and nothing else';
}

function flagTable(flags: readonly (readonly [string, Flag])[]): string {
  const rows = flags.map(([name, flag]) => `| ${spelling(name, flag)} | ${meaning(flag)} |`);
  return ['| flag | meaning |', '|---|---|', ...rows].join('\n');
}

function spelling(name: string, flag: Flag): string {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const value = flag.kind === 'switch' ? '' : ` ${flag.placeholder}`;
  return `\`${cell(`${short}--${name}${value}`)}\``;
}

function meaning(flag: Flag): string {
  const summary = sentence(flag.summary);
  if (flag.kind === 'switch') return cell(summary);
  const often = flag.kind === 'repeated' ? ' May be given several times.' : '';
  return cell(`${summary} ${sentence(`Takes ${flag.pattern.description}`)}${often}`);
}

function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function fenced(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(COMMANDS_FILE, commandsPage(COMMANDS));
  process.stdout.write(`${COMMANDS_FILE}: ${COMMANDS.length} commands\n`);
}
