// Shows that the test cluster does what the project's tests lean on, with the real kubectl: when something here fails,
// it is the ground that moved and not the bot.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Cluster, type KubectlOptions, runKubectl, startCluster } from './cluster.ts';

const NAMESPACE = `verify-${process.pid}`;
const BUILD_AND_START_MS = 20 * 60_000;

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
  await kubectl('create', 'namespace', NAMESPACE);
  await kubectl(
    ...inNamespace('create', 'deployment', 'web', '--image=nginx:1.27', '--replicas=2'),
  );
  await kubectl(...inNamespace('rollout', 'status', 'deployment/web', '--timeout=60s'));
}, BUILD_AND_START_MS);

afterAll(async () => {
  await kubectl('delete', 'namespace', NAMESPACE, '--wait=false');
  await cluster.stop();
});

describe('reading', () => {
  test('get prints the table of a deployment that became ready', async () => {
    const { stdout } = await kubectl(...inNamespace('get', 'deployments'));
    expect(stdout).toMatch(
      /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2\/2 +2 +2 +\d+[ms]\S*\n$/,
    );
  });

  test('get works for the nodes and the custom kinds', async () => {
    const nodes = await kubectl('get', 'nodes', '-o=name');
    expect(nodes.stdout).toContain('node/node-1\nnode/node-2\n');
    const kinds = await kubectl('api-resources', '--api-group=kwok.x-k8s.io', '-o=name');
    expect(kinds.stdout).toContain('clusterlogs.kwok.x-k8s.io');
  });

  test('describe shows a pod with its events', async () => {
    const { stdout } = await kubectl(...inNamespace('describe', 'pod', await firstPod()));
    expect(stdout).toContain(`Namespace:        ${NAMESPACE}`);
    expect(stdout).toMatch(/Scheduled .* default-scheduler +Successfully assigned/);
  });

  test('events come from the controllers', async () => {
    const { stdout } = await kubectl(...inNamespace('events', '--for=deployment/web'));
    expect(stdout).toContain('ScalingReplicaSet');
  });

  test('top gives each pod and node a usage, twice the same', async () => {
    const pods = await kubectl(...inNamespace('top', 'pods', '--containers'));
    expect(pods.stdout.trim().split('\n')).toHaveLength(1 + 2);
    expect(pods.stdout).toMatch(/web-\S+ +nginx +[1-9]\d*m +[1-9]\d*Mi/);
    expect(await kubectl(...inNamespace('top', 'pods', '--containers'))).toEqual(pods);
    expect((await kubectl('top', 'nodes')).stdout).toMatch(/node-1 +\d+m +\d+% +\d+Mi +\d+%/);
    const labelled = await kubectl(...inNamespace('top', 'pods', '-l', 'app=nothing'));
    expect(labelled.stderr).toBe(`No resources found in ${NAMESPACE} namespace.\n`);
  });

  test('usage is answered to nobody but the API server', async () => {
    const { stdout } = await kubectl(
      ...['get', 'apiservice', 'v1beta1.metrics.k8s.io', '-o=jsonpath={.spec.service.port}'],
    );
    const stranger = get({
      host: '127.0.0.1',
      port: stdout,
      path: '/apis/metrics.k8s.io/v1beta1/pods',
      ca: cluster.certificateAuthority,
      servername: 'metrics-server.kube-system.svc',
    });
    // With TLS 1.3 the refusal comes after the handshake, and may be overtaken by the end of the connection.
    await expect(once(stranger, 'response')).rejects.toThrow(
      /certificate required|ECONNRESET|EPIPE|socket hang up/u,
    );
  });
});

describe('logs', () => {
  test('show the lines written for the container, with tail, time and previous run', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    await cluster.writeLogs(NAMESPACE, 'nginx', [
      'first',
      { text: 'second', at, stream: 'stderr' },
    ]);
    await cluster.writeLogs(NAMESPACE, 'nginx', ['from before'], 'previous');
    const pod = await firstPod();
    expect((await kubectl(...inNamespace('logs', pod))).stdout).toBe('first\nsecond\n');
    const tail = await kubectl(...inNamespace('logs', pod, '--tail=1', '--timestamps'));
    expect(tail.stdout).toBe('2026-01-02T03:04:05.678000000Z second\n');
    const previous = await kubectl(...inNamespace('logs', pod, '--previous'));
    expect(previous.stdout).toBe('from before\n');
  });

  test('are replaced by a later writing', async () => {
    await cluster.writeLogs(NAMESPACE, 'nginx', ['old']);
    await cluster.writeLogs(NAMESPACE, 'nginx', ['new']);
    expect((await kubectl(...inNamespace('logs', 'deployment/web'))).stdout).toBe('new\n');
  });
});

