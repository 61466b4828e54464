// A process that turns a switch and is killed after a request to the API server: after so many of them as it is told, by SIGKILL, with no
// time to end anything. It ends by itself when there is nothing left to do, and says so.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadPolicies } from '../../../bot/adapters/cedar.ts';
import { createClusters } from '../../../bot/adapters/kubernetes.ts';
import { openStore } from '../../../bot/adapters/store.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import { readSettings } from '../../../bot/config.ts';
import type { KubernetesApi } from '../../../bot/kubernetes/api.ts';
import type { Clusters, Store } from '../../../bot/ports.ts';
import { createReconciler } from '../../../bot/reconcile.ts';
import { redact } from '../../../bot/redact.ts';

interface Job {
  readonly settings: object;
  readonly dataDirectory: string;
  readonly nowMs: number;
  /** It is killed after this one of its steps: a write of the journal, or a change of the cluster. */
  readonly killAfter: number;
}

const job = JSON.parse(process.argv[2] ?? '{}') as Job;
let steps = 0;
let nowMs = job.nowMs;

function step(): void {
  steps += 1;
  if (steps === job.killAfter) process.kill(process.pid, 'SIGKILL');
}

const settings = readSettings(job.settings, 'the test');
const clock = {
  nowMs: () => nowMs,
  sleep: async (ms: number, signal?: AbortSignal) => {
    // What is longer than a minute is a deadline: nobody waits for it on purpose.
    await delay(ms > 60_000 ? ms : ms / 8, undefined, signal === undefined ? {} : { signal });
    nowMs += ms;
  },
  id: () => crypto.randomUUID(),
};
const clusters = createClusters({
  clusters: Object.entries(settings.clusters).map(([name, each]) => ({ name, ...each })),
  limits: { answerBytes: 100_000_000, catalogCacheMs: 60_000, discoveryMs: 60_000 },
  clock,
  log: { info: () => {}, warn: () => {}, error: () => {} },
});
const counting: Clusters = {
  ...clusters,
  open: (...args) => countingApi(clusters.open(...args)),
};
const store = countingStore(await openStore({ dataDirectory: job.dataDirectory }));
const schema = await readFile('policies/quartermaster.cedarschema', 'utf8');
const reconciler = createReconciler({
  // Nobody has asked for anything.
  directory: { person: async () => fail(), channelName: async (channelId) => channelId },
  ...{ commands: COMMANDS, store, clock, redact, outbound: { wake: () => {} } },
  ...{ settings: () => settings, clusters: () => counting },
  kafkas: () => ({
    open: () => {
      throw new Error('no tier has brokers');
    },
  }),
  pipelines: () => ({
    open: () => {
      throw new Error('no tier has pipelines');
    },
  }),
  policies: loadPolicies(path.resolve('policies/starter'), schema),
  log: { info: () => {}, warn: tell, error: tell },
  // One after another, so that a step is a step.
  turnLimits: { atOnce: 1 },
});
reconciler.tick();
await reconciler.settled();
process.stdout.write(`${JSON.stringify({ steps })}\n`);
await store.close();
await clusters.close();

function countingApi(api: KubernetesApi): KubernetesApi {
  return {
    ...api,
    request: async (request) => {
      const answer = await api.request(request);
      if (request.verb === 'patch') step();
      return answer;
    },
  };
}

/** Each transaction is a step, and each write beside one. */
function countingStore(inner: Store): Store {
  return {
    ...inner,
    transaction: async (body) => {
      const result = await inner.transaction(body);
      step();
      return result;
    },
    appendAudit: async (...args) => {
      const row = await inner.appendAudit(...args);
      step();
      return row;
    },
    saveDecision: async (...args) => {
      await inner.saveDecision(...args);
      step();
    },
  };
}

function tell(fields: object, message: string): void {
  const { err } = fields as { readonly err?: { readonly stack?: string } };
  process.stderr.write(`${message}: ${err?.stack ?? JSON.stringify(fields)}\n`);
}

function fail(): never {
  throw new Error('nobody is asked about');
}
