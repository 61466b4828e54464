// What is found in nodes, rollouts, Jobs, claims, autoscalers and certificates, when it is told and until when.

import { describe, expect, test } from '@jest/globals';
import { atMaximum } from '../../../../bot/sources/kubernetes/at-maximum.ts';
import { expiring } from '../../../../bot/sources/kubernetes/certificate.ts';
import { claimTroubles } from '../../../../bot/sources/kubernetes/claim.ts';
import { failedJob } from '../../../../bot/sources/kubernetes/failed-job.ts';
import { nodeNotReady } from '../../../../bot/sources/kubernetes/node-not-ready.ts';
import { stuckRollouts } from '../../../../bot/sources/kubernetes/stuck-rollout.ts';

const LONG_AGO = '2031-01-01T00:00:00Z';
const T0 = '2031-03-05T12:00:00Z';
const T0_MS = Date.parse(T0);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe('a node that is not ready', () => {
  const node = (status: string, { created = LONG_AGO, cordoned = false } = {}) => ({
    metadata: { name: 'node-1', creationTimestamp: created },
    spec: { unschedulable: cordoned },
    status: {
      conditions: [
        { type: 'MemoryPressure', status: 'False', lastTransitionTime: LONG_AGO },
        {
          type: 'Ready',
          status,
          reason: 'KubeletNotReady',
          message: 'no CNI',
          lastTransitionTime: T0,
        },
      ],
    },
  });

  test('is critical when a minute has passed', () => {
    expect(nodeNotReady(node('False'))).toEqual([
      {
        ...{ reason: 'NodeNotReady', severity: 'critical', count: 1, sinceMs: T0_MS },
        ...{ title: 'node/node-1 is not ready', lines: ['KubeletNotReady: no CNI'] },
        fromMs: T0_MS + MINUTE_MS,
      },
    ]);
  });

  test('is told with the silence of its kubelet, and with its cordon', () => {
    expect(nodeNotReady(node('Unknown', { cordoned: true }))).toMatchObject([
      {
        ...{ severity: 'warning', title: expect.stringContaining('says nothing any more') },
        lines: ['KubeletNotReady: no CNI', 'It is cordoned.'],
      },
    ]);
  });

  test('has five minutes when it is new', () => {
    expect(nodeNotReady(node('False', { created: T0 }))).toMatchObject([
      { fromMs: T0_MS + 5 * MINUTE_MS },
    ]);
  });

  test('is none that is ready, or of which nothing is said yet', () => {
    expect(nodeNotReady(node('True'))).toEqual([]);
    expect(nodeNotReady({ metadata: { name: 'node-1' } })).toEqual([]);
  });
});

