// A bot that is killed after every single step of suspending an Application and switching its workloads off, and of bringing them back, on the
// real API server: at no moment is a workload off while its Application would set it back.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openStore } from '../../../bot/adapters/store.ts';
import { findTarget } from '../adapter/oracle.ts';
import {
  addArgoNamespace,
  addKinds,
  application,
  readOwner,
  removeArgoNamespace,
  tracked,
} from './gitops-cluster.ts';
import { untilDone } from './killing.ts';
import { type Nights, ORIGINAL, openNights, SWITCH } from './nights.ts';

const target = await findTarget('being killed while suspending');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 900_000;
/** Each process makes one step more than the one before it: those that write down what was done by others change nothing themselves. */
const ONE_MORE = Number.POSITIVE_INFINITY;
const GIT = { web: 2, api: 3 };

let nights: Nights | undefined;
let argocd = '';
let dataDirectory = '';

beforeAll(async () => {
  if (target === undefined) return;
  nights = await openNights(target);
  await addKinds(nights);
  argocd = await addArgoNamespace(nights);
  dataDirectory = await mkdtemp(path.join(tmpdir(), 'quartermaster-killed-'));
  await nights.kubectl('create -f -', application('shop', argocd));
  for (const [name, replicas] of Object.entries(GIT)) {
    await nights.kubectl('create -f -', tracked(name, replicas, nights));
  }
}, LONG_MS);

afterAll(async () => {
  if (nights !== undefined) await removeArgoNamespace(nights);
  await nights?.close();
  await rm(dataDirectory, { recursive: true, force: true });
}, LONG_MS);

function job(instant: string) {
  if (target === undefined || nights === undefined) throw new Error('there is no cluster');
  const workloads = [{ namespace: nights.namespace }];
  return {
    ...{ kubeconfig: target.kubeconfig, dataDirectory, instant },
    of: { gitOps: [argocd], tiers: [{ name: 'all', workloads }] },
  };
}

interface Seen {
  readonly replicas: readonly (number | undefined)[];
  readonly heals: boolean | undefined;
  readonly isMarked: boolean;
}

async function look(): Promise<Seen> {
  if (nights === undefined) throw new Error('there is no cluster');
  const { metadata, spec } = await readOwner(nights, 'application/shop', argocd);
  return {
    replicas: [await nights.replicas('deployment/web'), await nights.replicas('deployment/api')],
    heals: spec.syncPolicy?.automated?.selfHeal,
    isMarked: metadata.annotations?.[ORIGINAL] !== undefined,
  };
}

const ON: Seen = { replicas: [2, 3], heals: true, isMarked: false };
const OFF: Seen = { replicas: [0, 0], heals: false, isMarked: true };

suite('a bot that is killed after every step of a switch whose workloads Argo CD owns', () => {
  test(
    'has it suspended whenever one of them is off, and all as it was in the end',
    async () => {
      const seen: Seen[] = [];
      const note = async () => void seen.push(await look());
      const killedOff = await untilDone(job('2031-03-05T20:00:30Z'), ONE_MORE, note);
      expect(await look()).toEqual(OFF);
      const killedOn = await untilDone(job('2031-03-06T08:00:30Z'), ONE_MORE, note);
      expect(await look()).toEqual(ON);
      for (const { replicas, heals, isMarked } of seen) {
        if (replicas.includes(0)) expect([heals, isMarked]).toEqual([false, true]);
        if (heals === false) expect(isMarked).toBe(true);
      }
      // Each of the three is a step of its own, both ways.
      for (const killed of [killedOff, killedOn]) expect(killed).toBeGreaterThanOrEqual(3);
      expect(seen).toContainEqual({ replicas: [2, 3], heals: false, isMarked: true });
      const store = await openStore({ dataDirectory });
      expect(await store.originals(SWITCH)).toEqual([]);
      await store.close();
    },
    LONG_MS,
  );
});
