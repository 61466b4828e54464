// A switch with a pipeline that nights pause, by the production loop over a store in memory and processes that heed what they are told as real ones do.

import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { loadPolicies } from '../../../bot/adapters/cedar.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import { readSettings } from '../../../bot/config.ts';
import { OperatorError } from '../../../bot/errors.ts';
import type { Catalog } from '../../../bot/kubernetes/api.ts';
import type { PipelineHandle } from '../../../bot/pipelines.ts';
import type { Clusters, Directory, Outgoing, Store } from '../../../bot/ports.ts';
import { createReconciler, type ReconcileParts } from '../../../bot/reconcile.ts';
import type { Action, PipelineStatus } from '../../../pipeline/index.ts';
import { createPause } from '../../../pipeline/pause.ts';
import { createYearStore } from './year/store.ts';

export const DAY = '2031-03-05T12:00:00Z';
export const EVENING = '2031-03-05T20:00:30Z';
export const NIGHT = '2031-03-05T23:00:00Z';
export const MORNING = '2031-03-06T08:00:30Z';

/** @param more settings beside them */
export function settingsOf(environment = 'staging', pipelines = ['settlement'], more: object = {}) {
  return readSettings(
    {
      clusters: { test: { environment: 'staging', kubeconfig: 'k' } },
      kafkas: { orders: { environment: 'staging', brokers: ['broker:9092'] } },
      pipelines: { settlement: { environment, kafka: 'orders' } },
      timetables: { usual: { rules: [{ off: '20:00' }, { on: '08:00' }], timeZone: 'UTC' } },
      switches: {
        nights: {
          ...{ cluster: 'test', timetable: 'usual', owners: 'C0OWNERS' },
          tiers: [{ name: 'consumers', pipelines, workloads: [{ namespace: 'shop' }] }],
        },
      },
      ...more,
    },
    'the test',
  );
}

/** Two processes, whose clock is that of the test. */
function createGroup(nowMs: () => number) {
  let processes = [createPause({ nowMs }), createPause({ nowMs })];
  let isAnswering = true;
  const said: string[] = [];
  const status = (): PipelineStatus => ({
    ...{ name: 'settlement', unreached: [] },
    members: processes.map(({ isPaused, word }, index) => ({
      ...{ pipeline: 'settlement', instanceId: String(index), tasks: [], held: [], copies: [] },
      ...{ phase: isPaused ? 'paused' : 'running', restore: undefined, lastError: undefined },
      ...{ transactions: 0, restarts: 0, ...(word === undefined ? {} : { word }) },
    })),
  });
  const act = (action: Action, why?: string) => {
    for (const each of processes) if (action !== 'restart') each[action](why);
    return { members: processes.length, unreached: [] };
  };
  const answer = <T>(value: () => T): Promise<T> =>
    isAnswering
      ? Promise.resolve(value())
      : Promise.reject(new OperatorError({ what: 'Nobody answers.', why: 'No.', fix: 'Wait.' }));
  const handle: Pick<PipelineHandle, 'status' | 'act'> = {
    status: () => answer(status),
    act: (action, why) => {
      said.push(`${action} ${why}`);
      return answer(() => act(action, why));
    },
  };
  return {
    handle: handle as PipelineHandle,
    said,
    /** As a person does. */
    told: (action: Action) => void act(action),
    /** As it is where the others were not reached. */
    firstTold: (action: 'pause' | 'resume') => processes[0]?.[action](),
    renew: () => {
      processes = [createPause({ nowMs }), createPause({ nowMs })];
    },
    answers: (does: boolean) => {
      isAnswering = does;
    },
    phases: () => status().members.map(({ phase }) => phase),
  };
}

export async function openPipelineNights(first = settingsOf()) {
  let settings = first;
  let nowMs = Date.parse(DAY);
  const group = createGroup(() => nowMs);
  const told: string[] = [];
  const store: Partial<Store> = {
    ...createYearStore(() => 0n).store,
    enqueue: async ({ message }: Outgoing) => void told.push(JSON.stringify(message)),
  };
  store.transaction = async (body) => await body(store as Store);
  const info = { name: 'test', environment: 'staging', server: '' };
  const clusters = {
    ...{ all: [info], open: () => ({}) },
    catalog: async () => ({ byKind: () => undefined }) as unknown as Catalog,
  } as unknown as Clusters;
  const schema = readFileSync('policies/quartermaster.cedarschema', 'utf8');
  const failures: unknown[] = [];
  const fail = ({ err }: { readonly err?: unknown }) => void failures.push(err);
  let ids = 0;
  const parts: ReconcileParts = {
    ...{ commands: COMMANDS, settings: () => settings, clusters: () => clusters },
    ...{ policies: loadPolicies('policies/starter', schema), store: store as Store },
    clock: {
      nowMs: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
      },
      id: () => `id-${++ids}`,
    },
    directory: {} as Directory,
    kafkas: () => ({ open: () => ({}) as never }),
    pipelines: () => ({ open: () => group.handle }),
    log: { info: () => {}, warn: fail, error: fail },
    redact: (text) => ({ text }),
    outbound: { wake: () => {} },
  };
  const reconciler = createReconciler(parts);
  const look = async (instant: string) => {
    nowMs = Date.parse(instant);
    reconciler.tick();
    await reconciler.settled();
    return failures.splice(0);
  };
  const at = async (instant: string) => expect(await look(instant)).toEqual([]);
  await at(DAY);
  const configure = (changed: ReturnType<typeof settingsOf>) => {
    settings = changed;
  };
  return {
    ...group,
    told: group.told,
    notices: told,
    store,
    at,
    look,
    configure,
    reconciler,
    parts,
  };
}
