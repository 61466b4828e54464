// What the engine owes whatever policies it is given: broken sets refused in words, errors denied, the last good set kept.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { cedarSchema } from '../../../bot/adapters/cedar/schema.ts';
import { createPolicyHolder, loadPolicies } from '../../../bot/adapters/cedar.ts';
import { OperatorError } from '../../../bot/errors.ts';
import type { PolicyQuestion } from '../../../bot/ports.ts';
import { OFFERED } from './offered.ts';

const SCHEMA = cedarSchema(OFFERED);
const scratch = mkdtempSync(path.join(tmpdir(), 'cedar-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const READ = '@id("all-read") permit (principal, action in Action::"read", resource);';
const QUESTION: PolicyQuestion = {
  principal: {
    teamId: 'T1',
    userId: 'U1',
    groups: ['viewer'],
    isGuest: false,
    isBot: false,
    isStranger: false,
  },
  action: 'kubectl get',
  resource: {
    kind: 'cluster-resource',
    cluster: 'shop-staging',
    environment: 'staging',
    access: { verb: 'get', group: '', resource: 'pods', namespace: 'shop', name: 'web-0' },
  },
  context: { channelId: 'C1', surface: 'slash', hour: 10, weekday: 3 },
};

describe('a broken set', () => {
  test.each([
    [
      'a syntax error',
      '@id("x")\npermit (principal, action',
      /one\.cedar is broken.*Cedar says.*line 2 of the file/u,
    ],
    [
      'an unknown attribute',
      '@id("x")\npermit (principal, action, resource)\nwhen { principal.admin };',
      /one\.cedar, policy "x", is broken.*attribute `admin`.*line 3 of the policy/u,
    ],
    [
      'an unknown action',
      '@id("x") permit (principal, action == Action::"kubectl exec", resource);',
      /policy "x".*kubectl exec/u,
    ],
    [
      'an optional attribute that is not asked for first',
      '@id("x") permit (principal, action, resource is ClusterResource) when { resource.name == "a" };',
      /policy "x".*name/u,
    ],
    [
      'a policy that can never apply',
      '@id("x") forbid (principal, action in Action::"own", resource is Cluster);',
      /policy "x"/u,
    ],
    ['a missing id', 'permit (principal, action, resource);', /has no @id: permit \(principal/u],
    ['an id that is none', '@id("Über alles") permit (principal, action, resource);', /a-z, 0-9/u],
    ['the same id twice', `${READ}\n${READ}`, /policy "all-read".*also used in one\.cedar/u],
    ['a template', '@id("x") permit (principal == ?principal, action, resource);', /template/u],
    ['comments alone', '// nothing yet', /There is no policy in it/u],
    [
      'advice without end',
      `@id("x") @advice("${'a'.repeat(301)}") permit (principal, action, resource);`,
      /at most 300/u,
    ],
    ['a file without end', `// ${'a'.repeat(300_000)}\n${READ}`, /at most 262144/u],
  ])('with %s is refused, naming it', (_name, text, words) => {
    const directory = folderOf({ 'one.cedar': text });
    expect(refusalOf(directory)).toMatch(words);
  });

  test('with the same id in two files names both', () => {
    const directory = folderOf({ 'one.cedar': READ, 'two.cedar': READ });
    expect(refusalOf(directory)).toMatch(/two\.cedar, policy "all-read".*also used in one\.cedar/u);
  });

  test('with a file that is not UTF-8 is refused', () => {
    const directory = folderOf({ 'one.cedar': READ });
    writeFileSync(path.join(directory, 'two.cedar'), Buffer.from([0x2f, 0x2f, 0xff]));
    expect(refusalOf(directory)).toMatch(/two\.cedar.*not UTF-8/u);
  });

  test('is refused with too many files', () => {
    const many = Array.from({ length: 201 }, (_, index) => [`${index}.cedar`, READ] as const);
    expect(refusalOf(folderOf(Object.fromEntries(many)))).toMatch(/201 files; at most 200/u);
  });

  test('is refused where the folder is empty, missing, a file, or holds a folder for a file', () => {
    const directory = folderOf({ 'notes.txt': READ });
    expect(refusalOf(directory)).toMatch(/no \*\.cedar file/u);
    expect(refusalOf(path.join(directory, 'nowhere'))).toMatch(/ENOENT/u);
    expect(refusalOf(path.join(directory, 'notes.txt'))).toMatch(/ENOTDIR/u);
    mkdirSync(path.join(directory, 'one.cedar'));
    expect(refusalOf(directory)).toMatch(/not a file/u);
  });

  test('is refused where a file cannot be read', () => {
    const directory = folderOf({ 'one.cedar': READ });
    symlinkSync('/nowhere/at/all', path.join(directory, 'two.cedar'));
    expect(refusalOf(directory)).toMatch(/two\.cedar.*ENOENT/u);
  });

  test('is refused where the folder leads to itself', () => {
    const loop = path.join(folderOf({}), 'loop');
    symlinkSync(loop, loop);
    expect(refusalOf(loop)).toMatch(/ELOOP/u);
  });

  test('is refused with a broken schema', () => {
    const directory = folderOf({ 'one.cedar': READ });
    expect(() => loadPolicies(directory, 'entity {')).toThrow(/the schema is broken/u);
  });
});

describe('a decision', () => {
  test('names the policies that allowed', () => {
    const engine = loadPolicies(folderOf({ 'one.cedar': READ }), SCHEMA);
    expect(engine.decide(QUESTION)).toEqual({ allowed: true, policies: ['all-read'], errors: [] });
  });

  test('names the policies that forbade, and not what would have allowed', () => {
    const no = '@id("no-pods") @advice("Ask.") forbid (principal, action, resource);';
    const engine = loadPolicies(folderOf({ 'one.cedar': `${READ}\n${no}` }), SCHEMA);
    expect(engine.decide(QUESTION)).toEqual({ allowed: false, policies: ['no-pods'], errors: [] });
    expect(engine.advice('no-pods')).toBe('Ask.');
    expect(engine.advice('all-read')).toBeUndefined();
  });

  test('is a denial by no policy where none permits', () => {
    const engine = loadPolicies(folderOf({ 'one.cedar': READ }), SCHEMA);
    const question = { ...QUESTION, action: 'kubectl scale' };
    expect(engine.decide(question)).toEqual({ allowed: false, policies: [], errors: [] });
  });

  test.each([
    ['an action that does not exist', { ...QUESTION, action: 'kubectl exec' }],
    ['a resource that the action is not for', { ...QUESTION, resource: { kind: 'bot' } as const }],
    ['half a replica', { ...QUESTION, context: { ...QUESTION.context, replicasAfter: 1.5 } }],
    [
      'text that is not Unicode',
      { ...QUESTION, context: { ...QUESTION.context, channelId: '\ud800' } },
    ],
    ['no number', { ...QUESTION, context: { ...QUESTION.context, replicasAfter: Number.NaN } }],
  ])('is a denial with its error for %s', (_name, question) => {
    const all = '@id("all") permit (principal, action, resource);';
    const decision = loadPolicies(folderOf({ 'one.cedar': all }), SCHEMA).decide(question);
    expect(decision).toMatchObject({ allowed: false, policies: [] });
    expect(decision.errors.length).toBeGreaterThan(0);
  });

  test('is a denial when a policy cannot be evaluated, though another permits', () => {
    const overflow =
      '@id("overflow") forbid (principal, action, resource) when { context.hour + 9223372036854775807 > 0 };';
    const engine = loadPolicies(folderOf({ 'one.cedar': `${READ}\n${overflow}` }), SCHEMA);
    const decision = engine.decide(QUESTION);
    expect(decision).toMatchObject({ allowed: false, policies: [] });
    expect(decision.errors.join()).toMatch(/^overflow: .*overflow/u);
  });

  test('sees namespaces, clusters, users, groups and every fact by their names', () => {
    const sees = `@id("sees")
      permit (
        principal == User::"T1/U1",
        action == Action::"kubectl patch",
        resource in Namespace::"shop-staging/shop"
      )
      when { resource is ClusterResource && resource in Cluster::"shop-staging" }
      when { principal in Group::"viewer" && principal.groups == ["viewer"] && principal.team == "T1" }
      when { resource has name && resource.name == "web" && resource.group == "apps" }
      when { resource.verb == "patch" && resource.resource == "deployments" }
      when { resource has subresource && resource.subresource == "scale" }
      when { context.channel == "C1" && context.surface == "slash" }
      when { context.hour == 10 && context.weekday == 3 }
      when { context has replicas_after && context.replicas_after == 4 }
      when { context has patch_paths && context.patch_paths == ["spec.replicas", "metadata.labels"] };`;
    const engine = loadPolicies(folderOf({ 'one.cedar': sees }), SCHEMA);
    const access = {
      verb: 'patch',
      group: 'apps',
      resource: 'deployments',
      subresource: 'scale',
      namespace: 'shop',
      name: 'web',
    } as const;
    const decision = engine.decide({
      ...QUESTION,
      action: 'kubectl patch',
      resource: {
        kind: 'cluster-resource',
        cluster: 'shop-staging',
        environment: 'staging',
        access,
      },
      context: {
        ...QUESTION.context,
        replicasAfter: 4,
        patchPaths: ['spec.replicas', 'metadata.labels.app.kubernetes.io/name'],
      },
    });
    expect(decision).toEqual({ allowed: true, policies: ['sees'], errors: [] });
  });
});

describe('the version', () => {
  test('changes with a text, a name and nothing else', () => {
    const one = loadPolicies(folderOf({ 'one.cedar': READ }), SCHEMA).version;
    expect(one).toMatch(/^[0-9a-f]{64}$/u);
    expect(loadPolicies(folderOf({ 'one.cedar': READ, 'a.txt': 'x' }), SCHEMA).version).toBe(one);
    expect(loadPolicies(folderOf({ 'two.cedar': READ }), SCHEMA).version).not.toBe(one);
    expect(loadPolicies(folderOf({ 'one.cedar': `${READ}\n` }), SCHEMA).version).not.toBe(one);
  });
});

describe('the holder', () => {
  test('does not start with a broken set', () => {
    expect(() => holderOf(folderOf({ 'one.cedar': 'permit' }))).toThrow(OperatorError);
  });

  test('keeps the last good set while a new one is broken, then takes the mended one', () => {
    const directory = folderOf({ 'one.cedar': READ });
    const { holder, refused } = holderOf(directory);
    const first = holder.version;
    writeFileSync(path.join(directory, 'one.cedar'), 'permit');
    const reload = holder.reload();
    expect(reload).toMatchObject({ ok: false, problem: expect.stringContaining('one.cedar') });
    expect(refused).toEqual(reload.ok ? [] : [reload.problem]);
    expect(holder.version).toBe(first);
    expect(holder.decide(QUESTION).allowed).toBe(true);

    const no = '@id("none") @advice("No.") forbid (principal, action, resource);';
    writeFileSync(path.join(directory, 'one.cedar'), no);
    expect(holder.reload()).toEqual({ ok: true, version: holder.version });
    expect(holder.version).not.toBe(first);
    expect(holder.decide(QUESTION)).toMatchObject({ allowed: false, policies: ['none'] });
    expect(holder.advice('none')).toBe('No.');
    expect(refused).toHaveLength(1);
  });

  test('keeps the last good set when the folder is gone', () => {
    const directory = folderOf({ 'one.cedar': READ });
    const { holder, refused } = holderOf(directory);
    rmSync(directory, { recursive: true });
    expect(holder.reload().ok).toBe(false);
    expect(holder.decide(QUESTION).allowed).toBe(true);
    expect(refused).toHaveLength(1);
  });

  test('leaves another engine as it was', () => {
    const directory = folderOf({ 'one.cedar': READ });
    const before = loadPolicies(directory, SCHEMA);
    writeFileSync(
      path.join(directory, 'one.cedar'),
      '@id("none") forbid (principal, action, resource);',
    );
    expect(loadPolicies(directory, SCHEMA).decide(QUESTION).allowed).toBe(false);
    expect(before.decide(QUESTION).allowed).toBe(true);
  });
});

function folderOf(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(path.join(scratch, 'set-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(directory, name), text);
  return directory;
}

function refusalOf(directory: string): string {
  try {
    loadPolicies(directory, SCHEMA);
  } catch (error) {
    if (error instanceof OperatorError) return error.message;
    throw error;
  }
  return 'nothing was refused';
}

function holderOf(directory: string) {
  const refused: string[] = [];
  const log = { info() {}, error() {} };
  const onRefused = (problem: string) => void refused.push(problem);
  return { holder: createPolicyHolder({ directory, schemaText: SCHEMA, log, onRefused }), refused };
}
