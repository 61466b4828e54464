// What is told of a cluster as its objects come and go: each matter once when it begins, once when it ends, and never what is off or quiet.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KINDS } from '../../../../bot/sources/kubernetes/kinds.ts';
import {
  createWorld,
  type World,
  type WorldOptions,
} from '../../../../bot/sources/kubernetes/world.ts';
import type { Notice } from '../../../../bot/sources/source.ts';

const NOW_MS = Date.parse('2031-03-05T12:00:00Z');
const MINUTE_MS = 60_000;

function kindOf(kind: string) {
  const found = KINDS.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`no kind ${kind}`);
  return found;
}

function opened(options: Partial<WorldOptions> = {}) {
  const world = createWorld({ cluster: 'prod', environment: 'production', told: [], ...options });
  const put = (kind: string, object: object, nowMs = NOW_MS) =>
    world.put(kindOf(kind), object, nowMs);
  const remove = (kind: string, object: object, nowMs = NOW_MS) =>
    world.remove(kindOf(kind), object, nowMs);
  return { world, put, remove };
}

function begun(options: Partial<WorldOptions> = {}) {
  const all = opened(options);
  all.world.begin(NOW_MS);
  return all;
}

interface PodOptions {
  readonly loops?: boolean;
  readonly restarts?: number;
  readonly endedAt?: string;
  readonly metadata?: object;
}

function pod(
  name: string,
  { loops = true, restarts = 5, endedAt = '2031-03-05T11:59:00Z', metadata = {} }: PodOptions = {},
) {
  const end = { exitCode: 1, reason: 'Error', finishedAt: endedAt };
  return {
    metadata: {
      ...{ name, namespace: 'shop', uid: `uid-${name}`, labels: { 'pod-template-hash': 'abc' } },
      ownerReferences: [{ kind: 'ReplicaSet', name: 'web-abc', uid: 'rs', controller: true }],
      ...metadata,
    },
    spec: { nodeName: 'node-1' },
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          ...{ name: 'app', restartCount: restarts },
          state: loops ? { waiting: { reason: 'CrashLoopBackOff' } } : { running: {} },
          ...(loops ? { lastState: { terminated: end } } : {}),
        },
      ],
    },
  };
}

function deployment(spec: object, metadata: object = {}) {
  return { metadata: { name: 'web', namespace: 'shop', uid: 'deployment', ...metadata }, spec };
}

const states = (notices: readonly Notice[]) => notices.map(({ key, state }) => `${state} ${key}`);
const LOOP = 'Pod/uid-web-1/CrashLoopBackOff/app';

