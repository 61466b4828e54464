// What switching off would do to each workload, which stay on and why, and what that saves.

import { describe, expect, test } from '@jest/globals';
import type { SwitchKind } from '../../../bot/switch/kinds.ts';
import { forSpan, readPrice, writeMoney } from '../../../bot/switch/money.ts';
import { type Beside, type Found, planOff } from '../../../bot/switch/plan.ts';
import { savingAnHour } from '../../../bot/switch/saving.ts';
import type { Workload } from '../../../bot/switch/workload.ts';

const PRICES = { currency: 'USD', cpuHour: 31_600, memoryGibHour: 4_200 };

function found(kind: SwitchKind, name: string, object: Workload = {}, tier = 'apps'): Found {
  return {
    ...{ tier, kind, namespace: 'shop' },
    object: { ...object, metadata: { name, namespace: 'shop', ...object.metadata } },
  };
}

function planned(each: Found, beside: Partial<Beside> = {}) {
  const neighbours = new Map([['shop', { autoscalers: [], budgets: [], ...beside }]]);
  const [target] = planOff([each], neighbours);
  if (target === undefined) throw new Error('nothing is planned');
  return target;
}

describe('a plan', () => {
  test.each<[SwitchKind, Workload, string, string]>([
    ['Deployment', { spec: { replicas: 3 } }, '3 replicas', '0 replicas'],
    ['StatefulSet', {}, '1 replica', '0 replicas'],
    ['CronJob', { spec: { schedule: '5 4 * * *' } }, '5 4 * * *', 'suspended'],
    ['CronJob', { spec: { schedule: '5 4 * * *', suspend: true } }, 'suspended', 'suspended'],
    ['Job', {}, 'runs', 'suspended'],
    ['Job', { spec: { suspend: true } }, 'suspended', 'suspended'],
    ['ScaledObject', { spec: { maxReplicaCount: 9 } }, 'scales 0 to 9', 'paused at 0'],
  ])('of a %s says what it is now and after', (kind, object, now, after) => {
    expect(planned(found(kind, 'one', object))).toMatchObject({ now, after });
  });

  test('of a Job counts the pods that have not ended, and says that these begin anew', () => {
    const job = { status: { active: 2 } } as Workload;
    expect(planned(found('Job', 'migrate', job))).toMatchObject({
      ...{ pods: 2, notes: ['its pods begin anew when it comes back'] },
    });
  });

  test.each<[string, Workload, RegExp]>([
    [
      'its owner says so',
      { metadata: { annotations: { 'quartermaster.dev/keep': 'true' } } },
      /keep=true/u,
    ],
    [
      'it is Quartermaster',
      { metadata: { labels: { 'app.kubernetes.io/name': 'quartermaster' } } },
      /Quartermaster itself/u,
    ],
    ['it is the DNS', { metadata: { labels: { 'k8s-app': 'kube-dns' } } }, /DNS/u],
    [
      'it is an ingress',
      { metadata: { labels: { 'app.kubernetes.io/name': 'ingress-nginx' } } },
      /ingress/u,
    ],
    [
      'another object controls it',
      {
        metadata: {
          ownerReferences: [
            { kind: 'Operator', name: 'boss', controller: true, apiVersion: 'v1', uid: 'x' },
          ],
        },
      },
      /Operator\/boss/u,
    ],
  ])('keeps what has to stay on: %s', (_, object, why) => {
    const target = planned(found('Deployment', 'one', { spec: { replicas: 2 }, ...object }));
    expect(target).toMatchObject({ now: '2 replicas', after: '2 replicas', pods: 0 });
    expect(target.kept).toMatch(why);
  });

  test.each<[string, object, readonly string[]]>([
    [
      'go as they empty',
      { disruption: { consolidateAfter: '30s', consolidationPolicy: 'WhenEmpty' } },
      ['no new nodes; 2 nodes go 30s after they are empty (WhenEmpty)'],
    ],
    [
      'never go',
      { disruption: { consolidateAfter: 'Never' } },
      ['2 nodes stay: consolidateAfter is Never'],
    ],
    [
      'may not go for a while',
      {
        disruption: {
          consolidateAfter: '0s',
          budgets: [
            { nodes: '10%' },
            { nodes: '0', schedule: '0 9 * * *', duration: '8h' },
            { nodes: '0', reasons: ['Drifted'] },
          ],
        },
      },
      [
        'no new nodes; 2 nodes go 0s after they are empty',
        'its disruption budget of 0 lets no node go from "0 9 * * *" UTC for 8h',
      ],
    ],
    [
      'may not go at all',
      { disruption: { budgets: [{ nodes: '0%', reasons: ['Empty'] }] } },
      ['no new nodes; 2 nodes go when empty', 'its disruption budget of 0 lets no node go'],
    ],
    ['are of a fixed number', { replicas: 2 }, ['2 nodes drained and ended by Karpenter']],
  ])('of a NodePool whose nodes %s says so', (_, spec, notes) => {
    const pool = { spec, status: { nodes: 2 } } as Workload;
    expect(planned(found('NodePool', 'general', pool))).toMatchObject({ notes, pods: 0 });
  });

  test.each<[Workload, string, string]>([
    [{ spec: { limits: { cpu: '1000' } } }, 'cpu limit 1000', 'cpu limit 0'],
    [{ spec: { limits: { memory: '10Gi' } } }, 'no cpu limit', 'cpu limit 0'],
    [{ spec: { replicas: 3 } }, '3 replicas', '0 replicas'],
  ])('of the NodePool %j says what it is now and after', (object, now, after) => {
    expect(planned(found('NodePool', 'general', object))).toMatchObject({ now, after });
  });

  test('has a workload that two tiers name in the first alone', () => {
    const web = { spec: { replicas: 1 } };
    const plan = planOff(
      [found('Deployment', 'web', web, 'first'), found('Deployment', 'web', web, 'second')],
      new Map(),
    );
    expect(plan.map(({ tier }) => tier)).toEqual(['first']);
  });

  test('tells of whatever else has a say in the number of replicas', () => {
    const target = planned(
      found('Deployment', 'web', {
        metadata: {
          annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/web' },
        },
        spec: { template: { metadata: { labels: { app: 'web' } } } },
      }),
      {
        autoscalers: [
          {
            metadata: { name: 'web' },
            spec: { maxReplicas: 5, scaleTargetRef: { kind: 'Deployment', name: 'web' } },
          },
          {
            metadata: { name: 'other' },
            spec: { scaleTargetRef: { kind: 'Deployment', name: 'x' } },
          },
        ],
        budgets: [
          {
            metadata: { name: 'web' },
            spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
          },
          { metadata: { name: 'x' }, spec: { selector: { matchLabels: { app: 'x' } } } },
        ],
      },
    );
    expect(target.notes).toEqual([
      'hpa/web (1 to 5) rests at 0',
      'pdb/web (1 available) holds up evictions, not this',
      'Argo CD application shop undoes it if it heals itself',
    ]);
  });

  test('tells which ScaledObject sets the replicas of a workload', () => {
    const scaler = found('ScaledObject', 'lag', { spec: { scaleTargetRef: { name: 'web' } } });
    const [web] = planOff([found('Deployment', 'web'), scaler], new Map());
    expect(web?.notes).toEqual(['scaledobject/lag sets its replicas']);
  });
});

