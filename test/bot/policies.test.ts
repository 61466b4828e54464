// The starter policies, held by their fixtures: each fixture passes, and each policy is needed by one.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import cedar, { type PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type PolicyFixture, readFixtures } from '../../bot/adapters/cedar/fixtures.ts';
import { createEngine } from '../../bot/adapters/cedar/load.ts';
import { type Policy, parsePolicies } from '../../bot/adapters/cedar/parse-policies.ts';
import { digestOf, readPolicyFolder } from '../../bot/adapters/cedar/read-folder.ts';
import { loadPolicies } from '../../bot/adapters/cedar.ts';
import { OperatorError } from '../../bot/errors.ts';
import { checkFixture, runPolicyFixtures } from '../../bot/policy-test.ts';
import { OFFERED } from '../contract/cedar/offered.ts';

const STARTER = path.resolve('policies/starter');
const SCHEMA = readFileSync('policies/quartermaster.cedarschema', 'utf8');
const scratch = mkdtempSync(path.join(tmpdir(), 'policies-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const files = readPolicyFolder(STARTER);
const policies = [...parsePolicies(files, SCHEMA).values()];
const fixtures = readFixtures(STARTER);

describe('the starter policies', () => {
  const starter = loadPolicies(STARTER, SCHEMA);

  test('decide every fixture as it says', () => {
    const { text, failed } = runPolicyFixtures(STARTER, starter);
    expect(text.split('\n').filter((line) => line.startsWith('FAILED'))).toEqual([]);
    expect(failed).toBe(0);
    expect(fixtures.length).toBeGreaterThanOrEqual(60);
    expect(text.trimEnd().split('\n').at(-1)).toMatch(
      new RegExp(`^${fixtures.length} fixtures: ${fixtures.length} passed, 0 failed; policies `),
    );
  });

  test.each(files.map((file) => file.name))('need the file %s', (name) => {
    const rest = policies.filter((policy) => policy.file !== name);
    const gone = policies.filter((policy) => policy.file === name).map(({ id }) => id);
    expect(isNoticed(rest, gone)).toBe(true);
  });

  test.each(policies.map((policy) => policy.id))('need the policy %s', (id) => {
    const rest = policies.filter((policy) => policy.id !== id);
    expect(isNoticed(rest, [id])).toBe(true);
  });

  test.each(policies)('show $id deciding, and its action decided otherwise', ({ id, text }) => {
    const deciding = fixtures.filter((fixture) => fixture.by.includes(id));
    const wanted = text.includes('permit (') ? 'allow' : 'deny';
    const actions = new Set(deciding.map((fixture) => fixture.question.action));
    const otherwise = fixtures.filter(
      ({ question, expect: expected }) => actions.has(question.action) && expected !== wanted,
    );
    expect(deciding.filter((fixture) => fixture.expect !== wanted)).toEqual([]);
    expect(deciding.length).toBeGreaterThan(0);
    expect(otherwise.length).toBeGreaterThan(0);
  });

  test.each(policies)('need each condition, action and principal of $id', (policy) => {
    const mutants = mutantsOf(policy.text);
    expect(mutants.filter((mutant) => !isMutantNoticed(policy, mutant))).toEqual([]);
  });

  test('have a fixture for every command that changes something or is of the bot', () => {
    const asked = new Set(fixtures.map((fixture) => fixture.question.action));
    const owed = OFFERED.filter(({ on, effect }) => on === 'bot' || effect === 'change');
    expect(owed.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
  });

  test('give words of advice with everything they forbid', () => {
    const forbidding = policies.filter((policy) => policy.text.includes('forbid ('));
    expect(forbidding.filter(({ id }) => starter.advice(id) === undefined)).toEqual([]);
    expect(forbidding.length).toBeGreaterThan(5);
  });

  test.each(OFFERED.map(({ name, on }) => ({ name, on })))(
    'let nobody without a group use "$name"',
    ({ name, on }) => {
      const environment = 'staging';
      const resources = {
        bot: { kind: 'bot' },
        cluster: { kind: 'cluster', cluster: 'shop', environment },
        kafka: { kind: 'kafka', kafka: 'shop', environment },
        pipeline: { kind: 'pipeline', pipeline: 'settlement', environment },
      } as const;
      const nobody = { teamId: 'T1', userId: 'U1', groups: [] };
      const decision = starter.decide({
        principal: { ...nobody, isGuest: false, isBot: false, isStranger: false },
        action: name,
        resource: resources[on],
        context: { channelId: 'C1', surface: 'slash', hour: 3, weekday: 7 },
      });
      expect(decision).toMatchObject({ allowed: false, errors: [] });
    },
  );
});

describe('fixtures', () => {
  const engine = loadPolicies(STARTER, SCHEMA);

  test('fail with what was decided and what was expected', () => {
    const directory = fixtureFolder('wrong', {
      title: 'a viewer gets no help',
      groups: ['viewer'],
      action: 'qm help',
      expect: 'deny',
      by: [],
    });
    const { text, failed } = runPolicyFixtures(directory, engine);
    expect(failed).toBe(1);
    expect(text).toMatch(
      /^FAILED +allow +a viewer gets no help +everyone-asks-for-help \(expected deny by default\)$/mu,
    );
    expect(text).toContain('1 fixture: 0 passed, 1 failed');
  });

  test('fail when the right decision comes from another policy', () => {
    const directory = fixtureFolder('other-policy', {
      title: 'a viewer gets help',
      groups: ['viewer'],
      action: 'qm help',
      expect: 'allow',
      by: ['viewers-read'],
    });
    expect(runPolicyFixtures(directory, engine).failed).toBe(1);
  });

  test('fail when the question itself is in error, though a denial was expected', () => {
    const directory = fixtureFolder('no-command', {
      title: 'nobody execs',
      groups: ['admin'],
      action: 'kubectl exec',
      environment: 'staging',
      expect: 'deny',
      by: [],
    });
    const { text, failed } = runPolicyFixtures(directory, engine);
    expect(failed).toBe(1);
    expect(text).toContain('error: ');
  });

  test.each([
    [
      'an unknown key',
      { title: 'x', groups: [], action: 'qm help', expect: 'deny', by: [], gest: 1 },
    ],
    ['no expectation', { title: 'x', groups: [], action: 'qm help', by: [] }],
    [
      'an access without an environment',
      {
        title: 'x',
        groups: [],
        action: 'kubectl get',
        access: { verb: 'get', resource: 'pods' },
        expect: 'deny',
        by: [],
      },
    ],
  ])('are refused with %s', (name, fixture) => {
    const directory = fixtureFolder(name, fixture);
    expect(() => runPolicyFixtures(directory, engine)).toThrow(OperatorError);
  });

  test('are refused where there are none, and where the YAML is broken', () => {
    const directory = fixtureFolder('broken', undefined);
    expect(() => runPolicyFixtures(directory, engine)).toThrow(/no fixture/u);
    writeFileSync(path.join(directory, 'tests', 'one.yaml'), '- {');
    expect(() => runPolicyFixtures(directory, engine)).toThrow(/Correct the YAML/u);
    expect(() => runPolicyFixtures(path.join(scratch, 'nowhere'), engine)).toThrow(/ENOENT/u);
  });
});

/** The policy with one condition left out, one action left out, any action, or any principal. */
function mutantsOf(text: string): readonly string[] {
  const read = cedar.policyToJson(text);
  if (read.type === 'failure') throw new Error(read.errors[0]?.message);
  const { json } = read;
  const { conditions, action, principal } = json;
  const mutants: PolicyJson[] = conditions.map((one) => ({
    ...json,
    conditions: conditions.filter((other) => other !== one),
  }));
  if ('entities' in action) {
    for (const one of action.entities) {
      const entities = action.entities.filter((other) => other !== one);
      mutants.push({ ...json, action: { op: 'in', entities } });
    }
  }
  if (action.op !== 'All') mutants.push({ ...json, action: { op: 'All' } });
  if (principal.op !== 'All') mutants.push({ ...json, principal: { op: 'All' } });
  return mutants.map(toText);
}

function toText(policy: PolicyJson): string {
  const written = cedar.policyToText(policy);
  if (written.type === 'failure') throw new Error(written.errors[0]?.message);
  return written.text;
}

/** Whether a fixture fails with these policies, of which some are changed or gone. Those near to these are asked first. */
function isNoticed(set: readonly Policy[], ids: readonly string[]): boolean {
  const version = digestOf(set.map((policy) => ({ ...policy, name: policy.id })));
  const engine = createEngine(version, new Map(set.map((each) => [each.id, each])), SCHEMA);
  return nearestFirst(ids).some((fixture) => !checkFixture(fixture, engine).passed);
}

/** All fixtures: those that the policies decide, then those of their actions, then those of their groups, then the rest. */
function nearestFirst(ids: readonly string[]): readonly PolicyFixture[] {
  const isOwn = ({ by }: PolicyFixture) => by.some((id) => ids.includes(id));
  const own = fixtures.filter(isOwn);
  const actions = new Set(own.map(({ question }) => question.action));
  const groups = new Set(own.map(({ question }) => question.principal.groups.join()));
  const distance = (fixture: PolicyFixture) => {
    const { question } = fixture;
    if (isOwn(fixture)) return 0;
    if (actions.has(question.action)) return 1;
    return groups.has(question.principal.groups.join()) ? 2 : 3;
  };
  return fixtures.toSorted((a, b) => distance(a) - distance(b));
}

/**
 * A mutant that does not load is noticed too. Cedar checks each policy by itself, and takes long for all of them: so the fixtures
 * are asked first, and then only this one is checked.
 */
function isMutantNoticed(policy: Policy, text: string): boolean {
  try {
    const set = policies.map((each) => (each === policy ? { ...policy, text } : each));
    if (isNoticed(set, [policy.id])) return true;
    parsePolicies([{ name: policy.file, text }], SCHEMA);
    return false;
  } catch (error) {
    if (error instanceof OperatorError) return true;
    throw error;
  }
}

/** JSON is YAML too. */
function fixtureFolder(name: string, fixture: object | undefined): string {
  const directory = mkdtempSync(path.join(scratch, `${name.replaceAll(' ', '-')}-`));
  const tests = path.join(directory, 'tests');
  cpSync(path.join(STARTER, 'tests'), tests, {
    recursive: true,
    filter: (from) => !/yaml$/u.test(from),
  });
  const content = fixture === undefined ? [] : [fixture];
  writeFileSync(path.join(tests, 'one.yaml'), JSON.stringify(content));
  return directory;
}
