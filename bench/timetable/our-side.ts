// Our side, as a process: the production loop of switches over a real store and the real adapter of the cluster, with a clock that the job
// sets. What it waits for takes the time that it takes.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadPolicies } from '../../bot/adapters/cedar.ts';
import { createClusters } from '../../bot/adapters/kubernetes.ts';
import { openStore } from '../../bot/adapters/store.ts';
import { COMMANDS } from '../../bot/commands/index.ts';
import { readSettings } from '../../bot/config.ts';
import type { Clusters } from '../../bot/ports.ts';
import { createReconciler } from '../../bot/reconcile.ts';
import { redact } from '../../bot/redact.ts';
import { ask } from '../../test/contract/switch/asking.ts';
import type { Nights } from '../../test/contract/switch/nights.ts';
import { createMeter, type Measured } from './job.ts';

export interface OurJob {
  readonly settings: object;
  readonly dataDirectory: string;
  /** One after another: the loop looks at this instant, or somebody asks for a line and sees its preview or its answer. */
  readonly steps: readonly { readonly at: string; readonly line?: string }[];
}

const job = JSON.parse(process.argv[2] ?? '{}') as OurJob;
const meter = createMeter();
const settings = readSettings(job.settings, 'the benchmark');
let nowMs = 0;
const clock = {
  nowMs: () => nowMs,
  sleep: async (ms: number, signal?: AbortSignal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
    nowMs += ms;
  },
  id: () => crypto.randomUUID(),
};
const plain = createClusters({
  clusters: Object.entries(settings.clusters).map(([name, each]) => ({ name, ...each })),
  limits: { answerBytes: 100_000_000, catalogCacheMs: 600_000, discoveryMs: 60_000 },
  clock: { nowMs: Date.now },
  log: { info: () => {}, warn: tell, error: tell },
});
const clusters: Clusters = {
  ...plain,
  open: (...args) => {
    const api = plain.open(...args);
    return {
      ...api,
      request: (request) =>
        meter.counted(request.dryRun === true ? 'dry run' : request.verb, () =>
          api.request(request),
        ),
    };
  },
};
const kafkas = {
  open: () => {
    throw new Error('no tier has brokers');
  },
};
const store = await openStore({ dataDirectory: job.dataDirectory });
const schema = await readFile('policies/quartermaster.cedarschema', 'utf8');
const policies = loadPolicies(path.resolve('policies/starter'), schema);
const reconciler = createReconciler({
  ...{ commands: COMMANDS, store, clock, redact, policies, outbound: { wake: () => {} } },
  ...{ settings: () => settings, clusters: () => clusters, kafkas: () => kafkas },
  directory: { person: nobody, channelName: nobody },
  pipelines: () => ({
    open: () => {
      throw new Error('no tier has pipelines');
    },
  }),
  log: { info: () => {}, warn: tell, error: tell },
});
await clusters.catalog('bench');
const measured: Measured[] = [];
for (const { at, line } of job.steps) {
  nowMs = Date.parse(at);
  measured.push(await meter.measure(line === undefined ? look : () => asked(line)));
}
process.stdout.write(JSON.stringify(measured));
await store.close();
await plain.close();

async function look(): Promise<void> {
  reconciler.tick();
  await reconciler.settled();
}

/** No step is by a person. */
async function nobody(): Promise<never> {
  throw new Error('nobody has a name here');
}

/** The way of a command without Slack: a change is previewed, what only reads is answered. */
async function asked(line: string): Promise<void> {
  const world = { settings, store, clock, clusters, kafkas, policies } as unknown as Nights;
  const { preview, run } = await ask(world, line);
  if (preview === undefined) await run();
}

function tell(fields: object, message: string): void {
  const { err } = fields as { readonly err?: { readonly stack?: string } };
  process.stderr.write(`${message}: ${err?.stack ?? JSON.stringify(fields)}\n`);
  process.exitCode = 1;
}
