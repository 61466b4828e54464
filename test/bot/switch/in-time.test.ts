// The minute loop, and what is done beside it, with an API server that takes a request and never answers it.

import { expect, test } from '@jest/globals';
import { readSettings } from '../../../bot/config.ts';
import type { Catalog, KubernetesApi } from '../../../bot/kubernetes/api.ts';
import { LIMITS } from '../../../bot/limits.ts';
import type { PipelineHandle } from '../../../bot/pipelines.ts';
import type { Clusters, Directory, PolicyEngine, Store } from '../../../bot/ports.ts';
import { createReconciler } from '../../../bot/reconcile.ts';
import { notUp } from '../../../bot/switch/not-up.ts';
import { switchesOf } from '../../../bot/switch/of-settings.ts';
import { warnOfSwitches } from '../../../bot/switch/warnings.ts';
import type { KafkaAdmin } from '../../../pipeline/index.ts';
import { createMemorySwitches } from '../../escape/memory-switches.ts';

const settings = readSettings(
  {
    clusters: { staging: { environment: 'staging', kubeconfig: 'k' } },
    timetables: { usual: { rules: [{ on: '08:00' }, { off: '20:00' }], timeZone: 'UTC' } },
    switches: {
      nights: {
        ...{ cluster: 'staging', timetable: 'usual', owners: 'C0OWNERS' },
        tiers: [{ name: 'all', workloads: [{ namespace: 'shop' }] }],
      },
    },
  },
  'the test',
);

test('a request that is never answered is given up, and the switch is looked at again', async () => {
  const { reconciler, clock, api, warnings } = start();
  for (const look of [1, 2]) {
    reconciler.tick();
    await api.begun(look * KINDS);
    expect(clock.waiting()).toEqual(Array(KINDS).fill(LIMITS.switchAnswerMs));
    clock.over();
    await reconciler.settled();
    expect(clock.waiting()).toEqual([]);
    expect(warnings).toHaveLength(look);
  }
  expect(warnings[0]).toMatchObject({
    what: 'The cluster staging did not answer.',
    why: 'A request was not answered within 120 s.',
  });
}, 20_000);

test('a request that is answered leaves no deadline behind, and a stop ends one that is not', async () => {
  const { reconciler, clock, api, warnings } = start(1);
  reconciler.tick();
  await api.begun(KINDS);
  expect(clock.waiting()).toEqual(Array(KINDS - 1).fill(LIMITS.switchAnswerMs));
  await reconciler.stop();
  expect(clock.waiting()).toEqual([]);
  expect(warnings).toEqual([]);
}, 20_000);

test('before a switch goes off it is warned of, also where a request about what ends is never answered', async () => {
  const clock = createClock('2031-03-05T19:40:00Z');
  const api = createSilentApi(0);
  const told: string[] = [];
  const store = {
    ...createMemorySwitches().part,
    ...{ offerOfKey: async () => undefined, saveOffer: async () => true },
    transaction: async (body: (inner: Store) => Promise<unknown>) => await body(store as Store),
    enqueue: async (outgoing: unknown) => void told.push(JSON.stringify(outgoing)),
  };
  const warned = warnOfSwitches(
    {
      ...{ settings: () => settings, clusters: () => api.clusters, store: store as Store, clock },
      ...{ redact: (text: string) => ({ text }), outbound: { wake: () => {} } },
      directory: {} as Directory,
      pipelines: () => NO_PIPELINES,
    },
    new AbortController().signal,
  );
  await api.begun(KINDS);
  expect(clock.waiting()).toEqual(Array(KINDS).fill(LIMITS.switchAnswerMs));
  clock.over();
  await warned;
  expect(told).toEqual([
    expect.stringContaining('What ends is not known now (The cluster staging did not answer.)'),
  ]);
}, 20_000);

test('whoever asks what has not come up is told where a request is never answered', async () => {
  const clock = createClock();
  const api = createSilentApi(0);
  const of = switchesOf(settings).nights;
  if (of === undefined) throw new Error('there is no switch');
  const { signal } = new AbortController();
  const looked = notUp({
    ...{ of, named: new Set<string>(), clusters: api.clusters, clock, signal },
    pipelines: NO_PIPELINES,
  });
  await api.begun(KINDS);
  clock.over();
  await expect(looked).rejects.toMatchObject({ what: 'The cluster staging did not answer.' });
}, 20_000);

const NO_PIPELINES = { open: () => ({}) as PipelineHandle };
/** They are listed at the same time. */
const KINDS = 5;

/** @param answered so many requests are answered before one is not */
function start(answered = 0) {
  const clock = createClock();
  const api = createSilentApi(answered);
  const warnings: unknown[] = [];
  const warn = ({ err }: { readonly err?: unknown }) => void warnings.push(err);
  const reconciler = createReconciler({
    ...{ commands: [], settings: () => settings, clock },
    clusters: () => api.clusters,
    kafkas: () => ({ open: () => ({}) as KafkaAdmin }),
    pipelines: () => NO_PIPELINES,
    policies: {} as PolicyEngine,
    store: createMemorySwitches().part as Store,
    log: { info: () => {}, warn, error: warn },
    directory: {} as Directory,
    redact: (text) => ({ text }),
    outbound: { wake: () => {} },
  });
  return { reconciler, clock, api, warnings };
}

/** It stands still; what waits is told when its time is over. */
function createClock(now = '2031-03-05T21:00:00Z') {
  const waits = new Map<() => void, number>();
  return {
    nowMs: () => Date.parse(now),
    id: () => 'id',
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const over = () => {
          waits.delete(over);
          resolve();
        };
        waits.set(over, ms);
        signal?.addEventListener('abort', () => {
          waits.delete(over);
          reject(signal.reason);
        });
      }),
    waiting: () => [...waits.values()],
    over: () => {
      for (const over of [...waits.keys()]) over();
    },
  };
}

function createSilentApi(answered: number) {
  let count = 0;
  const watchers = new Map<number, () => void>();
  const request = async (signal: AbortSignal) => {
    count += 1;
    watchers.get(count)?.();
    if (count <= answered) return { body: { items: [] } };
    return await new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  };
  const clusters = {
    all: [],
    catalog: async () =>
      ({ byKind: (group: string, kind: string) => ({ group, kind }) }) as unknown as Catalog,
    open: (_: unknown, __: unknown, ___: unknown, signal: AbortSignal) =>
      ({ request: () => request(signal) }) as unknown as KubernetesApi,
  } as unknown as Clusters;
  return {
    clusters,
    /** Waits until so many requests were made. */
    begun: (wanted: number) =>
      new Promise<void>((resolve) => {
        if (count >= wanted) resolve();
        else watchers.set(wanted, resolve);
      }),
  };
}