describe('changing', () => {
  test('a dry run on the server answers and changes nothing', async () => {
    const scaled = await kubectl(
      ...inNamespace('scale', 'deployment/web', '--replicas=9', '--dry-run=server'),
    );
    expect(scaled.stdout).toBe('deployment.apps/web scaled (server dry run)\n');
    const { stdout } = await kubectl(
      ...inNamespace('get', 'deployment/web', '-o=jsonpath={.spec.replicas}'),
    );
    expect(stdout).toBe('2');
  });

  test('scale, restart and undo roll', async () => {
    await kubectl(...inNamespace('scale', 'deployment/web', '--replicas=3'));
    await kubectl(...inNamespace('rollout', 'restart', 'deployment/web'));
    const status = await kubectl(
      ...inNamespace('rollout', 'status', 'deployment/web', '--timeout=60s'),
    );
    expect(status.stdout).toContain('deployment "web" successfully rolled out\n');
    const history = await kubectl(...inNamespace('rollout', 'history', 'deployment/web'));
    expect(history.stdout).toBe(
      'deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n',
    );
    const undone = await kubectl(...inNamespace('rollout', 'undo', 'deployment/web'));
    expect(undone.stdout).toBe('deployment.apps/web rolled back\n');
  });

  test('a job runs to its end', async () => {
    await kubectl(
      ...inNamespace('create', 'cronjob', 'report', '--image=busybox', '--schedule=0 0 1 1 *'),
    );
    await kubectl(...inNamespace('create', 'job', 'report-now', '--from=cronjob/report'));
    const waited = await kubectl(
      ...inNamespace('wait', 'job/report-now', '--for=condition=complete', '--timeout=60s'),
    );
    expect(waited.stdout).toBe('job.batch/report-now condition met\n');
  });

  test('drain honours a disruption budget, and goes through without it', async () => {
    await kubectl(...inNamespace('create', 'deployment', 'kept', '--image=nginx'));
    await kubectl(...inNamespace('rollout', 'status', 'deployment/kept', '--timeout=60s'));
    await kubectl(
      ...inNamespace('create', 'pdb', 'kept', '--selector=app=kept', '--min-available=1'),
    );
    const seen = '--for=jsonpath={.status.observedGeneration}=1';
    await kubectl(...inNamespace('wait', 'pdb/kept', seen, '--timeout=60s'));
    const node = await nodeOf('kept');
    const drain = ['drain', node, '--ignore-daemonsets', '--pod-selector=app=kept'];
    const refused = await runKubectl(cluster, [...drain, '--timeout=12s']);
    expect(refused.stderr).toContain(
      "Cannot evict pod as it would violate the pod's disruption budget",
    );
    await kubectl(...inNamespace('delete', 'pdb', 'kept'));
    expect((await kubectl(...drain, '--timeout=60s')).stdout).toContain(`node/${node} drained\n`);
    await kubectl('uncordon', node);
  });
});

describe('pods that fail', () => {
  test.each([
    ['crash-loop', 'CrashLoopBackOff', 'Back-off restarting failed container'],
    ['image-pull', 'ImagePullBackOff', 'Back-off pulling image'],
  ])('%s: shows %s and the event of a kubelet', async (label, reason, event) => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: label, labels: { 'quartermaster.test/fails': label } },
      spec: { containers: [{ name: 'app', image: 'shop/none:1' }] },
    };
    await kubectlWith({ input: JSON.stringify(pod) }, ...inNamespace('create', '-f', '-'));
    const path = '{.status.containerStatuses[0].state.waiting.reason}';
    const wait = inNamespace(
      'wait',
      `pod/${label}`,
      `--for=jsonpath=${path}=${reason}`,
      '--timeout=60s',
    );
    await kubectl(...wait);
    expect((await kubectl(...inNamespace('get', 'pod', label))).stdout).toContain(reason);
    const described = await eventually(inNamespace('describe', 'pod', label), event);
    expect(described.stdout).toContain(event);
  });
});

