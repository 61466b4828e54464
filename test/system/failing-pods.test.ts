// Pods that fail on the real control plane, as kwok's own chaos stages and stages beside them have them fail: each workload is one message with the right
// reason, however often its Pods turn, and is over when it is well or gone.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Cluster, runKubectl, startCluster } from '../cluster/cluster.ts';
import { createWorld, type Said, until, type World } from '../world/world.ts';
import { words } from './sandbox.ts';

const LONG_MS = 300_000;
const PATIENCE_MS = 240_000;
const CHANNEL = '#incidents';
const NAMESPACE = `failing-${randomBytes(4).toString('hex')}`;
const FAILS = 'quartermaster.test/fails';
const CONTAINER = 'pod-container-running-failed.stage.kwok.x-k8s.io';
const INIT_CONTAINER = 'pod-init-container-running-failed.stage.kwok.x-k8s.io';

/** What is made, what its message is called, and what it says. */
const FAILING: readonly (readonly [string, object, string, RegExp])[] = [
  [
    'a container that ends again and again',
    deployment('loops', { [FAILS]: 'restarts' }),
    `deployment/loops in ${NAMESPACE}`,
    /: container app crash-loops: exit code 3 \(Error\)/u,
  ],
  [
    'an init container that ends again and again',
    deployment('prepares', { [FAILS]: 'init-restarts' }),
    `deployment/prepares in ${NAMESPACE}`,
    /: init container prepare crash-loops: exit code 3 \(Error\)/u,
  ],
  [
    'an image that is not to be had',
    deployment('pulls', { [FAILS]: 'image-pull' }),
    `deployment/pulls in ${NAMESPACE}`,
    /: container app cannot get its image/u,
  ],
  [
    'a container that fails once and for all',
    pod('broken', CONTAINER, { 'exit-code': '7', reason: 'Panicked', message: 'no database' }),
    `pod/broken in ${NAMESPACE}`,
    /pod\/broken: container app failed: exit code 7 \(Panicked\)/u,
  ],
  [
    'an init container that fails once and for all',
    pod('unprepared', INIT_CONTAINER, { 'container-name': 'prepare' }),
    `pod/unprepared in ${NAMESPACE}`,
    /pod\/unprepared: init container prepare failed: exit code 1 \(initContainerError\)/u,
  ],
  [
    'Pods that fail as fast as they are replaced',
    deployment('replaced', { [CONTAINER]: 'true' }),
    `deployment/replaced in ${NAMESPACE}`,
    /: container app failed: exit code 1 \(containerFailed\)/u,
  ],
];

let cluster: Cluster;
let world: World;

beforeAll(async () => {
  cluster = await startCluster();
  await kubectl(['create', 'namespace', NAMESPACE]);
  world = await createWorld({
    clusters: { staging: { environment: 'staging', kubeconfig: cluster.kubeconfig } },
    alerts: {
      clusters: ['staging'],
      routes: [
        { name: 'these', match: { namespace: NAMESPACE }, channel: 'C0INCIDENT' },
        { name: 'others', mute: true },
      ],
    },
  });
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
}, LONG_MS);

afterAll(async () => {
  await world?.close();
  if (cluster === undefined) return;
  await runKubectl(cluster, ['delete', 'namespace', NAMESPACE, '--wait=false']);
  await cluster.stop();
}, LONG_MS);

describe('on the real control plane', () => {
  test(
    'all begin to fail',
    async () => {
      const items = FAILING.map(([, object]) => object);
      await kubectl(['create', '-f', '-'], { apiVersion: 'v1', kind: 'List', items });
    },
    LONG_MS,
  );

  test.each(FAILING)(
    '%s is told by its reason',
    async (_, __, title, reason) => {
      await untilAlert(title, reason);
    },
    LONG_MS,
  );

  test(
    'a crash loop counts its restarts in the message that there is',
    async () => {
      await untilAlert(`deployment/loops in ${NAMESPACE}`, /Restarts: (?:[3-9]|\d\d)/u);
    },
    LONG_MS,
  );

  test(
    'each is over in its one message when it is well, or gone',
    async () => {
      const before = await Promise.all(FAILING.map(([, , title]) => theAlert(title)));
      for (const name of ['loops', 'prepares', 'pulls']) {
        const patch = { spec: { template: { metadata: { labels: { [FAILS]: null } } } } };
        await kubectl(['patch', 'deployment', name, '--patch', JSON.stringify(patch)]);
      }
      await kubectl(['delete', 'deployment/replaced', 'pod/broken', 'pod/unprepared']);
      for (const [, , title] of FAILING) await untilAlert(title, /resolved after/u);
      for (const [index, [, , title]] of FAILING.entries()) {
        expect((await all(title)).map(({ ts }) => ts)).toEqual([before[index]?.ts]);
      }
    },
    LONG_MS,
  );
});

async function kubectl(argv: readonly string[], input?: object): Promise<void> {
  const own = argv.includes('namespace') ? argv : [...argv, '-n', NAMESPACE];
  const { exitCode, stderr } = await runKubectl(
    cluster,
    own,
    input === undefined ? {} : { input: JSON.stringify(input) },
  );
  if (exitCode !== 0) throw new Error(`kubectl ${argv.join(' ')}: ${stderr}`);
}

function spec() {
  return {
    terminationGracePeriodSeconds: 0,
    initContainers: [{ name: 'prepare', image: 'prepare:1' }],
    containers: [{ name: 'app', image: 'web:1' }],
  };
}

function deployment(name: string, labels: Readonly<Record<string, string>>): object {
  return {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name } },
    spec: {
      ...{ replicas: 1, selector: { matchLabels: { app: name } } },
      template: { metadata: { labels: { app: name, ...labels } }, spec: spec() },
    },
  };
}

/** @param how as kwok's stage reads it from annotations */
function pod(name: string, stage: string, how: Readonly<Record<string, string>>): object {
  const annotations = Object.fromEntries(
    Object.entries(how).map(([key, value]) => [`${stage}/${key}`, value]),
  );
  return {
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: { name, labels: { [stage]: 'true' }, annotations },
    spec: { ...spec(), restartPolicy: 'Never' },
  };
}

/** Messages about it, answers in their threads left out. */
async function all(title: string): Promise<readonly Said[]> {
  return (await world.said()).filter(
    (each) =>
      each.channel === CHANNEL &&
      words(each).includes(title) &&
      (each.thread_ts === undefined || each.thread_ts === each.ts),
  );
}

async function theAlert(title: string): Promise<Said> {
  const [found, ...others] = await all(title);
  if (found === undefined || others.length > 0) throw new Error(`not one message of ${title}`);
  return found;
}

async function untilAlert(title: string, matches: RegExp): Promise<void> {
  await until(async () => {
    const [found] = await all(title);
    if (found !== undefined && matches.test(words(found))) return undefined;
    return `${matches} in ${found === undefined ? `no message of ${title}` : words(found)}`;
  }, PATIENCE_MS);
}
