// What a policy may demand, read from its annotations: a set that says one thing and does the other is refused at load.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadPolicies } from '../../../bot/adapters/cedar.ts';
import { OperatorError } from '../../../bot/errors.ts';

const SCHEMA = readFileSync('policies/quartermaster.cedarschema', 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'demands-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LIFTED = 'unless { context.approvals >= 1 };';

function load(policy: string) {
  writeFileSync(path.join(folder, 'one.cedar'), `@id("one")\n${policy}\n`);
  return loadPolicies(folder, SCHEMA);
}

function forbid(annotations: string, condition = LIFTED): string {
  return `${annotations}\nforbid (principal, action == Action::"kubectl drain", resource)\n${condition}`;
}

describe('a demand', () => {
  test('is one approval within an hour by whoever may do the same, unless it says otherwise', () => {
    expect(load(forbid('@demands("approval")')).demand('one')).toEqual({
      ...{ kind: 'approval', policy: 'one', approvals: 1, approvers: [], validMs: 3_600_000 },
    });
    const said =
      '@demands("approval")\n@approvals("2")\n@approvers("admin, security")\n@valid("30m")';
    expect(load(forbid(said, 'unless { context.approvals >= 2 };')).demand('one')).toEqual({
      kind: 'approval',
      policy: 'one',
      approvals: 2,
      approvers: ['admin', 'security'],
      validMs: 1_800_000,
    });
  });

  test('may be for the click of whoever asks alone', () => {
    const policy = forbid('@demands("confirmation")', 'unless { context.confirmed };');
    expect(load(policy).demand('one')).toEqual({ kind: 'confirmation', policy: 'one' });
  });

  test('is none where a policy says nothing of it', () => {
    expect(load(forbid('', 'when { context.frozen };')).demand('one')).toBeUndefined();
    expect(load(forbid('', 'when { context.frozen };')).demand('other')).toBeUndefined();
  });
});

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ['looks at approvals and does not say so', forbid(''), /does not say @demands/u],
  [
    'names approvers and demands nothing',
    forbid('@approvers("admin")', 'when { context.frozen };'),
    /does not say @demands/u,
  ],
  [
    'demands an approval and never looks at it',
    forbid('@demands("approval")', 'when { context.frozen };'),
    /nothing could lift it/u,
  ],
  [
    'demands a confirmation and looks at approvals',
    forbid('@demands("confirmation")'),
    /nothing could lift it/u,
  ],
  [
    'is a permit',
    '@demands("approval")\npermit (principal, action == Action::"kubectl drain", resource)\nwhen { context.approvals >= 1 };',
    /Only a forbid can demand/u,
  ],
  ['demands something else', forbid('@demands("money")'), /is not known/u],
  ['asks for no approval', forbid('@demands("approval")\n@approvals("0")'), /from 1 to 5/u],
  ['asks for six approvals', forbid('@demands("approval")\n@approvals("6")'), /from 1 to 5/u],
  ['names no group', forbid('@demands("approval")\n@approvers("Ad min")'), /no name of a group/u],
  ['waits for days', forbid('@demands("approval")\n@valid("25h")'), /no time up to 24h/u],
  ['waits for words', forbid('@demands("approval")\n@valid("soon")'), /no time up to 24h/u],
];

test.each(REFUSED)('a policy is refused that %s', (_title, policy, why) => {
  let refusal: unknown;
  try {
    load(policy);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(OperatorError);
  expect((refusal as OperatorError).why).toMatch(why);
  expect((refusal as OperatorError).what).toContain('policy "one"');
});