describe('who may do what', () => {
  test('the restricted user and the bot may do nothing at first', async () => {
    for (const [kubeconfig, user] of [
      [cluster.restrictedKubeconfig, 'restricted'],
      [cluster.botKubeconfig, 'chatops-bot'],
    ] as const) {
      const refused = await runKubectl(cluster, inNamespace('get', 'pods'), { kubeconfig });
      expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
      expect(refused.stderr).toContain(`User "${user}" cannot list resource "pods"`);
    }
  });

  test('a role binding grants what it names and no more', async () => {
    await kubectl(
      ...inNamespace('create', 'rolebinding', 'devs-view', '--clusterrole=view', '--group=devs'),
    );
    const as = { kubeconfig: cluster.restrictedKubeconfig };
    await eventually(inNamespace('auth', 'can-i', 'list', 'pods'), 'yes', as);
    expect((await kubectlWith(as, ...inNamespace('top', 'pods'))).stdout).toContain('web-');
    const refused = await runKubectl(cluster, inNamespace('delete', 'deployment', 'web'), as);
    expect(refused.stderr).toContain('User "restricted" cannot delete resource "deployments"');
  });

  test('the bot acts as another only when it may impersonate, and the audit log names both', async () => {
    const as = { kubeconfig: cluster.botKubeconfig };
    const asRestricted = inNamespace('get', 'pods', '--as=restricted', '--as-group=devs');
    expect((await runKubectl(cluster, asRestricted, as)).stderr).toContain('impersonate');
    const role = `impersonators-${process.pid}`;
    await kubectl('create', 'clusterrole', role, '--verb=impersonate', '--resource=users,groups');
    await kubectl(
      'create',
      'clusterrolebinding',
      role,
      `--clusterrole=${role}`,
      '--user=chatops-bot',
    );
    try {
      await eventually(asRestricted, 'web-', as);
    } finally {
      await kubectl('delete', 'clusterrolebinding,clusterrole', role);
    }
    const event = (await auditEvents()).findLast(
      (one) => one.impersonatedUser?.username === 'restricted' && one.responseStatus?.code === 200,
    );
    expect(event?.user.username).toBe('chatops-bot');
  });

  test('the audit log holds the body of a write, but never that of a secret', async () => {
    await kubectl(...inNamespace('create', 'configmap', 'plain', '--from-literal=colour=green'));
    await kubectl(
      ...inNamespace('create', 'secret', 'generic', 'hidden', '--from-literal=key=hush-hush'),
    );
    const events = await auditEvents();
    const bodyOf = (name: string) =>
      events.find((one) => one.objectRef?.name === name && one.verb === 'create');
    expect(bodyOf('plain')?.requestObject?.data).toEqual({ colour: 'green' });
    expect(bodyOf('hidden')?.level).toBe('Metadata');
    expect(events.some((one) => one.user.username === 'control-plane')).toBe(false);
  });
});

interface AuditEvent {
  level: string;
  verb: string;
  user: { username: string };
  impersonatedUser?: { username: string };
  objectRef?: { name?: string };
  responseStatus?: { code: number };
  requestObject?: { data?: Record<string, string> };
}

async function auditEvents(): Promise<AuditEvent[]> {
  const text = await readFile(cluster.auditLog, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEvent);
}

async function firstPod(): Promise<string> {
  const path = '-o=jsonpath={.items[0].metadata.name}';
  return (await kubectl(...inNamespace('get', 'pods', '-l', 'app=web', path))).stdout;
}

async function nodeOf(app: string): Promise<string> {
  const path = '-o=jsonpath={.items[0].spec.nodeName}';
  return (await kubectl(...inNamespace('get', 'pods', '-l', `app=${app}`, path))).stdout;
}

function inNamespace(...args: readonly string[]): string[] {
  return ['-n', NAMESPACE, ...args];
}

async function kubectl(...args: readonly string[]) {
  return await kubectlWith({}, ...args);
}

async function kubectlWith(options: KubectlOptions, ...args: readonly string[]) {
  const result = await runKubectl(cluster, args, options);
  if (result.exitCode !== 0) throw new Error(`kubectl ${args.join(' ')}: ${result.stderr}`);
  return result;
}

/** Controllers and caches follow a moment later: asks again until the answer holds the words, or gives the last one. */
async function eventually(args: readonly string[], words: string, options: KubectlOptions = {}) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const result = await runKubectl(cluster, args, options);
    if (result.stdout.includes(words)) return result;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return await runKubectl(cluster, args, options);
}