describe('a rollout', () => {
  const deployment = (condition: object, available = 1) => ({
    metadata: { name: 'web' },
    spec: { replicas: 3 },
    status: {
      ...{ updatedReplicas: 1, availableReplicas: available },
      conditions: [{ lastTransitionTime: T0, ...condition }],
    },
  });
  const stuck = {
    ...{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' },
    message: 'ReplicaSet "web-2" has timed out progressing.',
  };

  test('that has come no further within its deadline is stuck', () => {
    expect(stuckRollouts(deployment(stuck))).toEqual([
      {
        ...{ reason: 'ProgressDeadlineExceeded', severity: 'warning', count: 1, sinceMs: T0_MS },
        title: 'deployment/web: the rollout is stuck',
        lines: [
          'Updated: 1 of 3, available: 1',
          'ProgressDeadlineExceeded: ReplicaSet "web-2" has timed out progressing.',
        ],
      },
    ]);
  });

  test('is critical when nothing of it is available', () => {
    expect(stuckRollouts(deployment(stuck, 0))).toMatchObject([{ severity: 'critical' }]);
  });

  test('whose Pods are refused is told when that lasts', () => {
    const refused = {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message: 'quota',
    };
    expect(stuckRollouts(deployment(refused))).toMatchObject([
      { reason: 'FailedCreate', fromMs: T0_MS + MINUTE_MS },
    ]);
  });

  test('that goes on is none', () => {
    const going = { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated' };
    expect(stuckRollouts(deployment(going))).toEqual([]);
  });
});

describe('a Job', () => {
  const job = (type: string, status = 'True') => ({
    metadata: { name: 'import' },
    status: {
      failed: 4,
      conditions: [
        { type, status, reason: 'BackoffLimitExceeded', message: 'limit', lastTransitionTime: T0 },
      ],
    },
  });

  test('that failed is told for a day, or until its CronJob succeeds', () => {
    expect(failedJob(job('Failed'))).toMatchObject([
      {
        ...{ reason: 'JobFailed', title: 'job/import failed', endsBySuccess: true },
        ...{ lines: ['BackoffLimitExceeded: limit', 'Pods that failed: 4'] },
        untilMs: T0_MS + DAY_MS,
      },
    ]);
  });

  test.each([
    ['Complete', 'True'],
    ['Failed', 'False'],
  ])('that is %s=%s is none', (type, status) => {
    expect(failedJob(job(type, status))).toEqual([]);
  });
});

describe('a claim', () => {
  const claim = (phase: string, annotations: Record<string, string> = {}) => ({
    metadata: { name: 'data', creationTimestamp: T0, annotations },
    spec: { storageClassName: 'fast', volumeName: 'pv-1' },
    status: { phase },
  });

  test('that gets no volume in five minutes is told, unless its class waits for a Pod', () => {
    expect(claimTroubles(claim('Pending'))).toMatchObject([
      { reason: 'ClaimPending', fromMs: T0_MS + 5 * MINUTE_MS, unlessWaits: 'fast' },
    ]);
  });

  test('that a Pod waits for already is told whatever its class', () => {
    const selected = { 'volume.kubernetes.io/selected-node': 'node-1' };
    expect(claimTroubles(claim('Pending', selected))).toHaveLength(1);
    expect(claimTroubles(claim('Pending', selected))[0]).not.toHaveProperty('unlessWaits');
  });

  test('that has lost its volume is critical', () => {
    expect(claimTroubles(claim('Lost'))).toMatchObject([
      { reason: 'ClaimLost', severity: 'critical', lines: ['Volume: pv-1'] },
    ]);
  });

  test('that is bound is none', () => {
    expect(claimTroubles(claim('Bound'))).toEqual([]);
  });
});

describe('an autoscaler', () => {
  const autoscaler = ({ reason = 'TooManyReplicas', min = 2, current = 5 } = {}) => ({
    metadata: { name: 'web' },
    spec: { minReplicas: min, maxReplicas: 5 },
    status: {
      currentReplicas: current,
      conditions: [{ type: 'ScalingLimited', status: 'True', reason, lastTransitionTime: T0 }],
    },
  });

  test('that wants more than it may have is told after a quarter of an hour', () => {
    expect(atMaximum(autoscaler())).toMatchObject([
      {
        ...{ reason: 'ScalingLimited', fromMs: T0_MS + 15 * MINUTE_MS },
        title: 'horizontalpodautoscaler/web is at its maximum of 5 replicas',
      },
    ]);
  });

  test.each([{ reason: 'TooFewReplicas' }, { min: 5 }, { current: 4 }])(
    'with %j is none',
    (other) => {
      expect(atMaximum(autoscaler(other))).toEqual([]);
    },
  );
});

describe('a certificate', () => {
  const certificate = (days: number) => ({
    metadata: { name: 'web' },
    spec: { secretName: 'web-tls', dnsNames: ['shop.example.com'] },
    status: {
      notBefore: T0,
      notAfter: new Date(T0_MS + days * DAY_MS).toISOString(),
      conditions: [{ type: 'Ready', status: 'False', reason: 'Issuing', message: 'rate limit' }],
    },
  });

  test('is told two weeks before it runs out, and is critical three days before', () => {
    expect(expiring(certificate(90))).toMatchObject([
      { severity: 'warning', fromMs: T0_MS + 76 * DAY_MS, untilMs: T0_MS + 87 * DAY_MS },
      {
        severity: 'critical',
        fromMs: T0_MS + 87 * DAY_MS,
        lines: expect.arrayContaining(['Issuing: rate limit']),
      },
    ]);
  });

  test('of a short life is told when a fifth of it is left', () => {
    expect(expiring(certificate(10))).toMatchObject([
      { fromMs: T0_MS + 8 * DAY_MS },
      { fromMs: T0_MS + 9.5 * DAY_MS },
    ]);
  });

  test('that was never issued is none', () => {
    expect(expiring({ metadata: { name: 'web' } })).toEqual([]);
  });
});
