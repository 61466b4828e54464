// The shipped schema and the list of commands say the same.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { cedarSchema } from '../../../bot/adapters/cedar/schema.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import { OFFERED } from './offered.ts';

const SHIPPED = readFileSync('policies/quartermaster.cedarschema', 'utf8');

describe('policies/quartermaster.cedarschema', () => {
  test('is what the offered commands make', () => {
    expect(SHIPPED).toBe(cedarSchema(OFFERED));
  });

  test.each(COMMANDS.map(({ name, on, effect }) => ({ name, on, effect })))(
    'has the action "$name" as the command declares it',
    (command) => {
      expect(OFFERED).toContainEqual(command);
    },
  );

  test('does not depend on the order of the commands', () => {
    expect(cedarSchema([...OFFERED].reverse())).toBe(SHIPPED);
  });

  test('quotes a name that would end its text', () => {
    const schema = cedarSchema([{ name: 'a" b', on: 'bot', effect: 'read' }]);
    expect(schema).toContain('action "a\\" b" in ["own"]');
  });
});
