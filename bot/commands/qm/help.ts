// `qm help`: what the reader may do, and how each command is written. Nothing is listed that would be refused everywhere.

import { botCommand, type Command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { usageLine } from '../../parse.ts';

const WORD = { expression: /^[a-z][a-z-]{0,30}$/u, description: 'a word of a command' };

export const help = botCommand({
  name: 'qm help',
  summary: 'What you may do here, or how one command is written',
  examples: ['qm help', 'qm help kubectl get'],
  effect: 'read',
  grammar: { positionals: { usage: '[COMMAND]', min: 0, max: 4, pattern: WORD }, flags: {} },
  read: (words) => ({ topic: words.positionals.join(' ') }),
  async run({ topic }, { services, request }) {
    const { commands: allowed } = await services.reach(request);
    if (topic === '') return { stdout: overview(allowed), stderr: '', exitCode: 0 };
    const found = about(topic, allowed);
    if (found.length === 0) {
      throw new UsageError({
        what: `There is no command "${topic}" for you.`,
        why: 'Help lists only what you may use.',
        fix: 'Send "qm help" for the list.',
        usage: '',
      });
    }
    return { stdout: found.map(detailed).join('\n'), stderr: '', exitCode: 0 };
  },
});

/** Those whose names begin so; else those with these words anywhere in their names. */
function about(topic: string, commands: readonly Command[]): readonly Command[] {
  const first = commands.filter(({ name }) => name.startsWith(topic));
  if (first.length > 0) return first;
  const asked = topic.split(' ');
  return commands.filter(({ name }) => {
    const words = name.split(' ');
    return asked.every((word) => words.some((each) => each.startsWith(word)));
  });
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length), 0);
  return commands.map((command) => `${command.name.padEnd(width)}  ${command.summary}\n`).join('');
}

function detailed(command: Command): string {
  const flags = Object.entries(command.grammar.flags).map(([name, flag]) => {
    const short = flag.short === undefined ? '' : `-${flag.short}, `;
    return `  ${short}--${name}  ${flag.summary}\n`;
  });
  const examples = command.examples.map((example) => `  /${example}\n`);
  return `${command.name}: ${command.summary}\n${usageLine(command)}\n${flags.join('')}Examples:\n${examples.join('')}`;
}
