import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../bot/commands/index.ts';
import { parse } from '../../bot/parse.ts';
import { COMMANDS_FILE, commandsPage } from '../../scripts/docs.ts';

const PAGE = readFileSync(COMMANDS_FILE, 'utf8');

describe('docs/commands.md', () => {
  test('is what `npm run docs` writes', () => {
    expect(PAGE).toBe(commandsPage(COMMANDS));
  });

  test.each(COMMANDS.map((command) => [command.name, command] as const))(
    'has a section on %s with its flags and examples',
    (name, command) => {
      const section = PAGE.split('\n## ').find((part) => part.startsWith(`${name}\n`)) ?? '';
      for (const flag of Object.keys(command.grammar.flags)) {
        expect(section).toMatch(new RegExp(`--${flag}\\b`, 'u'));
      }
      for (const example of command.examples) expect(section).toContain(example);
    },
  );
});

describe('docs/commands.md, of a change', () => {
  const sectionOn = (name: string) =>
    PAGE.split('\n## ').find((part) => part.startsWith(`${name}\n`)) ?? '';

  test.each(['kubectl scale', 'cluster off', 'cluster take', 'kafka pause connector'])(
    'says that %s waits for a click',
    (name) => {
      expect(sectionOn(name)).toContain('*change*: previewed, then confirmed by a click.');
    },
  );

  test.each(['cluster keep', 'cluster skip', 'cluster resume', 'qm freeze'])(
    'says that %s is done at once',
    (name) => {
      expect(sectionOn(name)).toContain('*change*: done at once, without a click');
      expect(sectionOn(name)).not.toContain('previewed');
    },
  );
});

describe('the examples of a command', () => {
  test.each(
    COMMANDS.flatMap(({ name, examples }) => examples.map((text) => [text, name] as const)),
  )('%s is understood as that command', (text, name) => {
    expect(parse(text, COMMANDS).command.name).toBe(name);
  });
});
