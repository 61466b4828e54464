// What is found in Pods: each condition by the statuses that a kubelet writes, when it is told and until when.

import { describe, expect, test } from '@jest/globals';
import { CALM_MS, crashLoops } from '../../../../bot/sources/kubernetes/crash-loop.ts';
import { evicted } from '../../../../bot/sources/kubernetes/evicted.ts';
import { failedPod } from '../../../../bot/sources/kubernetes/failed-pod.ts';
import { notStarted } from '../../../../bot/sources/kubernetes/not-started.ts';
import type { ContainerStatus, Pod } from '../../../../bot/sources/kubernetes/objects.ts';
import { oomKills } from '../../../../bot/sources/kubernetes/oom-kill.ts';
import { unscheduled } from '../../../../bot/sources/kubernetes/unscheduled.ts';

const [T0, T1, T2] = ['2031-03-05T12:00:00Z', '2031-03-05T12:00:20Z', '2031-03-05T12:01:00Z'];
const HOUR_MS = 3_600_000;

function pod(status: ContainerStatus, more: Partial<NonNullable<Pod['status']>> = {}): Pod {
  return {
    metadata: { name: 'web-1', creationTimestamp: '2031-03-05T11:00:00Z' },
    spec: {
      restartPolicy: 'Always',
      containers: [{ name: 'app', resources: { limits: { memory: '512Mi' } } }],
    },
    status: { phase: 'Running', containerStatuses: [{ name: 'app', ...status }], ...more },
  };
}

const failed = { exitCode: 1, reason: 'Error', startedAt: T0, finishedAt: T1 };

describe('a crash loop', () => {
  test('is a container that waits for its next try, with how it ended', () => {
    const waiting = pod({
      restartCount: 7,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { ...failed, message: 'no\n database' } },
    });
    expect(crashLoops(waiting)).toEqual([
      {
        ...{ reason: 'CrashLoopBackOff', part: 'app', severity: 'warning', count: 7 },
        title: 'pod/web-1: container app crash-loops: exit code 1 (Error)',
        lines: ['Restarts: 7', 'Last words: no database'],
        sinceMs: Date.parse(T1),
        log: { container: 'app', previous: true },
      },
    ]);
  });

  test('goes on while it runs between two ends, until it has run for as long as the kubelet asks for', () => {
    const running = pod({
      restartCount: 2,
      state: { running: { startedAt: T2 } },
      lastState: { terminated: failed },
    });
    expect(crashLoops(running)).toMatchObject([{ untilMs: Date.parse(T2) + CALM_MS }]);
  });

  test('goes on in the moment in which it has ended', () => {
    const ended = pod({
      restartCount: 2,
      state: { terminated: failed },
      lastState: { terminated: failed },
    });
    expect(crashLoops(ended)).toMatchObject([{ log: { container: 'app', previous: false } }]);
    expect(crashLoops(ended)[0]).not.toHaveProperty('untilMs');
  });

  test.each<[string, ContainerStatus]>([
    ['one that ended once', { restartCount: 1, lastState: { terminated: failed } }],
    [
      'one that had run for long before it ended',
      {
        restartCount: 9,
        lastState: { terminated: { ...failed, startedAt: '2031-03-05T11:00:00Z' } },
      },
    ],
    ['one that never ended', { restartCount: 0 }],
  ])('is not %s', (_what, status) => {
    expect(crashLoops(pod({ state: { running: { startedAt: T2 } }, ...status }))).toEqual([]);
  });

  test('is not a container that has done its work', () => {
    const done = { exitCode: 0, reason: 'Completed', startedAt: T0, finishedAt: T1 };
    const status = {
      state: { terminated: done },
      lastState: { terminated: failed },
      restartCount: 3,
    };
    const ofJob = { ...pod(status), spec: { restartPolicy: 'OnFailure' } };
    expect(crashLoops(ofJob)).toEqual([]);
    const init = pod({}, { initContainerStatuses: [{ name: 'migrate', ...status }] });
    expect(crashLoops(init)).toEqual([]);
  });

  test('is told of an init container as such', () => {
    const status = {
      name: 'migrate',
      restartCount: 4,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
    };
    const init = pod({}, { phase: 'Pending', initContainerStatuses: [status] });
    expect(crashLoops(init)).toMatchObject([
      { title: 'pod/web-1: init container migrate crash-loops', part: 'migrate' },
    ]);
  });
});

describe('an OOM kill', () => {
  const killed = { exitCode: 137, reason: 'OOMKilled', startedAt: T0, finishedAt: T1 };

  test('is told with the limit, until it has run for a while', () => {
    const again = pod({
      restartCount: 3,
      state: { running: { startedAt: T2 } },
      lastState: { terminated: killed },
    });
    expect(oomKills(again)).toMatchObject([
      {
        ...{ reason: 'OOMKilled', count: 3, sinceMs: Date.parse(T1) },
        title: 'pod/web-1: container app was killed for its memory',
        lines: ['Memory limit: 512Mi', 'Restarts: 3'],
        untilMs: Date.parse(T2) + CALM_MS,
      },
    ]);
  });

  test('lasts while the container does not run', () => {
    const waits = pod({
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: killed },
    });
    expect(oomKills(waits)).toHaveLength(1);
    expect(oomKills(waits)[0]).not.toHaveProperty('untilMs');
  });

  test('of a Pod that is not started again is told for an hour', () => {
    const over = pod({ state: { terminated: killed } }, { phase: 'Failed' });
    expect(oomKills(over)).toMatchObject([
      { untilMs: Date.parse(T1) + HOUR_MS, log: { previous: false } },
    ]);
  });

  test('is no other end', () => {
    expect(oomKills(pod({ lastState: { terminated: failed } }))).toEqual([]);
  });
});

