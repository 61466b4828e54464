// Holds `logs` to the real kubectl on the same cluster: stdout, stderr and exit code to the byte, and following by what a
// person sees.

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Output } from '../../../bot/command.ts';
import { logs } from '../../../bot/commands/kubectl/logs.ts';
import { LOG_LINES, UNORDERED_LOG_LINES } from './log-lines.ts';
import { compare, findTarget, LINE_MS, type Oracle, openOracle } from './oracle.ts';
import {
  dropLogs,
  findPods,
  type Kubectl,
  linesOf,
  populateWorkloads,
  writeLog,
  writeLogs,
} from './populate.ts';
import { splitLine } from './words.ts';

const namespace = `gets-logs-${randomBytes(3).toString('hex')}`;
const SETUP_MS = 300_000;
const target = await findTarget('kubectl logs');
const suite = target === undefined ? describe.skip : describe;

suite('the same text as kubectl', () => {
  let oracle: Oracle;
  let pods: Readonly<Record<string, string>> = {};
  const kubectl: Kubectl = (argv, input) => oracle.kubectl(argv, input);

  beforeAll(async () => {
    if (target === undefined) return;
    oracle = openOracle(target, [logs]);
    await populateWorkloads(kubectl, namespace);
    await writeLogs({ kubectl, runDirectory: target.runDirectory, namespace });
    pods = await findPods(kubectl, namespace);
  }, SETUP_MS);

  afterAll(async () => {
    if (target === undefined) return;
    await dropLogs(kubectl, namespace);
    await oracle.kubectl(['delete', 'ns', namespace, '--wait=false']);
    await oracle.close();
  }, SETUP_MS);

  test.each(LOG_LINES)(
    '%s',
    async (line) => {
      const { ours, theirs } = await compare(oracle, argvOf(line));
      expect(ours).toEqual(theirs);
    },
    LINE_MS,
  );

  test.each(UNORDERED_LOG_LINES)(
    '%s, in any order',
    async (line) => {
      const { ours, theirs } = await compare(oracle, argvOf(line), inOrder);
      expect(ours).toEqual(theirs);
    },
    LINE_MS,
  );

  test(
    'a workload without pods is waited for as long as kubectl does',
    async () => {
      const { ours, theirs } = await compare(oracle, argvOf('logs deploy/none -n NS'));
      expect(ours).toEqual(theirs);
    },
    LINE_MS,
  );

  test(
    'following shows lines as they come and says that it was stopped',
    async () => {
      const controller = new AbortController();
      const shown: Output[] = [];
      const running = oracle.ours(argvOf('logs -f sts/db -n NS --tail=1'), {
        signal: controller.signal,
        show: (output) => shown.push(output),
      });
      await until(() => shown.at(-1)?.stdout.includes('line 3 of postgres') === true);
      const logs = { kubectl, runDirectory: target?.runDirectory ?? '', namespace };
      await writeLog(logs, 'postgres', [...linesOf('postgres'), 'a line that came later']);
      await until(() => shown.at(-1)?.stdout.includes('a line that came later') === true);
      controller.abort(new Error('stopped'));
      const output = await running;
      expect(output.stdout).toMatch(/^line 3 of postgres: .*\n(?:.*\n)*a line that came later\n$/u);
      expect(output.stderr).toMatch(/^Found 2 pods, using pod\/db-\d\nFollowing was stopped\.\n$/u);
      expect(output.exitCode).toBe(0);
    },
    LINE_MS,
  );

  test(
    'following several logs tells them apart',
    async () => {
      const controller = new AbortController();
      const shown: Output[] = [];
      const running = oracle.ours(argvOf('logs -f -n NS -l app=pair --all-containers'), {
        signal: controller.signal,
        show: (output) => shown.push(output),
      });
      const lines = ['first', 'second'].map((name) => `[pod/${pods.PAIR}/${name}] line 3`);
      await until(() => lines.every((line) => shown.at(-1)?.stdout.includes(line) === true));
      controller.abort(new Error('stopped'));
      const { stdout } = await running;
      for (const line of lines) expect(stdout).toContain(line);
    },
    LINE_MS,
  );

  function argvOf(line: string): string[] {
    const named = line
      .replaceAll('NS', namespace)
      .replace(/\b(?:WEBRS|WEB|PAIR)\b/gu, (word) => pods[word] ?? word);
    return splitLine(named);
  }
});

function inOrder(output: Output): unknown {
  const sorted = (text: string) => text.split('\n').sort();
  return { ...output, stdout: sorted(output.stdout), stderr: sorted(output.stderr) };
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 900 && !isTrue(); attempt += 1) await delay(50);
  expect(isTrue()).toBe(true);
}
