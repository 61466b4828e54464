// What a turn knows of a workload once it has switched it, and what of that outlives whoever meddles with it.

import { describe, expect, test } from '@jest/globals';
import type { ApiRequest, Catalog, Resource } from '../../../bot/kubernetes/api.ts';
import { knownOriginals, openJournal } from '../../../bot/switch/journal.ts';
import type { NamedSwitch } from '../../../bot/switch/of-settings.ts';
import { ORIGINAL, readMark } from '../../../bot/switch/original.ts';
import type { Target } from '../../../bot/switch/plan.ts';
import type { StoredOriginal, SwitchStore, WorkloadKey } from '../../../bot/switch/switch-store.ts';
import { switchWorkload } from '../../../bot/switch/switch-workload.ts';
import type { TurnPorts, TurnWish } from '../../../bot/switch/turn.ts';
import type { Workload } from '../../../bot/switch/workload.ts';

const THREE = { kind: 'replicas', replicas: 3 } as const;
const KEY: WorkloadKey = {
  ...{ switchName: 'nights', namespace: 'shop', name: 'web' },
  kind: 'Deployment',
};
const MARK = JSON.stringify({ switch: 'nights', ...THREE });

describe('a workload that is off', () => {
  test('gets its annotation back from what was written down, which stays', async () => {
    const { requests, rows } = await turnedOff({ phase: 'off' }, workload(0));
    const [request] = requests;
    const body = request !== undefined && 'body' in request ? (request.body as Workload) : {};
    expect(readMark(body as Workload)).toMatchObject({ by: 'nights', original: THREE });
    expect(rows).toMatchObject([{ phase: 'off', original: THREE }]);
  });

  test('is known for sure, also when the turn that switched it did not live to note it', async () => {
    const { requests, rows } = await turnedOff({ phase: 'going off' }, workload(0, MARK));
    expect(requests).toEqual([]);
    expect(rows).toMatchObject([{ phase: 'off', original: THREE }]);
  });

  test('is left as it is where only the intention was written down', async () => {
    const { requests, rows } = await turnedOff({ phase: 'going off' }, workload(0));
    expect(requests).toEqual([]);
    expect(rows).toMatchObject([{ phase: 'going off' }]);
  });
});

describe('a workload that a deploy has set at night', () => {
  test('is counted once for a turn, however often its step is worked out', async () => {
    const managed = { manager: 'helm', time: '2026-11-25T22:00:00Z' };
    const fieldsV1 = { 'f:spec': { 'f:replicas': {} } };
    const { metadata, ...rest } = workload(4, MARK);
    const object = {
      ...rest,
      metadata: { ...metadata, managedFields: [{ ...managed, fieldsV1 }] },
    };
    const { rows } = await turnedOff({ phase: 'off' }, object);
    expect(rows).toMatchObject([{ phase: 'off', original: { replicas: 4 }, again: 1 }]);
  });
});

/** One turn over a workload of which this is written down. */
async function turnedOff({ phase }: Pick<StoredOriginal, 'phase'>, object: Workload) {
  const store = createStore([
    { ...KEY, uid: 'u', original: THREE, phase, atMs: 1, again: 0, cluster: 'staging' },
  ]);
  const requests: ApiRequest[] = [];
  const ports = {
    ...{ store, nowMs: () => 2, signal: new AbortController().signal },
    write: async (body: (inner: SwitchStore) => Promise<void>) =>
      await body(store as unknown as SwitchStore),
    catalog: { byKind: () => RESOURCE } as unknown as Catalog,
    api: {
      request: async (request: ApiRequest) => {
        requests.push(request);
        return { body: {} };
      },
    },
  } as unknown as TurnPorts;
  const target = targetOf(object);
  const wish: TurnWish = {
    ...{ name: 'nights', state: 'off', sinceMs: 0, isAsked: false },
    of: { settings: { cluster: 'staging' } } as NamedSwitch,
  };
  const known = await knownOriginals(wish, ports.store);
  const journal = await openJournal(wish, { targets: [target], known }, ports);
  await journal.begin([target], wish);
  await switchWorkload(target, wish, { ports, journal });
  await journal.end('off');
  return { requests, rows: await store.originals() };
}

const RESOURCE = { group: 'apps', resource: 'deployments' } as Resource;

function workload(replicas: number, mark?: string): Workload {
  return {
    metadata: {
      ...{ name: 'web', uid: 'u', resourceVersion: '7' },
      ...(mark === undefined ? {} : { annotations: { [ORIGINAL]: mark } }),
    },
    spec: { replicas },
  };
}

function targetOf(object: Workload): Target {
  return {
    ...{ tier: 'apps', namespace: 'shop', name: 'web' },
    kind: 'Deployment',
    ...{ now: '', after: '', kept: undefined, scaledBy: undefined, autoscaler: undefined },
    ...{ pods: 0, notes: [], object },
  };
}

function createStore(first: readonly StoredOriginal[]) {
  const rows = new Map(first.map((row) => [textOf(row), row]));
  return {
    originals: async () => [...rows.values()],
    saveOriginals: async (all: readonly StoredOriginal[]) => {
      for (const row of all) rows.set(textOf(row), row);
    },
    dropOriginals: async (keys: readonly WorkloadKey[]) => {
      for (const key of keys) rows.delete(textOf(key));
    },
  };
}

function textOf({ kind, namespace, name }: WorkloadKey): string {
  return `${kind}/${namespace}/${name}`;
}
