// Runs the real kubectl against the stand-in: what the server says must be enough for it to print, describe, roll and follow.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningKubernetes, startKubernetes } from '../../../sandbox/kubernetes/server.ts';
import {
  joinCluster,
  type KubectlResult,
  runKubectl,
  SHARED_CLUSTER_VARIABLE,
} from '../../cluster/cluster.ts';

let standIn: RunningKubernetes;
let folder = '';
const kubectl = await findKubectl();
const check = kubectl === undefined ? test.skip : test;
if (kubectl === undefined)
  process.stderr.write(
    '\nSKIPPED: kubectl is not tried on the stand-in. Set QM_TEST_KUBECTL to its path, or run npm test.\n',
  );

beforeAll(async () => {
  standIn = await startKubernetes({ name: 'staging', speed: 20 });
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-test-'));
  await writeFile(path.join(folder, 'kubeconfig'), standIn.kubeconfig);
});

afterAll(async () => {
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
});

check.each([
  ['pods', ['get', 'pods', '-n', 'shop'], /^NAME +READY +STATUS +RESTARTS +AGE\n/],
  ['pods, wide', ['get', 'pods', '-A', '-o', 'wide'], /NOMINATED NODE +READINESS GATES\n/],
  ['everything', ['get', 'all', '-n', 'shop'], /statefulset\.apps\/db +1\/1/],
  ['nodes', ['get', 'nodes'], /control-1 +Ready +control-plane/],
  [
    'a custom resource',
    ['get', 'campaigns', '-n', 'ads'],
    /NAME +PHASE +BUDGET +SPENT +AGE\n.*gift-season +Running +500000/,
  ],
  [
    'a custom resource by its short name',
    ['get', 'camp', '-n', 'ads', '-o', 'name'],
    /^campaign\.ads\.shop\.example\/gift-season\n/,
  ],
  ['events in order', ['get', 'events', '-n', 'shop', '--sort-by=.lastTimestamp'], /BackOff/],
  ['secrets', ['get', 'secrets', '-n', 'shop'], /shop-tls +kubernetes\.io\/tls +2/],
  [
    'an object as YAML',
    ['get', 'deploy', 'web', '-n', 'shop', '-o', 'yaml'],
    /^apiVersion: apps\/v1\nkind: Deployment\n/,
  ],
  [
    'a description of a pod',
    ['describe', 'pod', '-n', 'shop', '-l', 'app=recommender'],
    /Back-off restarting failed container/,
  ],
  [
    'a description of a deployment',
    ['describe', 'deploy', 'web', '-n', 'shop'],
    /NewReplicaSet: +web-/,
  ],
  ['a description of a node', ['describe', 'node', 'worker-1'], /Allocated resources/],
  ['a description of a service', ['describe', 'svc', 'web', '-n', 'shop'], /Endpoints: +10\.244\./],
  ['a description of a budget', ['describe', 'pdb', 'checkout', '-n', 'shop'], /Min available: +2/],
  [
    'a description of a cron job',
    ['describe', 'cronjob', 'nightly-report', '-n', 'shop'],
    /Concurrency Policy: +Allow/,
  ],
  [
    'logs',
    ['logs', 'deploy/recommender', '-n', 'shop', '--tail=1'],
    /ConnectionRefusedError|loading model|starting|MiB/,
  ],
  ['usage of pods', ['top', 'pods', '-n', 'shop'], /CPU\(cores\)/],
  ['usage of nodes', ['top', 'nodes'], /worker-1 +\d+m/],
  ['history', ['rollout', 'history', 'deploy/web', '-n', 'shop'], /2 +roll out web:1\.8\.2/],
  ['an explanation', ['explain', 'deploy.spec.strategy'], /FIELDS:\n +rollingUpdate/],
  ['an explanation of a custom resource', ['explain', 'campaigns.spec'], /budgetCents\s+<integer>/],
  ['versions', ['version'], /Server Version: v1\.36\.3/],
  [
    'resources',
    ['api-resources', '--api-group=apps'],
    /deployments +deploy +apps\/v1 +true +Deployment/,
  ],
] as const)('kubectl shows %s', async (_title, args, wanted) => {
  const result = await run(args);
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  expect(result.stdout).toMatch(wanted);
});

check('kubectl rolls a deployment and waits for it', async () => {
  expect(await run(['rollout', 'restart', 'deploy/cart', '-n', 'shop'])).toMatchObject({
    exitCode: 0,
  });
  const status = await run(['rollout', 'status', 'deploy/cart', '-n', 'shop', '--timeout=50s']);
  expect(status.stdout).toContain('deployment "cart" successfully rolled out');
  const undone = await run(['rollout', 'undo', 'deploy/cart', '-n', 'shop']);
  expect(undone.stdout).toContain('deployment.apps/cart rolled back');
});

check('kubectl rolls a stateful set and a daemon set', async () => {
  for (const [target, namespace] of [
    ['sts/db', 'shop'],
    ['ds/node-agent', 'kube-system'],
  ] as const) {
    await run(['rollout', 'restart', target, '-n', namespace]);
    const status = await run(['rollout', 'status', target, '-n', namespace, '--timeout=50s']);
    expect(status).toMatchObject({ exitCode: 0 });
  }
});

check('kubectl scales, labels, sets an image and takes it back', async () => {
  const words = [
    ['scale', 'deploy/search', '--replicas=3'],
    ['label', 'deploy/search', 'tier=front'],
    ['set', 'image', 'deploy/search', 'search=registry.shop.example/search:0.15.0'],
    ['set', 'resources', 'deploy/search', '--limits=cpu=1'],
  ];
  for (const args of words)
    expect(await run([...args, '-n', 'shop'])).toMatchObject({ exitCode: 0, stderr: '' });
  const wrong = await run(['set', 'image', 'deploy/search', 'nope=x', '-n', 'shop']);
  expect(wrong.stderr).toContain('unable to find container named "nope"');
});

check('kubectl drains a node as far as a budget lets it', async () => {
  const drained = await run(['drain', 'worker-1', '--ignore-daemonsets', '--timeout=6s']);
  expect(drained.stdout).toContain('node/worker-1 cordoned');
  expect(drained.stderr).toContain(
    "Cannot evict pod as it would violate the pod's disruption budget.",
  );
  const nodes = await run(['get', 'node', 'worker-1']);
  expect(nodes.stdout).toContain('Ready,SchedulingDisabled');
  expect(await run(['uncordon', 'worker-1'])).toMatchObject({ exitCode: 0 });
});

check('kubectl is refused for somebody without rights', async () => {
  const result = await run(['get', 'pods', '-n', 'shop', '--as', 'nobody']);
  expect(result).toMatchObject({
    exitCode: 1,
    stderr:
      'Error from server (Forbidden): pods is forbidden: User "nobody" cannot list resource "pods" in API group "" in the namespace "shop"\n',
  });
});

async function findKubectl(): Promise<readonly string[] | undefined> {
  const given = process.env.QM_TEST_KUBECTL;
  if (given) return given.split(' ');
  const shared = process.env[SHARED_CLUSTER_VARIABLE];
  return shared ? (await joinCluster(shared)).kubectl : undefined;
}

async function run(args: readonly string[]): Promise<KubectlResult> {
  const kubeconfig = path.join(folder, 'kubeconfig');
  return await runKubectl({ kubectl: kubectl ?? [], kubeconfig, runDirectory: folder }, args);
}
