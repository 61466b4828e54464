// `npm start` as a tree of processes: whoever ends any part of it ends all of it, and the next start finds nothing in its way.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '../world/world.ts';

const ENDED_MS = 60_000;
const KAFKA_MS = 60_000;
let dataDirectory: string;
let npm: ChildProcess;

afterEach(async () => {
  for (const id of await treeOf(npm.pid ?? 0)) killed(id, 'SIGKILL');
  await rm(dataDirectory, { recursive: true, force: true });
});

interface Ending {
  readonly how: string;
  readonly signal: NodeJS.Signals;
  /** Which process of the tree, counted from npm at 0. */
  readonly depth: number;
}

const ENDINGS: readonly Ending[] = [
  { how: 'npm is asked to end', signal: 'SIGTERM', depth: 0 },
  { how: 'npm alone is interrupted', signal: 'SIGINT', depth: 0 },
  { how: 'npm is killed', signal: 'SIGKILL', depth: 0 },
  { how: 'the task is killed', signal: 'SIGKILL', depth: 2 },
  { how: 'the bot is killed', signal: 'SIGKILL', depth: 3 },
];

test.each(ENDINGS)('all of it ends when $how', async ({ signal, depth }) => {
  await start({ KAFKA_BROKERS: 'none' });
  await said(npm, 'Open http');
  const tree = await treeOf(npm.pid ?? 0);
  expect(tree).toHaveLength(4); // npm, the way in, the sandbox, the bot

  killed(tree[depth] ?? 0, signal);

  await until(async () => {
    const left = (await Promise.all(tree.map(isRunning))).filter(Boolean).length;
    return left === 0 ? undefined : `${left} processes are left`;
  }, ENDED_MS);
});

test('the Kafka that it started ends with it', async () => {
  await start({ KAFKA_BROKERS: '' });
  await said(npm, 'Apache Kafka is up');
  const tree = await treeOf(npm.pid ?? 0);
  expect(tree.length).toBeGreaterThanOrEqual(6); // the broker, and who watches over it

  killed(npm.pid ?? 0, 'SIGKILL');

  await until(async () => {
    const left = (await Promise.all(tree.map(isRunning))).filter(Boolean).length;
    return left === 0 ? undefined : `${left} processes are left`;
  }, KAFKA_MS);
}, 300_000);

async function start(environment: Readonly<Record<string, string>>): Promise<void> {
  dataDirectory = await mkdtemp(path.join(tmpdir(), 'quartermaster-'));
  const places = { SANDBOX_PORT: '0', PORT: '0', DATA_DIR: dataDirectory };
  npm = spawn('npm', ['start'], {
    env: { ...process.env, ...places, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** A process and its descendants, parents first. */
async function treeOf(id: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${id}/task/${id}/children`, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const children = text.trim().split(' ').filter(Boolean).map(Number);
  return [id, ...(await Promise.all(children.map(treeOf))).flat()];
}

async function isRunning(id: number): Promise<boolean> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return status !== '' && !/^State:\s+Z/mu.test(status);
}

function killed(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(id, signal);
  } catch {
    // it has ended
  }
}

async function said(child: ChildProcess, words: string): Promise<void> {
  let text = '';
  child.stdout?.setEncoding('utf8');
  while (!text.includes(words)) {
    const [piece] = (await once(child.stdout ?? child, 'data')) as [string];
    text += piece;
  }
}
