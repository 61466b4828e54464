// NodePools as what is switched, of the kind as Karpenter defines it, on the real API server. Karpenter itself is not there: how many nodes a pool has is
// said by the test, as its controllers say it.

import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readSettings } from '../../../bot/config.ts';
import { findTarget } from '../adapter/oracle.ts';
import { ask } from './asking.ts';
import { deployment, type Nights, type NightsOptions, ORIGINAL, openNights } from './nights.ts';

const target = await findTarget('node pools');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 300_000;

const DAY = '2031-03-05T12:00:00Z';
const EVENING = '2031-03-05T20:00:30Z';
const NIGHT = '2031-03-05T23:00:00Z';
const MORNING = '2031-03-06T08:00:30Z';

let nights: Nights | undefined;
afterEach(async () => {
  await nights?.kubectl('delete nodepools,nodes -l nights=NS --ignore-not-found --wait=false');
  await nights?.close();
  nights = undefined;
}, LONG_MS);

/** A switch of the pool and of what runs on it. Other runs share the cluster, so the pool is called as the namespace is. */
async function open(spec: object, options: NightsOptions = {}): Promise<Nights> {
  if (target === undefined) throw new Error('there is no cluster');
  const definition = await readFile('test/contract/switch/karpenter/nodepools.yaml', 'utf8');
  const opened = await openNights(target, {
    tiers: (namespace) => [
      { name: 'nodes', nodePools: [namespace], endWithin: '5s' },
      { name: 'apps', workloads: [{ namespace }] },
    ],
    ...options,
  });
  nights = opened;
  await opened.apply(definition);
  await opened.kubectl('wait --for=condition=Established crd/nodepools.karpenter.sh --timeout=60s');
  await opened.kubectl('create -f -', pool(spec));
  await opened.clusters.catalog('test', { fresh: true });
  await opened.at(DAY);
  return opened;
}

function pool(spec: object): object {
  return {
    ...{ apiVersion: 'karpenter.sh/v1', kind: 'NodePool' },
    metadata: { name: 'NS', labels: { nights: 'NS' } },
    spec: {
      template: {
        spec: {
          nodeClassRef: { group: 'karpenter.test', kind: 'TestNodeClass', name: 'test' },
          requirements: [],
        },
      },
      ...spec,
    },
  };
}

interface Pool {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly limits?: object; readonly replicas?: number };
}

async function read(opened: Nights): Promise<Pool> {
  return JSON.parse(await opened.kubectl('get nodepool NS -o json')) as Pool;
}

async function withNodes(opened: Nights, nodes: number): Promise<void> {
  const status = JSON.stringify({ status: { nodes } });
  await opened.kubectl(`patch nodepool NS --subresource=status --type=merge --patch '${status}'`);
}

/** On a node of the pool, to which the scheduler brings nothing. */
async function pod(opened: Nights, name: string, metadata: object): Promise<void> {
  await opened.kubectl('create -f -', {
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: { name, namespace: 'NS', ...metadata },
    spec: { nodeName: `${opened.namespace}-node`, containers: [{ name: 'app', image: 'app' }] },
  });
}

async function node(opened: Nights): Promise<void> {
  await opened.kubectl('create -f -', {
    ...{ apiVersion: 'v1', kind: 'Node' },
    metadata: {
      name: `${opened.namespace}-node`,
      labels: { nights: 'NS', 'karpenter.sh/nodepool': 'NS' },
    },
    spec: { taints: [{ key: 'nights', value: 'NS', effect: 'NoSchedule' }] },
  });
}

