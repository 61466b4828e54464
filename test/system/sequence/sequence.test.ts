// Holds the changes to the real kubectl, one upon the other: each line is run by kubectl in one namespace and by ours in its
// twin, and both what is said and what has become of the objects must be the same.

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { KubectlCommand, Output } from '../../../bot/command.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import { manifests } from '../../contract/adapter/objects.ts';
import { findTarget, type Oracle, openOracle } from '../../contract/adapter/oracle.ts';
import { type Kubectl, make, makeNamespace } from '../../contract/get/populate.ts';
import { splitLine } from '../../contract/get/words.ts';
import { untilSettled } from '../../contract/settled.ts';
import { CHANGE_LINES, TRIED_PATCH } from './lines.ts';
import { comparable, type Listed } from './objects.ts';

const id = randomBytes(3).toString('hex');
const SIDES = { ours: `change-${id}-a`, theirs: `change-${id}-b` } as const;
type Side = keyof typeof SIDES;
const KINDS = 'deploy,sts,ds,cm,cj';
const SETUP_MS = 300_000;
const LINE_MS = 300_000;
const ALIKE_ATTEMPTS = 50;

const changes = COMMANDS.filter(
  (command): command is KubectlCommand =>
    command.on === 'cluster' &&
    (command.effect === 'change' || command.name.startsWith('kubectl rollout')),
);
const target = await findTarget('changing as kubectl does');
const suite = target === undefined ? describe.skip : describe;

suite('the same changes as kubectl', () => {
  let oracle: Oracle;
  const kubectl: Kubectl = (argv, input) => oracle.kubectl(argv, input);

  beforeAll(async () => {
    if (target === undefined) return;
    oracle = await openOracle(target, changes);
    for (const name of Object.values(SIDES)) {
      await makeNamespace(kubectl, name);
      // No pod of anybody else is to come here.
      const taints = [{ key: 'test', effect: 'NoSchedule' }];
      const node = { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: { taints } };
      await make(kubectl, [...changeable(name), node]);
    }
    for (const name of Object.values(SIDES)) await untilSettled(kubectl, name);
  }, SETUP_MS);

  afterAll(async () => {
    const names = Object.values(SIDES);
    await oracle?.kubectl(['delete', 'namespace', ...names, '--wait=false']);
    await oracle?.kubectl(['delete', 'node', ...names]);
    await oracle?.close();
  }, SETUP_MS);

  test.each(CHANGE_LINES.map((line, index) => [index + 1, line] as const))(
    '%d. kubectl %s',
    async (_index, line) => {
      if (line.startsWith('rollout status ')) await rolledOut(line);
      const refused = oracle.refused.length;
      const before = await objects('ours');
      await previewed(line);
      expect(await objects('ours')).toEqual(before);
      const [ours, theirs] = await Promise.all([
        oracle.ours(argvOf(line, 'ours')),
        oracle.kubectl(argvOf(line, 'theirs')),
      ]);
      expect(neutral(ours, 'ours')).toEqual(neutral(theirs, 'theirs'));
      expect(oracle.refused.slice(refused)).toEqual([]);
      const states = await alike();
      expect(states.ours).toEqual(states.theirs);
    },
    LINE_MS,
  );

  test('a patch that is only tried says so, which kubectl does not', async () => {
    const before = await objects('ours');
    const output = await oracle.ours(argvOf(TRIED_PATCH, 'ours'));
    expect(output.stdout).toBe('deployment.apps/web patched (server dry run)\n');
    expect(await objects('ours')).toEqual(before);
  });

  /** A preview may fail, but it never changes anything. */
  async function previewed(line: string): Promise<void> {
    try {
      await oracle.preview(argvOf(line, 'ours'));
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }

  /** What is said on the way there depends on the moment. A line about nothing that exists has nothing to wait for. */
  async function rolledOut(line: string): Promise<void> {
    const workloads = line.split(' ').filter((word) => word.includes('/'));
    for (const name of Object.values(SIDES)) {
      const wait = ['rollout', 'status', ...workloads, '-n', name, '--timeout=60s'];
      const { exitCode, stderr } = await kubectl(wait);
      if (exitCode !== 0 && !stderr.includes('NotFound')) throw new Error(`${line}: ${stderr}`);
    }
  }

  /** Both sides, read until they are the same, for a while: controllers write a moment later. */
  async function alike(): Promise<Readonly<Record<Side, unknown>>> {
    await Promise.all(Object.values(SIDES).map((name) => untilSettled(kubectl, name)));
    for (let attempt = 1; ; attempt += 1) {
      const [ours, theirs] = await Promise.all([objects('ours'), objects('theirs')]);
      const isSame = JSON.stringify(ours) === JSON.stringify(theirs);
      if (isSame || attempt === ALIKE_ATTEMPTS) return { ours, theirs };
      await delay(200);
    }
  }

  async function objects(side: Side): Promise<unknown> {
    return (await list(side)).map((object) => comparable(object, SIDES[side]));
  }

  async function list(side: Side): Promise<readonly Listed[]> {
    const name = SIDES[side];
    const [some, node] = await Promise.all([
      oracle.kubectl(['get', KINDS, '-n', name, '-o', 'json']),
      oracle.kubectl(['get', 'node', name, '-o', 'json', '--ignore-not-found']),
    ]);
    const { items } = JSON.parse(some.stdout) as { items: readonly Listed[] };
    return node.stdout === '' ? items : [...items, JSON.parse(node.stdout) as Listed];
  }
});

function changeable(namespace: string): readonly unknown[] {
  const wanted = /"kind":"(?:Deployment|StatefulSet|DaemonSet|ConfigMap|Job|CronJob|Pod)"/u;
  const kept = manifests(namespace).filter((object) => wanted.test(JSON.stringify(object)));
  const web = kept.find((object) => /"kind":"Deployment"/u.test(JSON.stringify(object)));
  return [...kept, JSON.parse(JSON.stringify(web).replaceAll('"web"', '"fresh"'))];
}

function argvOf(line: string, side: Side): string[] {
  return splitLine(line.replaceAll(/\b(?:NS|NODE)\b/gu, SIDES[side]));
}

function neutral(output: Output, side: Side): unknown {
  const text = JSON.stringify([output.stdout, output.stderr])
    .replaceAll(SIDES[side], 'NS')
    .replace(/(Expected resource version to be 1, was )\d+/u, '$1(another)');
  return { printed: JSON.parse(text), exitCode: output.exitCode };
}
