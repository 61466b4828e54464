// `npm start` with KUBECONFIG: one's own cluster in place of the stand-ins, which is only read.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { printed, type Sandbox, startSandbox, words } from './sandbox.ts';

const PATIENCE_MS = 120_000;

let folder: string;
let cluster: ReturnType<typeof spawn>;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-own-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  cluster = spawn(
    process.execPath,
    ['sandbox/kubernetes/main.ts', '--name', 'mine', '--kubeconfig', kubeconfig],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(cluster.stdout ?? cluster, 'data');
  // A list, as kubectl takes it: the first of it is not there.
  const list = [path.join(folder, 'nothing'), kubeconfig].join(path.delimiter);
  sandbox = await startSandbox({ KUBECONFIG: list });
}, PATIENCE_MS);

afterAll(async () => {
  await sandbox?.stop();
  cluster?.kill('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}, PATIENCE_MS);

test('the terminal names the cluster and offers what changes nothing', () => {
  expect(sandbox.said()).toContain(`your cluster mine (of ${path.join(folder, 'kubeconfig')})`);
  expect(sandbox.said()).not.toMatch(/scale|restart|deploy\/web/u);
});

test(
  'it is the one cluster there is, with the namespace of its context',
  async () => {
    const contexts = await sandbox.answer(
      { user: 'carol', channel: '#shop-ops', text: '/kubectl config get-contexts -o name' },
      /get-contexts/u,
    );
    const pods = await sandbox.answer(
      { user: 'carol', channel: '#shop-prod', text: '/kubectl get pods' },
      /get pods/u,
    );

    expect(printed(contexts)).toEqual(['mine']);
    expect(words(pods)).toContain('No resources found in default namespace.');
  },
  PATIENCE_MS,
);

test(
  'nothing is changed there, whoever asks',
  async () => {
    const answer = await sandbox.answer(
      {
        user: 'alice',
        channel: '#shop-ops',
        text: '/kubectl scale deploy/web --replicas=1 -n shop',
      },
      /scale/u,
    );

    expect(words(answer)).toContain('read-only');
    expect(words(answer)).not.toContain('Waiting for confirmation');
  },
  PATIENCE_MS,
);
