// The search of the audit as a modal: what it makes is a command like any typed one, and the other way round.

import { describe, expect, test } from '@jest/globals';
import {
  auditCommandOf,
  auditForm,
  auditFormErrors,
  auditValuesOf,
} from '../../../bot/audit/form.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import { parse } from '../../../bot/parse.ts';

const FULL = {
  ...{ user: 'U0BOB', command: 'rollout restart', cluster: 'staging', namespace: 'shop' },
  ...{ resource: 'deploy/web', outcome: 'not understood', kind: 'refusal' },
  ...{ since: '2026-11-24T09:00', until: '2h', output: 'csv' },
};

describe('the form', () => {
  test('makes the command that says what its fields say', () => {
    const command = auditCommandOf(FULL);
    expect(command).toBe(
      "qm audit --user U0BOB --command 'rollout restart' --cluster staging --namespace shop --resource deploy/web --outcome 'not understood' --kind refusal --since 2026-11-24T09:00 --until 2h --output csv",
    );
    expect(auditValuesOf(parse(command, COMMANDS).words)).toEqual(FULL);
    expect(auditCommandOf({})).toBe('qm audit');
  });

  test('opens with the search that was typed', () => {
    const { words } = parse('qm audit web drain --user U0BOB -n shop', COMMANDS);
    const view = JSON.stringify(auditForm(auditValuesOf(words), '{}'));
    expect(view).toContain('"initial_user":"U0BOB"');
    expect(view).toContain('"initial_value":"web drain"');
    expect(view).toContain('"initial_value":"shop"');
  });

  test.each([
    ['user', 'bob'],
    ['namespace', 'Shop!'],
    ['resource', 'a b'],
    ['since', 'yesterday'],
    ['since', '2026-02-31'],
    ['command', '--user=U0BOB'],
    ['kind', 'gossip'],
  ])('says what is wrong with %s %j at that field', (field, value) => {
    expect(auditFormErrors({ [field]: value })).toEqual({
      [field]: expect.stringMatching(/^This must be /u),
    });
  });

  test.each(["it's", 'a "b"', 'x; y', '$(reboot)', '<!channel>'])(
    'lets no %j out of its field',
    (command) => expect(auditFormErrors({ command })).toHaveProperty('command'),
  );
});