suite('a NodePool', () => {
  test.each<[string, object]>([
    ['a limit of cpu beside another', { cpu: '1000', memory: '1000Gi' }],
    ['a limit of cpu that is a number', { cpu: 100 }],
    ['a limit of memory alone', { memory: '100Gi' }],
  ])(
    'with %s lets no node in at night and has the same limits in the morning',
    async (_, limits) => {
      const opened = await open({ limits });
      await opened.kubectl('create -f -', deployment('web', 2));
      await opened.at(EVENING);
      const off = await read(opened);
      expect(off.spec.limits).toEqual({ ...limits, cpu: '0' });
      expect(off.metadata.annotations?.[ORIGINAL]).toContain('"kind":"limit"');
      expect(await opened.replicas('deployment/web')).toBe(0);
      await opened.at(MORNING);
      const on = await read(opened);
      expect(on.spec.limits).toEqual(limits);
      expect(on.metadata.annotations?.[ORIGINAL]).toBeUndefined();
      expect(await opened.replicas('deployment/web')).toBe(2);
    },
    LONG_MS,
  );

  test(
    'without limits has none again, also where the process was started anew at night',
    async () => {
      const opened = await open({});
      await opened.at(EVENING);
      expect((await read(opened)).spec.limits).toEqual({ cpu: '0' });
      await opened.restart();
      await opened.at(MORNING);
      expect((await read(opened)).spec).not.toHaveProperty('limits');
    },
    LONG_MS,
  );

  test(
    'of a fixed number of nodes has none at night and as many in the morning',
    async () => {
      const opened = await open({ replicas: 3 });
      await opened.at(EVENING);
      expect((await read(opened)).spec.replicas).toBe(0);
      await withNodes(opened, 3);
      await opened.at(MORNING);
      expect((await read(opened)).spec.replicas).toBe(3);
      expect((await opened.told()).join('\n')).not.toContain('nodes are there');
    },
    LONG_MS,
  );

  test(
    'whose nodes stay is told, with how many',
    async () => {
      const opened = await open({ limits: { cpu: '10' } });
      await withNodes(opened, 2);
      await opened.at(EVENING);
      expect((await opened.told()).join('\n')).toContain(
        `nodepool/${opened.namespace}: 2 nodes are still there`,
      );
    },
    LONG_MS,
  );

  test(
    'whose limit somebody sets at night is left, asked about, and has its own in the morning',
    async () => {
      const opened = await open({ limits: { cpu: '10' } });
      await opened.at(EVENING);
      await opened.kubectl(
        `patch nodepool NS --type=merge --patch '{"spec":{"limits":{"cpu":"4"}}}'`,
      );
      await opened.at(NIGHT);
      expect((await read(opened)).spec.limits).toEqual({ cpu: '4' });
      expect((await opened.told()).join('\n')).toContain('was set to cpu limit 4 by hand');
      await opened.at(MORNING);
      expect((await read(opened)).spec.limits).toEqual({ cpu: '10' });
    },
    LONG_MS,
  );

  test(
    'whose limit somebody takes away at night comes back to none once that was taken over',
    async () => {
      const opened = await open({ limits: { cpu: '10' } });
      await opened.at(EVENING);
      await opened.kubectl(
        `patch nodepool NS --type=json --patch '[{"op":"remove","path":"/spec/limits"}]'`,
      );
      await opened.at(NIGHT);
      expect((await read(opened)).spec).not.toHaveProperty('limits');
      const { run } = await ask(opened, `cluster take nights nodepool/${opened.namespace}`);
      expect((await run()).stdout).toContain('comes back to no cpu limit');
      await opened.at(MORNING);
      expect((await read(opened)).spec).not.toHaveProperty('limits');
    },
    LONG_MS,
  );

  test(
    'that the settings name no longer comes back with the switch',
    async () => {
      const opened = await open({ limits: { cpu: '10' } });
      await opened.at(EVENING);
      opened.configure({ tiers: (namespace) => [{ name: 'apps', workloads: [{ namespace }] }] });
      await opened.at(NIGHT);
      expect((await read(opened)).spec.limits).toEqual({ cpu: '0' });
      await opened.at(MORNING);
      expect((await read(opened)).spec.limits).toEqual({ cpu: '10' });
    },
    LONG_MS,
  );

  test(
    '12: a pod that its budget holds and one that is not to be disrupted are listed before it is switched off',
    async () => {
      const opened = await open({ limits: { cpu: '10' } });
      await node(opened);
      await pod(opened, 'held', { labels: { app: 'held' } });
      await pod(opened, 'batch', { annotations: { 'karpenter.sh/do-not-disrupt': 'true' } });
      await opened.kubectl('create pdb held -n NS --selector=app=held --min-available=1');
      const { run } = await ask(opened, 'cluster plan nights');
      const { stdout } = await run();
      const where = `in ${opened.namespace}`;
      expect(stdout).toContain('2 pods of others on 1 of 1 nodes');
      expect(stdout).toContain(`pod/batch ${where}, do-not-disrupt`);
      expect(stdout).toContain(`pod/held ${where}, pdb/held allows no eviction`);
      const { preview } = await ask(opened, 'cluster off nights --for 1h');
      expect(preview?.warnings.join('\n')).toContain(`pod/batch ${where}, do-not-disrupt`);
    },
    LONG_MS,
  );

  test.each<[string, NightsOptions, object]>([
    ['Quartermaster', { self: (namespace) => ({ namespace }) }, {}],
    ["Quartermaster's database", { self: (namespace) => ({ database: `${namespace}/here` }) }, {}],
    ['Karpenter', {}, { labels: { 'app.kubernetes.io/name': 'karpenter' } }],
  ])(
    'on whose nodes %s runs stays on: nothing else could bring it back',
    async (_, options, metadata) => {
      const opened = await open({ limits: { cpu: '10' } }, options);
      await node(opened);
      await pod(opened, 'here-0', metadata);
      await opened.at(EVENING);
      expect((await read(opened)).spec.limits).toEqual({ cpu: '10' });
      const { run } = await ask(opened, 'cluster plan nights');
      expect((await run()).stdout).toContain(
        `kept: pod/here-0 in ${opened.namespace} runs on its nodes`,
      );
    },
    LONG_MS,
  );

  test(
    'that there is not is told in the plan',
    async () => {
      const opened = await open({});
      await opened.kubectl('delete nodepool NS');
      const { run } = await ask(opened, 'cluster plan nights');
      expect((await run()).stdout).toContain(`There is no NodePool ${opened.namespace} on test.`);
    },
    LONG_MS,
  );
});

test.each<[string, readonly object[], string]>([
  [
    'beside workloads in one tier',
    [{ name: 'all', nodePools: ['a'], workloads: [{ namespace: 'shop' }] }],
    'in a tier of their own',
  ],
  [
    'after what runs on them',
    [
      { name: 'apps', workloads: [{ namespace: 'shop' }] },
      { name: 'nodes', nodePools: ['a'] },
    ],
    'stand before those of "workloads"',
  ],
  ['with neither', [{ name: 'nothing' }], 'in a tier of their own'],
])('node pools %s are refused in the settings', (_, tiers, why) => {
  const document = {
    clusters: { test: { environment: 'staging' } },
    switches: { nights: { cluster: 'test', tiers } },
  };
  expect(() => readSettings(document, 'the test')).toThrow(why);
});
