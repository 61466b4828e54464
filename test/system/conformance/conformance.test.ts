// Sends each line through Slack to the whole product, runs it with the real kubectl on the same cluster, and compares what the
// person gets with what kubectl prints. The result is printed as a table, with every difference.

import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { type Cluster, runKubectl, startCluster } from '../../cluster/cluster.ts';
import { manifests } from '../../contract/adapter/objects.ts';
import {
  dropLogs,
  findPods,
  type Kubectl,
  make,
  makeNamespace,
  populate,
  unpopulate,
  untilReady,
  writeLogs,
} from '../../contract/get/populate.ts';
import { splitLine } from '../../contract/get/words.ts';
import { untilSettled } from '../../contract/settled.ts';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { CHANGE_LINES } from './change-lines.ts';
import { type Compared, compareAll, compareChanges } from './compare.ts';
import { type Line, linesFor } from './lines.ts';
import { tableOf } from './table.ts';

const SETUP_MS = 1_800_000;
const CHANNELS = ['#shop-ops', '#shop-prod', '#approvals', '#incidents', '#general'];
const LEAST = 150;

const name = `conform-${randomBytes(3).toString('hex')}`;
const names = { namespace: name, group: `${name}.example.com` };
const reads = `${name}-reads`;
const twins = { ours: `${name}-a`, theirs: `${name}-b` };
let cluster: Cluster;
let sandbox: Sandbox;
let folder: string;
let compared: readonly Compared[] = [];
const kubectl: Kubectl = (argv, input) =>
  runKubectl(cluster, argv, input === undefined ? {} : { input });

beforeAll(async () => {
  cluster = await startCluster();
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-conformance-'));
  const { runDirectory } = cluster;
  const [, environment] = await Promise.all([fill(runDirectory), writeSettings()]);
  sandbox = await startSandbox(environment);
  const pods = await findPods(kubectl, name);
  const lines: readonly Line[] = linesFor({ gets: name, group: names.group, reads, pods });
  const askers = CHANNELS.map((channel) => ({ user: 'alice', channel }));
  compared = await compareAll({
    sandbox,
    askers,
    lines,
    kubectl: (line) => kubectl(splitLine(line)),
  });
  await openTwins();
  const changed = await compareChanges(
    { sandbox, askers, lines: CHANGE_LINES, kubectl: (line) => kubectl(splitLine(line)) },
    twins,
    async () => {
      for (const twin of Object.values(twins)) await untilSettled(kubectl, twin);
    },
  );
  compared = [...compared, ...changed];
  process.stdout.write(tableOf(compared));
}, SETUP_MS);

afterAll(async () => {
  await sandbox?.stop();
  await dropLogs(kubectl, name);
  await unpopulate(kubectl, names);
  await kubectl(['delete', 'ns', reads, ...Object.values(twins), '--wait=false']);
  await kubectl(['delete', 'node', ...Object.values(twins)]);
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true });
}, SETUP_MS);

test('every line is answered with what kubectl prints', () => {
  const different = compared.filter(({ isSame }) => !isSame);
  expect(different.map(({ line }) => line.text)).toEqual([]);
});

test(`at least ${LEAST} lines were compared`, () => {
  expect(compared.length).toBeGreaterThanOrEqual(LEAST);
});

async function fill(runDirectory: string): Promise<void> {
  await populate(kubectl, names);
  await makeNamespace(kubectl, reads);
  await make(kubectl, manifests(reads));
  await untilReady(kubectl, reads, ['deploy/web', 'sts/db', 'ds/agent']);
  await writeLogs({ kubectl, runDirectory, namespace: name });
}

/** Two namespaces that begin alike, each with a node of its own where no pod of anybody else comes. */
async function openTwins(): Promise<void> {
  for (const twin of Object.values(twins)) {
    await makeNamespace(kubectl, twin);
    const taints = [{ key: 'test', effect: 'NoSchedule' }];
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: twin }, spec: { taints } };
    await make(kubectl, [...manifests(twin), node]);
    await untilReady(kubectl, twin, ['deploy/web', 'sts/db', 'ds/agent']);
  }
}

/** One cluster, open to change, in every channel; the kubectl of the cluster's own version prints what only kubectl can. */
async function writeSettings(): Promise<Record<string, string>> {
  const binary = path.join(folder, 'kubectl');
  await writeFile(binary, `#!/bin/sh\nexec ${cluster.kubectl.join(' ')} "$@"\n`);
  await chmod(binary, 0o700);
  const settings = {
    policies: path.resolve('policies', 'starter'),
    clusters: { test: { environment: 'staging', kubeconfig: cluster.kubeconfig } },
    defaultCluster: 'test',
    groups: { admin: { userGroups: ['S0ADMINS'] } },
  };
  const file = path.join(folder, 'quartermaster.yaml');
  await writeFile(file, stringify(settings), { mode: 0o600 });
  return { QUARTERMASTER_CONFIG: file, KUBECTL: binary };
}
