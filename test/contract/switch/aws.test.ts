// Groups of machines of AWS as what is switched, beside workloads on the real API server: AWS's own clients against moto's server.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { withAws } from '../../../bot/adapters/aws.ts';
import { readSettings } from '../../../bot/config.ts';
import { UnnamedRequestError } from '../../../bot/kubernetes/guard.ts';
import { makeGroups, REGION, type TestGroups } from '../../aws/groups.ts';
import { findMoto, type Moto, startMoto } from '../../aws/moto.ts';
import { findTarget } from '../adapter/oracle.ts';
import { ask } from './asking.ts';
import { deployment, type Nights, type NightsOptions, openNights } from './nights.ts';

const target = await findTarget('groups of machines of AWS');
const python = target === undefined ? undefined : await findMoto('groups of machines of AWS');
const suite = target === undefined || python === undefined ? describe.skip : describe;
const LONG_MS = 300_000;

const DAY = '2031-03-05T12:00:00Z';
const EVENING = '2031-03-05T20:00:30Z';
const NIGHT = '2031-03-05T23:00:00Z';
const MORNING = '2031-03-06T08:00:30Z';

let moto: Moto | undefined;
let nights: Nights | undefined;
/** A role of AWS's usual chain. */
beforeAll(() => {
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
});
afterEach(async () => {
  await nights?.close();
  await moto?.stop();
  nights = undefined;
}, LONG_MS);
afterAll(() => {
  delete process.env.AWS_ACCESS_KEY_ID;
  delete process.env.AWS_SECRET_ACCESS_KEY;
});

async function open(options: NightsOptions = {}): Promise<{ opened: Nights; groups: TestGroups }> {
  if (target === undefined || python === undefined) throw new Error('there is no AWS');
  moto = await startMoto(python);
  const groups = await makeGroups(moto);
  const aws = { region: REGION, eksCluster: 'shop', endpoint: moto.url };
  nights = await openNights(target, {
    tiers: (namespace) => [
      { name: 'nodes', nodeGroups: ['general'], autoScalingGroups: ['workers'] },
      { name: 'apps', workloads: [{ namespace }] },
    ],
    cluster: { aws },
    around: (clusters) => withAws(clusters, { test: { aws, readOnly: false } }),
    ...options,
  });
  await nights.at(DAY);
  return { opened: nights, groups };
}

