// The processes of test clusters: none outlives its owner, and no other process is ever signalled.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { joinCluster, runKubectl, SHARED_CLUSTER_VARIABLE, startCluster } from './cluster.ts';
import { findProcess, nameOfOwner, runDirectoryOf, stopProcess, sweepOrphans } from './process.ts';

test('a stop leaves a process alone that took the id of a cluster', async () => {
  const innocent = spawn('cat');
  try {
    const name = `foreign-${process.pid}`;
    await mkdir(runDirectoryOf(name), { recursive: true });
    const wrong = JSON.stringify({ id: innocent.pid, binary: '/nowhere/control-plane' });
    await writeFile(path.join(runDirectoryOf(name), 'process.json'), wrong);
    expect(await findProcess(name)).toBeUndefined();
    expect(await stopProcess(name)).toBe(false);
    innocent.stdin.write('still here');
    expect(String(await once(innocent.stdout, 'data'))).toBe('still here');
    expect(existsSync(runDirectoryOf(name))).toBe(false);
  } finally {
    innocent.kill();
  }
});

test('a name cannot lead out of the folder of clusters', () => {
  for (const name of ['', '..', '../dev', 'a/b', '-a']) {
    expect(() => runDirectoryOf(name)).toThrow('is no name for a cluster');
  }
});

test('joining a cluster that does not run says how to start it', async () => {
  await expect(joinCluster('not-started')).rejects.toThrow(
    'Start it with "npm run cluster -- start --name not-started"',
  );
});

test(
  'a cluster that is killed comes back at its address, with its users and what it stored',
  async () => {
    const cluster = await startCluster({ apiOnly: true });
    try {
      await runKubectl(cluster, ['create', 'namespace', 'before']);
      await cluster.kill();
      expect(await findProcess(cluster.name)).toBeUndefined();
      expect(await runKubectl(cluster, ['get', 'namespace', 'before'])).not.toMatchObject({
        exitCode: 0,
      });
      await cluster.resume();
      const found = await runKubectl(cluster, ['get', 'namespace', 'before', '-o=name']);
      expect(found).toMatchObject({ exitCode: 0, stdout: 'namespace/before\n' });
    } finally {
      await cluster.stop();
    }
  },
  20 * 60_000,
);

test('a cluster without a name ends with its process, even when that is killed, and is swept', async () => {
  const module = JSON.stringify(path.join(import.meta.dirname, 'cluster.ts'));
  const script = `const { startCluster } = await import(${module});
    process.stdout.write((await startCluster({ nodes: 1 })).name); setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, [SHARED_CLUSTER_VARIABLE]: '' },
  });
  const [printed] = await once(owner.stdout, 'data');
  const name = nameOfOwner(owner.pid ?? 0);
  expect(String(printed)).toBe(name);
  expect(await findProcess(name)).toBeDefined();
  owner.kill('SIGKILL');
  while ((await findProcess(name)) !== undefined) await delay(100);
  await sweepOrphans();
  expect(existsSync(runDirectoryOf(name))).toBe(false);
}, 120_000);
