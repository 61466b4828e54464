// Why a pod is not ready, in Kubernetes' own words.

import { expect, test } from '@jest/globals';
import { type TroubledPod, troubleOf } from '../../../bot/switch/pod-troubles.ts';

const app = (state: object, restartCount = 0) => ({
  ...{ phase: 'Running', containerStatuses: [{ name: 'app', restartCount, state }] },
});

test.each<[string, TroubledPod['status'], string | undefined]>([
  [
    'an image that is not there',
    app({ waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling\n  image "x:1"' } }),
    'pod/web-1: app waits: ImagePullBackOff, Back-off pulling image "x:1"',
  ],
  [
    'a crash loop',
    app({ waiting: { reason: 'CrashLoopBackOff' } }, 7),
    'pod/web-1: app waits: CrashLoopBackOff, restarted 7 times',
  ],
  [
    'an end with an error',
    app({ terminated: { reason: 'OOMKilled', exitCode: 137 } }),
    'pod/web-1: app ended: OOMKilled (exit code 137)',
  ],
  [
    'no node for it',
    {
      phase: 'Pending',
      conditions: [
        {
          ...{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
          message: '0/3 nodes are available',
        },
      ],
    },
    'pod/web-1: Unschedulable, 0/3 nodes are available',
  ],
  ['a probe that fails', app({ running: {} }), 'pod/web-1: running, and not ready'],
  [
    'a container that is being made',
    { ...app({ waiting: { reason: 'ContainerCreating' } }), phase: 'Pending' },
    'pod/web-1: pending',
  ],
  ['an eviction', { phase: 'Failed', reason: 'Evicted' }, 'pod/web-1: Evicted'],
  ['a ready one', { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }, undefined],
  ['one that is done', { phase: 'Succeeded' }, undefined],
  ['nothing said', undefined, 'pod/web-1: unknown'],
])('is told of %s', (_, status, words) => {
  expect(
    troubleOf({ metadata: { name: 'web-1' }, ...(status === undefined ? {} : { status }) }),
  ).toBe(words);
});