describe('a container that is not started', () => {
  test.each(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName'])(
    'for want of its image is one matter, as %s too',
    (reason) => {
      const waits = pod({
        image: 'web:nope',
        state: { waiting: { reason, message: 'not found' } },
      });
      expect(notStarted(waits)).toMatchObject([
        {
          ...{ reason: 'ImagePullBackOff', part: 'app', events: ['Failed'] },
          title: 'pod/web-1: container app cannot get its image',
          lines: ['Image: web:nope', expect.stringContaining('not found')],
        },
      ]);
    },
  );

  test('for want of its configuration is told with what is missing', () => {
    const message = 'configmap "web" not found';
    const waits = pod({ state: { waiting: { reason: 'CreateContainerConfigError', message } } });
    expect(notStarted(waits)).toMatchObject([
      { reason: 'CreateContainerError', lines: [`CreateContainerConfigError: ${message}`] },
    ]);
  });

  test.each(['ContainerCreating', 'PodInitializing', 'CrashLoopBackOff'])(
    'is none at %s',
    (reason) => {
      expect(notStarted(pod({ state: { waiting: { reason } } }))).toEqual([]);
    },
  );
});

describe('a Pod without a node', () => {
  const scheduled = (status: string, reason: string) =>
    pod(
      {},
      {
        phase: 'Pending',
        conditions: [
          { type: 'PodScheduled', status, reason, message: '0/3 nodes', lastTransitionTime: T0 },
        ],
      },
    );

  test('is told with why when a minute has passed', () => {
    expect(unscheduled(scheduled('False', 'Unschedulable'))).toMatchObject([
      {
        ...{ reason: 'FailedScheduling', lines: ['0/3 nodes'], sinceMs: Date.parse(T0) },
        fromMs: Date.parse(T0) + 60_000,
      },
    ]);
  });

  test('is none when it waits at a gate, or has found one', () => {
    expect(unscheduled(scheduled('False', 'SchedulingGated'))).toEqual([]);
    expect(unscheduled(scheduled('True', ''))).toEqual([]);
  });
});

describe('an evicted Pod', () => {
  const gone = (more: object) => pod({}, { phase: 'Failed', startTime: T0, ...more });

  test('is told with why, for an hour', () => {
    const conditions = [
      {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'TerminationByKubelet',
        lastTransitionTime: T2,
      },
    ];
    const matter = gone({ reason: 'Evicted', message: 'The node was low on disk.', conditions });
    expect(evicted(matter)).toMatchObject([
      {
        ...{ reason: 'Evicted', lines: ['The node was low on disk.'], sinceMs: Date.parse(T2) },
        untilMs: Date.parse(T2) + HOUR_MS,
      },
    ]);
    expect(evicted(gone({ reason: 'Evicted' }))).toMatchObject([{ sinceMs: Date.parse(T0) }]);
  });

  test('is none that failed otherwise', () => {
    expect(evicted(gone({}))).toEqual([]);
  });
});

describe('a Pod that has failed', () => {
  const ended = { exitCode: 1, reason: 'Error', message: 'no\n database', finishedAt: T1 };
  const state = { terminated: ended };

  test('is told with what of it has failed and how, for an hour', () => {
    expect(failedPod(pod({ state }, { phase: 'Failed' }))).toEqual([
      {
        ...{ reason: 'PodFailed', part: 'app', severity: 'warning', count: 1 },
        title: 'pod/web-1: container app failed: exit code 1 (Error)',
        lines: ['Last words: no database'],
        ...{ sinceMs: Date.parse(T1), untilMs: Date.parse(T1) + HOUR_MS },
        log: { container: 'app', previous: false },
      },
    ]);
  });

  test('names the init container that has failed, and not what waited for it', () => {
    const initContainerStatuses = [
      { name: 'first', state: { terminated: { exitCode: 0, reason: 'Completed' } } },
      { name: 'second', state },
    ];
    const waiting = pod(
      { state: { waiting: { reason: 'PodInitializing' } } },
      { phase: 'Failed', initContainerStatuses },
    );
    expect(failedPod(waiting)).toMatchObject([
      { part: 'second', title: 'pod/web-1: init container second failed: exit code 1 (Error)' },
    ]);
  });

  test.each<[string, Pod]>([
    ['of a Job, which says itself when it has failed', ofJob(pod({ state }, { phase: 'Failed' }))],
    ['that was ended from outside', pod({ state }, { phase: 'Failed', reason: 'Terminated' })],
    ['that runs', pod({ state })],
    [
      'that was killed for its memory, which is told as that',
      pod(
        { state: { terminated: { ...ended, exitCode: 137, reason: 'OOMKilled' } } },
        { phase: 'Failed' },
      ),
    ],
    ['of which nothing has failed', pod({ state: {} }, { phase: 'Failed' })],
  ])('is none %s', (_, other) => {
    expect(failedPod(other)).toEqual([]);
  });
});

function ofJob(other: Pod): Pod {
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'import', uid: 'u', controller: true };
  return { ...other, metadata: { ...other.metadata, ownerReferences: [owner] } };
}
