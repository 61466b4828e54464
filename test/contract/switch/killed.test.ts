// A bot that is killed after every single step of switching workloads off, and of switching them on again, on the real API server. Each
// process makes one step more than those before it have made, and is killed; the last finds nothing left to do.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openStore } from '../../../bot/adapters/store.ts';
import { findTarget } from '../adapter/oracle.ts';
import { untilDone } from './killing.ts';
import { deployment, type Nights, ORIGINAL, openNights, SWITCH, workload } from './nights.ts';

const target = await findTarget('being killed while switching');
const suite = target === undefined ? describe.skip : describe;
/** 30 take twelve minutes on a busy machine: SWITCHED=30. */
const WORKLOADS = Number(process.env.SWITCHED ?? 4);
/** Each workload takes a process more to switch off, and one to switch on. */
const LONG_MS = Math.max(15, WORKLOADS * 2) * 60_000;

let nights: Nights | undefined;
let dataDirectory = '';

beforeAll(async () => {
  if (target === undefined) return;
  nights = await openNights(target);
  dataDirectory = await mkdtemp(path.join(tmpdir(), 'quartermaster-killed-'));
  const items = Array.from({ length: WORKLOADS }, (_, index) => made(index));
  await nights.kubectl('create -f -', { apiVersion: 'v1', kind: 'List', items });
}, LONG_MS);

afterAll(async () => {
  await nights?.close();
  await rm(dataDirectory, { recursive: true, force: true });
}, LONG_MS);

/** Of different kinds, each with a number that is known again. */
function made(index: number): object {
  const replicas = (index % 3) + 1;
  return index % 5 === 0
    ? workload('StatefulSet', `w${index}`, { replicas })
    : deployment(`w${index}`, replicas);
}

/**
 * Which of its steps is the first that changes the cluster. Before it stand the rows of the audit and of the history, the look at what is
 * wanted, and, to switch off, the journal.
 */
const FIRST_CHANGE = { off: 5, on: 4 };

function job(instant: string) {
  if (target === undefined || nights === undefined) throw new Error('there is no cluster');
  const workloads = [{ namespace: nights.namespace }];
  return {
    kubeconfig: target.kubeconfig,
    dataDirectory,
    instant,
    of: { tiers: [{ name: 'all', workloads }] },
  };
}

async function states(): Promise<Readonly<Record<string, unknown>>> {
  const listed = await nights?.kubectl('get deployments,statefulsets -n NS -o json');
  const { items } = JSON.parse(listed ?? '{}') as {
    items: readonly {
      readonly metadata: {
        readonly name: string;
        readonly annotations?: Readonly<Record<string, string>>;
      };
      readonly spec: { readonly replicas: number };
    }[];
  };
  return Object.fromEntries(
    items.map(({ metadata, spec }) => [
      metadata.name,
      [spec.replicas, metadata.annotations?.[ORIGINAL] !== undefined],
    ]),
  );
}

function expected(isOff: boolean): Readonly<Record<string, unknown>> {
  const entries = Array.from({ length: WORKLOADS }, (_, index) => [
    `w${index}`,
    isOff ? [0, true] : [(index % 3) + 1, false],
  ]);
  return Object.fromEntries(entries);
}

suite('a bot that is killed after every step', () => {
  test(
    'has all workloads off in the end, and on again as they were',
    async () => {
      expect(await states()).toEqual(expected(false));
      const killedOff = await untilDone(job('2031-03-05T20:00:30Z'), FIRST_CHANGE.off);
      expect(await states()).toEqual(expected(true));
      const killedOn = await untilDone(job('2031-03-06T08:00:30Z'), FIRST_CHANGE.on);
      expect(await states()).toEqual(expected(false));
      for (const killed of [killedOff, killedOn]) expect(killed).toBeGreaterThanOrEqual(WORKLOADS);
      const store = await openStore({ dataDirectory });
      expect(await store.originals(SWITCH)).toEqual([]);
      const [last] = await store.switchRuns(SWITCH, 1);
      expect(last).toMatchObject({ state: 'on', outcome: 'done' });
      await store.close();
      process.stdout.write(
        `killed ${killedOff} times while switching off, ${killedOn} while switching on\n`,
      );
    },
    LONG_MS,
  );
});