describe('what is told', () => {
  test('has whose it is, and groups all Pods of a workload', () => {
    const { put } = begun();
    expect(put('Pod', pod('web-1'))).toMatchObject([
      {
        ...{ key: LOOP, group: 'Deployment/shop/web', groupTitle: 'deployment/web in shop (prod)' },
        ...{ state: 'firing', count: 5, startedAtMs: Date.parse('2031-03-05T11:59:00Z') },
        labels: {
          ...{ cluster: 'prod', environment: 'production', namespace: 'shop', workload: 'web' },
          ...{ kind: 'Deployment', reason: 'CrashLoopBackOff', node: 'node-1' },
          ...{ pod: 'web-1', container: 'app' },
        },
      },
    ]);
    expect(put('Pod', pod('web-2'))).toMatchObject([{ group: 'Deployment/shop/web' }]);
  });

  test('is told once while it stands, anew with another count, and ends once', () => {
    const { put } = begun();
    expect(put('Pod', pod('web-1'))).toHaveLength(1);
    expect(put('Pod', pod('web-1'))).toEqual([]);
    expect(put('Pod', pod('web-1', { restarts: 6 }))).toMatchObject([
      { state: 'firing', count: 6 },
    ]);
    expect(states(put('Pod', pod('web-1', { loops: false })))).toEqual([`resolved ${LOOP}`]);
    expect(put('Pod', pod('web-1', { loops: false }))).toEqual([]);
  });

  test('ends with its object, and when that is being deleted', () => {
    const { put, remove } = begun();
    put('Pod', pod('web-1'));
    expect(states(remove('Pod', pod('web-1')))).toEqual([`resolved ${LOOP}`]);
    put('Pod', pod('web-1'));
    const ending = pod('web-1', { metadata: { deletionTimestamp: '2031-03-05T12:00:00Z' } });
    expect(states(put('Pod', ending))).toEqual([`resolved ${LOOP}`]);
  });

  test('keeps its first beginning while it lasts', () => {
    const { put } = begun();
    const [first] = put('Pod', pod('web-1'));
    const later = pod('web-1', { restarts: 6, endedAt: '2031-03-05T12:30:00Z' });
    expect(put('Pod', later)).toMatchObject([{ startedAtMs: first?.startedAtMs }]);
  });

  test('waits for its time and ends by time alone', () => {
    const { world, put } = begun();
    const pending = {
      metadata: { name: 'web-1', namespace: 'shop', uid: 'uid-web-1' },
      status: {
        phase: 'Pending',
        conditions: [
          {
            ...{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
            lastTransitionTime: new Date(NOW_MS).toISOString(),
          },
        ],
      },
    };
    expect(put('Pod', pending)).toEqual([]);
    expect(world.due(NOW_MS + MINUTE_MS - 1)).toEqual([]);
    expect(world.due(NOW_MS + MINUTE_MS)).toMatchObject([{ state: 'firing' }]);
    expect(world.due(NOW_MS + 2 * MINUTE_MS)).toEqual([]);
    const failed = {
      type: 'Failed',
      status: 'True',
      lastTransitionTime: new Date(NOW_MS).toISOString(),
    };
    put('Job', {
      metadata: { name: 'a', namespace: 'shop', uid: 'job' },
      status: { conditions: [failed] },
    });
    expect(states(world.due(NOW_MS + 24 * 60 * MINUTE_MS))).toEqual([
      'resolved Job/job/JobFailed/',
    ]);
  });
});

describe('events', () => {
  const event = (count: number, more: object = {}) => ({
    metadata: { uid: 'event-1' },
    ...{ involvedObject: { uid: 'uid-web-1' }, reason: 'Failed', message: 'no such tag', count },
    ...more,
  });
  const image = () => {
    const { metadata } = pod('web-1');
    const waiting = { reason: 'ImagePullBackOff' };
    return { metadata, status: { containerStatuses: [{ name: 'app', state: { waiting } }] } };
  };

  test('say why and how often, before their object and after it', () => {
    const { put } = begun();
    expect(put('Event', event(3))).toEqual([]);
    expect(put('Pod', image())).toMatchObject([
      { count: 3, lines: expect.arrayContaining(['no such tag']) },
    ]);
    expect(put('Event', event(4))).toMatchObject([{ state: 'firing', count: 4 }]);
    expect(put('Event', event(1, { series: { count: 9 } }))).toMatchObject([{ count: 9 }]);
  });

  test('of other reasons and other objects tell nothing', () => {
    const { put } = begun();
    put('Pod', image());
    expect(put('Event', event(5, { reason: 'Unhealthy' }))).toEqual([]);
    expect(put('Event', event(5, { involvedObject: { uid: 'other' } }))).toEqual([]);
  });
});

describe('what is not told', () => {
  test.each([
    ['has no replicas', deployment({ replicas: 0 })],
    [
      'is off by a switch',
      deployment({ replicas: 1 }, { annotations: { 'quartermaster.dev/original': '{}' } }),
    ],
    [
      'is quiet',
      deployment({ replicas: 1 }, { annotations: { 'quartermaster.dev/quiet': 'true' } }),
    ],
  ])('is of a workload that %s, and is told when it no longer is', (_what, object) => {
    const { put } = begun();
    put('Deployment', object);
    expect(put('Pod', pod('web-1'))).toEqual([]);
    expect(states(put('Deployment', deployment({ replicas: 1 })))).toEqual([`firing ${LOOP}`]);
    expect(states(put('Deployment', object))).toEqual([`resolved ${LOOP}`]);
  });

  test('is of a Pod or a namespace that is quiet', () => {
    const annotations = { 'quartermaster.dev/quiet': 'true' };
    const { put, remove } = begun();
    expect(put('Pod', pod('web-1', { metadata: { annotations } }))).toEqual([]);
    const namespace = { metadata: { name: 'shop', uid: 'ns', annotations } };
    put('Namespace', namespace);
    expect(put('Pod', pod('web-1'))).toEqual([]);
    expect(states(remove('Namespace', namespace))).toEqual([`firing ${LOOP}`]);
  });

  test('is a claim whose class waits for a Pod', () => {
    const { put } = begun();
    const claim = {
      metadata: {
        name: 'data',
        namespace: 'shop',
        uid: 'pvc',
        creationTimestamp: '2031-03-05T11:00:00Z',
      },
      ...{ spec: { storageClassName: 'fast' }, status: { phase: 'Pending' } },
    };
    const storageClass = (volumeBindingMode: string) => ({
      ...{ metadata: { name: 'fast', uid: 'class' }, volumeBindingMode },
    });
    put('StorageClass', storageClass('WaitForFirstConsumer'));
    expect(put('PersistentVolumeClaim', claim)).toEqual([]);
    expect(put('StorageClass', storageClass('Immediate'))).toMatchObject([{ state: 'firing' }]);
  });

  test('is a failed Job when its CronJob has succeeded since', () => {
    const { put } = begun();
    const failedAt = (minute: string) => ({
      metadata: {
        ...{ name: 'nightly-1', namespace: 'shop', uid: 'job' },
        ownerReferences: [{ kind: 'CronJob', name: 'nightly', uid: 'cron', controller: true }],
      },
      status: {
        conditions: [
          { type: 'Failed', status: 'True', lastTransitionTime: `2031-03-05T11:${minute}:00Z` },
        ],
      },
    });
    const cronJob = { metadata: { name: 'nightly', namespace: 'shop', uid: 'cron' } };
    put('CronJob', { ...cronJob, status: { lastSuccessfulTime: '2031-03-05T11:00:00Z' } });
    expect(put('Job', failedAt('30'))).toMatchObject([{ group: 'CronJob/shop/nightly' }]);
    expect(
      put('CronJob', { ...cronJob, status: { lastSuccessfulTime: '2031-03-05T11:45:00Z' } }),
    ).toMatchObject([{ state: 'resolved' }]);
  });
});

test('the team is that of the Pod, else of its workload, else of its namespace', () => {
  const { put } = begun();
  const teamOf = (notices: readonly Notice[]) => notices.map(({ labels }) => labels.team);
  put('Namespace', { metadata: { name: 'shop', uid: 'ns', labels: { team: 'shop' } } });
  expect(teamOf(put('Pod', pod('web-1')))).toEqual(['shop']);
  expect(
    teamOf(put('Deployment', deployment({ replicas: 1 }, { labels: { team: 'web' } }))),
  ).toEqual(['web']);
  const own = pod('web-1', { metadata: { labels: { team: 'own', 'pod-template-hash': 'abc' } } });
  expect(teamOf(put('Pod', own))).toEqual(['own']);
});

test('the Pods of a Job of a CronJob are told with the CronJob', () => {
  const { put } = begun();
  put('Job', {
    metadata: {
      ...{ name: 'nightly-1', namespace: 'shop', uid: 'job' },
      ownerReferences: [{ kind: 'CronJob', name: 'nightly', uid: 'cron', controller: true }],
    },
  });
  const owner = (uid: string) => ({
    metadata: { ownerReferences: [{ kind: 'Job', name: 'nightly-1', uid, controller: true }] },
  });
  expect(put('Pod', pod('a', owner('job')))).toMatchObject([{ group: 'CronJob/shop/nightly' }]);
  expect(put('Pod', pod('b', owner('other')))).toMatchObject([{ group: 'Job/shop/nightly-1' }]);
});

test('the last lines of a log are wanted once, and told when they come', () => {
  const wanted: string[] = [];
  const { world, put } = begun({
    wantLog: ({ name }, { log }) => void wanted.push(`${name} ${log?.container}`),
  });
  put('Pod', pod('web-1'));
  put('Pod', pod('web-1', { restarts: 6 }));
  expect(wanted).toEqual(['web-1 app']);
  expect(world.putListing(LOOP, 'panic: no database', NOW_MS)).toMatchObject([
    { key: LOOP, listing: 'panic: no database' },
  ]);
  expect(put('Pod', pod('web-1', { restarts: 7 }))).toMatchObject([
    { listing: 'panic: no database' },
  ]);
  put('Pod', pod('web-1', { loops: false }));
  expect(world.putListing(LOOP, 'late', NOW_MS)).toEqual([]);
  expect(put('Pod', pod('web-1'))[0]).not.toHaveProperty('listing');
});

describe('a list', () => {
  test('tells nothing before the beginning, then what is wrong', () => {
    const { world, put } = opened();
    expect(put('Pod', pod('web-1'))).toEqual([]);
    expect(world.listed(kindOf('Pod'), new Set(['uid-web-1']), NOW_MS)).toEqual([]);
    expect(states(world.begin(NOW_MS))).toEqual([`firing ${LOOP}`]);
  });

  test('after a restart tells what has gone meanwhile, and what stands not again', () => {
    const before = begun();
    before.put('Pod', pod('web-1'));
    before.put('Pod', pod('web-2'));
    const { world, put } = opened({ told: before.world.firing() });
    put('Pod', pod('web-2'));
    world.listed(kindOf('Pod'), new Set(['uid-web-2']), NOW_MS);
    expect(states(world.begin(NOW_MS))).toEqual([`resolved ${LOOP}`]);
  });

  test('that could not be made takes nothing back', () => {
    const before = begun();
    before.put('Pod', pod('web-1'));
    expect(opened({ told: before.world.firing() }).world.begin(NOW_MS)).toEqual([]);
  });

  test('later on ends what it no longer has', () => {
    const { world, put } = begun();
    put('Pod', pod('web-1'));
    put('Pod', pod('web-2'));
    const ended = world.listed(kindOf('Pod'), new Set(['uid-web-2']), NOW_MS);
    expect(states(ended)).toEqual([`resolved ${LOOP}`]);
  });
});

/** What is told in the end, by its newest notices. */
function standing(notices: readonly Notice[]): ReadonlyMap<string, Notice> {
  const now = new Map<string, Notice>();
  for (const notice of notices) {
    if (notice.state === 'firing') now.set(notice.key, notice);
    else now.delete(notice.key);
  }
  return now;
}

const names = ['web-1', 'web-2', 'web-3'] as const;
const step = fc.oneof(
  fc.record({
    do: fc.constant('put' as const),
    name: fc.constantFrom(...names),
    loops: fc.boolean(),
  }),
  fc.record({ do: fc.constant('remove' as const), name: fc.constantFrom(...names) }),
  fc.record({ do: fc.constant('off' as const), replicas: fc.constantFrom(0, 3) }),
  fc.record({ do: fc.constant('restart' as const) }),
);

test('whatever happens and whenever it is restarted, what stands told is what a fresh list would tell', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const pods = new Map<string, ReturnType<typeof pod>>();
      let workload = deployment({ replicas: 3 });
      const list = (world: World) => {
        world.put(kindOf('Deployment'), workload, NOW_MS);
        for (const each of pods.values()) world.put(kindOf('Pod'), each, NOW_MS);
        world.listed(
          kindOf('Pod'),
          new Set([...pods.values()].map(({ metadata }) => metadata.uid)),
          NOW_MS,
        );
        return world.begin(NOW_MS);
      };
      const told: Notice[] = [];
      let { world } = opened();
      told.push(...list(world));
      for (const each of steps) {
        if (each.do === 'put') {
          const object = pod(each.name, { loops: each.loops });
          pods.set(each.name, object);
          told.push(...world.put(kindOf('Pod'), object, NOW_MS));
        } else if (each.do === 'remove') {
          pods.delete(each.name);
          told.push(...world.remove(kindOf('Pod'), pod(each.name), NOW_MS));
        } else if (each.do === 'off') {
          workload = deployment({ replicas: each.replicas });
          told.push(...world.put(kindOf('Deployment'), workload, NOW_MS));
        } else {
          world = opened({ told: [...standing(told).values()] }).world;
          told.push(...list(world));
        }
      }
      const fresh = opened().world;
      expect(standing(told)).toEqual(standing(list(fresh)));
    }),
  );
});
