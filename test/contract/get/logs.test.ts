// Holds `logs` to the real kubectl on the same cluster: stdout, stderr and exit code to the byte, and following by what a
// person sees.

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Output } from '../../../bot/command.ts';
import { logs } from '../../../bot/commands/kubectl/logs.ts';
import { writeContainerLogs } from '../../cluster/logs.ts';
import { LOG_LINES, UNORDERED_LOG_LINES } from './log-lines.ts';
import { manifests } from './objects.ts';
import { compare, findTarget, type Oracle, openOracle } from './oracle.ts';
import { splitLine } from './words.ts';

const namespace = `gets-logs-${randomBytes(3).toString('hex')}`;
const SETUP_MS = 180_000;
const target = await findTarget('kubectl logs');
const suite = target === undefined ? describe.skip : describe;

suite('the same text as kubectl', () => {
  let oracle: Oracle;
  const pods: Record<string, string> = {};

  beforeAll(async () => {
    if (target === undefined) return;
    oracle = openOracle(target, [logs]);
    await must(`create ns ${namespace}`);
    const workloads = manifests({ namespace, group: 'unused' }).filter((object) =>
      /"kind":"(?:Deployment|StatefulSet|DaemonSet|Job|Pod|Service)"/u.test(
        JSON.stringify(object, (_key, value) => (typeof value === 'bigint' ? '' : value)),
      ),
    );
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: workloads });
    const made = await oracle.kubectl(['create', '-f', '-'], list);
    if (made.exitCode !== 0) throw new Error(made.stderr);
    for (const workload of ['deploy/web', 'deploy/pair', 'sts/db', 'ds/agent']) {
      await must(`rollout status ${workload} -n ${namespace} --timeout=60s`);
    }
    await must(`wait --for=condition=Complete job/once -n ${namespace} --timeout=60s`);
    await must(`wait --for=condition=Ready pod/preset pod/mispreset -n ${namespace} --timeout=60s`);
    await writeLogs();
    pods.WEBRS = await first('rs', 'app=web');
    pods.WEB = await first('pod', 'app=web');
    pods.PAIR = await first('pod', 'app=pair');
  }, SETUP_MS);

  afterAll(async () => {
    if (target === undefined) return;
    const sources = ['app', 'first', 'second', 'setup', 'postgres', 'agent', 'work'];
    const names = sources.map((name) => `${namespace}-${name}`);
    await oracle.kubectl(['delete', 'clusterlogs', '--ignore-not-found', ...names]);
    await oracle.kubectl(['delete', 'ns', namespace, '--wait=false']);
    await oracle.close();
  }, SETUP_MS);

  test.each(LOG_LINES)('%s', async (line) => {
    const { ours, theirs } = await compare(oracle, argvOf(line));
    expect(ours).toEqual(theirs);
  });

  test.each(UNORDERED_LOG_LINES)('%s, in any order', async (line) => {
    const { ours, theirs } = await compare(oracle, argvOf(line), inOrder);
    expect(ours).toEqual(theirs);
  });

  test('a workload without pods is waited for as long as kubectl does', async () => {
    const { ours, theirs } = await compare(oracle, argvOf('logs deploy/none -n NS'));
    expect(ours).toEqual(theirs);
  }, 60_000);

  test('following shows lines as they come and says that it was stopped', async () => {
    const controller = new AbortController();
    const shown: Output[] = [];
    const running = oracle.ours(argvOf('logs -f sts/db -n NS --tail=1'), {
      signal: controller.signal,
      show: (output) => shown.push(output),
    });
    await until(() => shown.at(-1)?.stdout.includes('line 3 of postgres') === true);
    await write('postgres', [...linesOf('postgres'), 'a line that came later']);
    await until(() => shown.at(-1)?.stdout.includes('a line that came later') === true);
    controller.abort(new Error('stopped'));
    const output = await running;
    expect(output.stdout).toMatch(/^line 3 of postgres: .*\n(?:.*\n)*a line that came later\n$/u);
    expect(output.stderr).toMatch(/^Found 2 pods, using pod\/db-\d\nFollowing was stopped\.\n$/u);
    expect(output.exitCode).toBe(0);
  }, 60_000);

  test('following several logs tells them apart', async () => {
    const controller = new AbortController();
    const shown: Output[] = [];
    const running = oracle.ours(argvOf('logs -f -n NS -l app=pair --all-containers'), {
      signal: controller.signal,
      show: (output) => shown.push(output),
    });
    const prefix = (container: string) => `[pod/${pods.PAIR}/${container}] line 3`;
    await until(() => shown.at(-1)?.stdout.includes(prefix('second')) === true);
    controller.abort(new Error('stopped'));
    expect((await running).stdout).toContain(prefix('first'));
  }, 60_000);

  function argvOf(line: string): string[] {
    const named = line
      .replaceAll('NS', namespace)
      .replace(/\b(?:WEBRS|WEB|PAIR)\b/gu, (word) => pods[word] ?? word);
    return splitLine(named);
  }

  async function must(line: string): Promise<Output> {
    const output = await oracle.kubectl(splitLine(line));
    if (output.exitCode !== 0) throw new Error(`${line}: ${output.stderr}`);
    return output;
  }

  async function first(kind: string, selector: string): Promise<string> {
    const { stdout } = await must(`get ${kind} -n ${namespace} -l ${selector} -o name`);
    return stdout.split('\n')[0]?.split('/')[1] ?? '';
  }

  async function writeLogs(): Promise<void> {
    for (const container of ['app', 'first', 'second', 'setup', 'postgres', 'agent', 'work']) {
      await write(container, linesOf(container));
    }
    await write('app', ['it said this before it ended', 'and this'], 'previous');
  }

  async function write(
    container: string,
    lines: readonly string[],
    which: 'current' | 'previous' = 'current',
  ): Promise<void> {
    if (target === undefined) return;
    const { runDirectory } = target;
    const kubectl = (argv: readonly string[], input?: string) => oracle.kubectl(argv, input);
    await writeContainerLogs({ runDirectory, kubectl, namespace, container, lines, which });
  }
});

function linesOf(container: string): string[] {
  return [
    `line 1 of ${container}`,
    `line 2 of ${container}: grüße, 世界`,
    `line 3 of ${container}: <html> & "quotes"`,
  ];
}

function inOrder(output: Output): unknown {
  const sorted = (text: string) => text.split('\n').sort();
  return { ...output, stdout: sorted(output.stdout), stderr: sorted(output.stderr) };
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 300 && !isTrue(); attempt += 1) await delay(50);
  expect(isTrue()).toBe(true);
}