suite('groups of machines of AWS', () => {
  test(
    'have none at night, with what they were on them, and as many as before in the morning',
    async () => {
      const { opened, groups } = await open();
      await opened.kubectl('create -f -', deployment('web', 2));
      await opened.at(EVENING);
      expect(await groups.nodeGroup()).toEqual({
        sizes: [0, 4, 0],
        labels: {
          team: 'shop',
          'quartermaster.dev/switch': 'nights',
          'quartermaster.dev/original': '1.4.2.0',
        },
      });
      expect(await groups.autoScalingGroup()).toEqual({
        ...{ sizes: [0, 5, 0], machines: 0 },
        tags: [
          'quartermaster.dev/done=off',
          'quartermaster.dev/original=1.5.3.0',
          'quartermaster.dev/switch=nights',
        ],
      });
      await opened.restart();
      await opened.at(MORNING);
      expect(await groups.nodeGroup()).toEqual({ sizes: [1, 4, 2], labels: { team: 'shop' } });
      expect(await groups.autoScalingGroup()).toEqual({ sizes: [1, 5, 3], tags: [], machines: 3 });
      expect(await opened.replicas('deployment/web')).toBe(2);
      expect(await opened.store.originals('nights')).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'that somebody sets at night are left, asked about, and are as before in the morning',
    async () => {
      const { opened, groups } = await open();
      await opened.at(EVENING);
      await groups.resizeNodeGroup([1, 4, 1]);
      await groups.resizeAutoScalingGroup([0, 5, 2]);
      await opened.at(NIGHT);
      expect((await groups.nodeGroup()).sizes).toEqual([1, 4, 1]);
      expect((await groups.autoScalingGroup()).sizes).toEqual([0, 5, 2]);
      const told = (await opened.told()).join('\n');
      expect(told).toContain('nodegroup/general was set to 1 of 1 to 4 machines by hand');
      expect(told).toContain('autoscalinggroup/workers was set to 2 of 0 to 5 machines by hand');
      await opened.at(MORNING);
      expect((await groups.nodeGroup()).sizes).toEqual([1, 4, 2]);
      expect((await groups.autoScalingGroup()).sizes).toEqual([1, 5, 3]);
    },
    LONG_MS,
  );

  test(
    'on whose machines Quartermaster runs stay on: nothing else could bring them back',
    async () => {
      const { opened, groups } = await open({ self: (namespace) => ({ namespace }) });
      const [id = ''] = await groups.machines();
      await opened.kubectl('create -f -', {
        ...{ apiVersion: 'v1', kind: 'Node' },
        metadata: { name: 'NS', labels: { 'eks.amazonaws.com/nodegroup': 'general' } },
        spec: {
          providerID: `aws:///us-east-1a/${id}`,
          taints: [{ key: 'nights', value: 'NS', effect: 'NoSchedule' }],
        },
      });
      await opened.kubectl('create -f -', {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bot', namespace: 'NS' } },
        spec: { nodeName: 'NS', containers: [{ name: 'app', image: 'app' }] },
      });
      await opened.at(EVENING);
      await opened.kubectl('delete node NS --wait=false');
      expect((await groups.nodeGroup()).sizes).toEqual([1, 4, 2]);
      expect((await groups.autoScalingGroup()).sizes).toEqual([1, 5, 3]);
    },
    LONG_MS,
  );

  test(
    'that the settings name no longer come back with the switch',
    async () => {
      const { opened, groups } = await open();
      await opened.at(EVENING);
      opened.configure({ tiers: (namespace) => [{ name: 'apps', workloads: [{ namespace }] }] });
      await opened.at(MORNING);
      expect((await groups.nodeGroup()).sizes).toEqual([1, 4, 2]);
      expect((await groups.autoScalingGroup()).sizes).toEqual([1, 5, 3]);
    },
    LONG_MS,
  );

  test(
    'are listed in the plan, and one that there is not is told',
    async () => {
      const { opened } = await open({
        tiers: () => [{ name: 'nodes', nodeGroups: ['general', 'none'] }],
      });
      const { stdout } = await (await ask(opened, 'cluster plan nights')).run();
      expect(stdout).toMatch(/nodegroup\/general +- +2 of 1 to 4 machines +0 of 0 to 4 machines/u);
      expect(stdout).toContain('There is no NodeGroup none on test.');
    },
    LONG_MS,
  );

  test(
    'are asked about only as an access names it, and changed only as they were read',
    async () => {
      const { opened, groups } = await open();
      const signal = new AbortController().signal;
      const catalog = await opened.clusters.catalog('test');
      const resource = catalog.byKind('eks.amazonaws.com', 'NodeGroup');
      if (resource === undefined) throw new Error('it is not served');
      expect(() => catalog.resolve('nodegroups')).toThrow(/have a resource type/u);
      const access = { verb: 'patch' as const, group: resource.group, resource: 'nodegroups' };
      const patch = { verb: 'patch' as const, resource, name: 'general' };
      const body = { metadata: { resourceVersion: 'old' }, spec: { sizes: [9, 9, 9] } };
      const other = opened.clusters.open('test', [{ ...access, name: 'x' }], undefined, signal);
      await expect(other.request({ ...patch, body })).rejects.toThrow(UnnamedRequestError);
      const named = [{ ...access, name: 'general' }];
      const own = opened.clusters.open('test', named, undefined, signal);
      await expect(own.request({ ...patch, body })).rejects.toMatchObject({
        status: { code: 409 },
      });
      expect((await groups.nodeGroup()).sizes).toEqual([1, 4, 2]);
    },
    LONG_MS,
  );

  test(
    'of a cluster that is read-only are not changed',
    async () => {
      const { opened, groups } = await open({
        around: (clusters) => {
          const aws = { region: REGION, eksCluster: 'shop', endpoint: moto?.url };
          return withAws(clusters, { test: { aws, readOnly: true } });
        },
      });
      await opened.at(EVENING);
      expect((await groups.nodeGroup()).sizes).toEqual([1, 4, 2]);
      expect((await opened.told()).join('\n')).toContain('makes this cluster read-only');
    },
    LONG_MS,
  );
});

test('groups of AWS on a cluster that says nothing of AWS are refused in the settings', () => {
  const tiers = [{ name: 'nodes', nodeGroups: ['general'] }];
  const document = {
    clusters: { test: { environment: 'staging', kubeconfig: 'k' } },
    switches: { nights: { cluster: 'test', tiers } },
  };
  expect(() => readSettings(document, 'the test')).toThrow('has no "aws" with it');
});