describe('a ScaledObject', () => {
  const scaler = (object: Workload = {}, tier?: string) =>
    found('ScaledObject', 'lag', { spec: { scaleTargetRef: { name: 'web' } }, ...object }, tier);
  const KEEP = { metadata: { annotations: { 'quartermaster.dev/keep': 'true' } } };

  test('stays as it is with a workload that is kept, whether the switch names that or not', () => {
    const web = found('Deployment', 'web', KEEP);
    const why =
      'it scales deployment/web, which is kept: it is annotated quartermaster.dev/keep=true';
    expect(planOff([web, scaler()], new Map()).map(({ kept }) => kept)).toEqual([
      expect.stringContaining('keep=true'),
      why,
    ]);
    const beside = new Map([['shop', { autoscalers: [], budgets: [], scaled: [web] }]]);
    expect(planOff([scaler()], beside)).toMatchObject([{ kept: why }]);
  });

  test('that is kept keeps what it scales', () => {
    const [web] = planOff([found('Deployment', 'web'), scaler(KEEP)], new Map());
    expect(web?.kept).toContain('it is scaled by scaledobject/lag, which is kept');
  });

  test('is switched with the tier of what it scales', () => {
    const all = [scaler({}, 'first'), found('Deployment', 'web', {}, 'second')];
    expect(planOff(all, new Map()).map(({ tier }) => tier)).toEqual(['second', 'second']);
  });

  test('of another namespace has no say', () => {
    const other = { ...scaler(KEEP), namespace: 'web' };
    expect(planOff([found('Deployment', 'web'), other], new Map())[0]?.kept).toBeUndefined();
  });
});

describe('money', () => {
  const containers = (...requests: readonly Record<string, string>[]) => ({
    spec: {
      replicas: 2,
      template: {
        spec: { containers: requests.map((each) => ({ resources: { requests: each } })) },
      },
    },
  });

  test('is what all pods ask for, at the prices of the settings', () => {
    const target = planned(
      found('Deployment', 'web', containers({ cpu: '500m', memory: '1Gi' }, { cpu: '1' })),
    );
    expect(savingAnHour(target, PRICES)).toBe(2n * (15_800n + 4_200n + 31_600n));
  });

  test('is not guessed where a container does not say what it asks for', () => {
    const target = planned(found('Deployment', 'web', containers({ cpu: '1' }, {})));
    expect(savingAnHour(target, PRICES)).toBeUndefined();
  });

  test.each([
    ['0.0316', 31_600],
    ['2', 2_000_000],
    ['0.0000001', undefined],
    ['-1', undefined],
  ])('is read exactly: %s', (text, micros) => {
    expect(readPrice(text)).toBe(micros);
  });

  test.each([
    [0n, '0.00 USD'],
    [26_850n, '0.02685 USD'],
    [123_456_789n, '123.46 USD'],
  ])('%s millionths are written as %s', (micros, text) => {
    expect(writeMoney(micros, 'USD')).toBe(text);
  });

  test('of half an hour is half of that of an hour', () => {
    expect(forSpan(1_000_000n, 1_800_000)).toBe(500_000n);
  });
});
