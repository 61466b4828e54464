// Nights of a switch on the real API server: the production loop over a real store and real controllers, with a clock that the test sets.

import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createAlertmanager } from '../../../bot/adapters/alertmanager.ts';
import { loadPolicies } from '../../../bot/adapters/cedar.ts';
import type { OpenClusters } from '../../../bot/adapters/kubernetes.ts';
import { openStore } from '../../../bot/adapters/store.ts';
import { createAttendant } from '../../../bot/attend.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import { readSettings, type Settings } from '../../../bot/config.ts';
import { closeOffers } from '../../../bot/dispatch/close-offers.ts';
import { OperatorError } from '../../../bot/errors.ts';
import type { Pipelines } from '../../../bot/pipelines.ts';
import type {
  Clock,
  Clusters,
  Directory,
  Kafkas,
  PolicyEngine,
  Store,
} from '../../../bot/ports.ts';
import { createReconciler, type Reconciler } from '../../../bot/reconcile.ts';
import { redact } from '../../../bot/redact.ts';
import { type Oracle, openOracle, type Target } from '../adapter/oracle.ts';
import { makeNamespace } from '../get/populate.ts';
import { splitLine } from '../get/words.ts';

export const SWITCH = 'nights';
/** The annotation that workloads carry while they are off. */
export const ORIGINAL = 'quartermaster.dev/original';

export interface Workload {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly replicas?: number;
    readonly suspend?: boolean;
    readonly startingDeadlineSeconds?: number;
  };
  readonly status?: { readonly readyReplicas?: number };
}

export interface Nights {
  readonly namespace: string;
  readonly store: Store;
  readonly clusters: Clusters;
  readonly kafkas: Pick<Kafkas, 'open'>;
  readonly pipelines: Pick<Pipelines, 'open'>;
  readonly policies: PolicyEngine;
  readonly directory: Directory;
  readonly settings: Settings;
  readonly clock: Clock;
  /** A line of kubectl; `NS` stands for the namespace. @throws Error with what it said. */
  kubectl(line: string, input?: object): Promise<string>;
  /** What a manifest says, on the cluster. */
  apply(manifest: string): Promise<void>;
  /** `deployment/web` */
  read(what: string): Promise<Workload>;
  replicas(what: string): Promise<number | undefined>;
  /** The clock is set, the loops look once, and what they began has ended. */
  at(instant: string): Promise<void>;
  /** The process ends and starts again on the same store. */
  restart(): Promise<void>;
  /** Slack has posted all that waits, and tells so. */
  posted(): Promise<void>;
  /** The settings are changed; what is not said stays as it was. */
  configure(options: NightsOptions): void;
  /** Texts of all that was put into channels and waits. */
  told(): Promise<readonly string[]>;
  /** Waits until it holds. */
  until(what: string, holds: () => Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

export interface NightsOptions {
  /** Of the timetable; off 20:00 and on 08:00 in UTC unless said. */
  readonly timetable?: object;
  readonly holidays?: object;
  readonly tiers?: (namespace: string) => readonly object[];
  readonly self?: (namespace: string) => object;
  /** Of the cluster. */
  readonly environment?: string;
  /** What the switch is called. */
  readonly name?: string;
  readonly kafkas?: Pick<Kafkas, 'open'>;
  readonly pipelines?: Pick<Pipelines, 'open'>;
  /** More of the switch, and more of the settings. */
  readonly of?: object;
  readonly more?: object;
  /** More of the cluster. */
  readonly cluster?: object;
  /** What stands around its adapter. */
  readonly around?: (clusters: OpenClusters) => OpenClusters;
}

const NO_KAFKAS: Pick<Kafkas, 'open'> = {
  open: () => {
    throw new Error('no tier has brokers');
  },
};
const NO_PIPELINES: Pick<Pipelines, 'open'> = {
  open: () => {
    throw new Error('no tier has pipelines');
  },
};
const BOB = {
  ...{ userId: 'U0BOB', name: 'bob', userGroups: [] },
  ...{ isBot: false, isGuest: false, isStranger: false, isDeleted: false },
};
/** Bob has a name here, and nobody else. */
const DIRECTORY: Directory = {
  person: async (teamId, userId) => {
    if (userId === 'U0BOB') return { ...BOB, teamId };
    throw new OperatorError({ what: 'unknown', why: 'unknown', fix: 'none' });
  },
  channelName: async (channelId) => channelId,
};
const PATIENCE_MS = 120_000;
/** How much faster its clock runs while the loop waits; what is longer is a deadline, and nobody waits for it on purpose. */
const PACE = 8;
const LONGEST_WAIT_MS = 60_000;

export async function openNights(target: Target, first: NightsOptions = {}): Promise<Nights> {
  const namespace = `nights-${randomBytes(4).toString('hex')}`;
  const oracle = await openOracle(target, []);
  await makeNamespace(oracle.kubectl, namespace);
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'quartermaster-nights-'));
  let options = first;
  let settings = settingsOf(namespace, target, options);
  const schema = await readFile('policies/quartermaster.cedarschema', 'utf8');
  const policies = loadPolicies(path.resolve('policies/starter'), schema);
  const { kafkas = NO_KAFKAS, pipelines = NO_PIPELINES } = first;
  const { clock, set } = createClock();
  const all = oracle.clusters.all.map((each) => ({
    ...each,
    environment: first.environment ?? 'staging',
  }));
  const { around = (inner: OpenClusters) => inner } = first;
  const clusters: Clusters = { ...around(oracle.clusters), all };
  let store = await openStore({ dataDirectory });
  const parts = () => ({
    ...{ commands: COMMANDS, policies, store, clock, redact, outbound: { wake: () => {} } },
    ...{ settings: () => settings, clusters: () => clusters, kafkas: () => kafkas },
    pipelines: () => pipelines,
    log: { info: () => {}, warn: fail, error: fail },
    openAlertmanager: createAlertmanager,
    priceBook: { learn: async () => {} },
    lagHistory: () => [],
    directory: DIRECTORY,
  });
  let reconciler: Reconciler = createReconciler(parts());
  let attendant = createAttendant(parts());
  const kubectl = async (line: string, input?: object) => {
    const text =
      input === undefined ? undefined : JSON.stringify(input).replaceAll('"NS"', `"${namespace}"`);
    const words = splitLine(line.replaceAll('NS', namespace));
    const { stdout, stderr, exitCode } = await oracle.kubectl(words, text);
    if (exitCode !== 0) throw new Error(`${line}: ${stderr}`);
    return stdout;
  };
  const read = async (what: string) =>
    JSON.parse(await kubectl(`get ${what} -n NS -o json`)) as Workload;
  return {
    ...{ namespace, clock, kubectl, read, clusters, kafkas, policies, directory: DIRECTORY },
    apply: async (manifest) => {
      const { stderr, exitCode } = await oracle.kubectl(['apply', '-f', '-'], manifest);
      if (exitCode !== 0) throw new Error(stderr);
    },
    pipelines,
    get settings() {
      return settings;
    },
    configure: (changed) => {
      options = { ...options, ...changed };
      settings = settingsOf(namespace, target, options);
    },
    get store() {
      return store;
    },
    replicas: async (what) => (await read(what)).spec.replicas,
    at: async (instant) => {
      set(Date.parse(instant));
      reconciler.tick();
      await reconciler.settled();
      await attendant.tick();
      await closeOffers(parts());
    },
    restart: async () => {
      await reconciler.stop();
      await store.close();
      store = await openStore({ dataDirectory });
      reconciler = createReconciler(parts());
      attendant = createAttendant(parts());
    },
    posted: async () => {
      for (const { seq, outgoing, postedTs } of await store.queued(1_000)) {
        await store.delivered(seq, outgoing.key, postedTs ?? `${seq}.000100`);
      }
    },
    told: async () =>
      (await store.queued(1_000)).map(
        ({ outgoing: { message, address } }) =>
          `${JSON.stringify(message)} in ${JSON.stringify(address)}`,
      ),
    until: async (what, holds) => {
      for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs; await delay(200)) {
        if (await holds()) return;
      }
      throw new Error(`It did not come to this: ${what}`);
    },
    close: async () => {
      await reconciler.stop();
      await store.close();
      await close(oracle, namespace);
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** A Deployment of the test, with as many pods as said. */
export function deployment(name: string, replicas: number, more: object = {}): object {
  return workload('Deployment', name, { replicas, ...more });
}

export function workload(kind: 'Deployment' | 'StatefulSet', name: string, spec: object): object {
  const labels = { app: name };
  return {
    ...{ apiVersion: 'apps/v1', kind },
    metadata: { name, namespace: 'NS', labels },
    spec: {
      selector: { matchLabels: labels },
      ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            { name: 'app', image: 'app', resources: { requests: { cpu: '1m', memory: '1Mi' } } },
          ],
        },
      },
      ...spec,
    },
  };
}

function settingsOf(namespace: string, target: Target, options: NightsOptions): Settings {
  const { timetable = {}, holidays, tiers, self, name = SWITCH, of, more } = options;
  return readSettings(
    {
      clusters: {
        test: { environment: 'staging', kubeconfig: target.kubeconfig, ...options.cluster },
      },
      timetables: {
        usual: { rules: [{ off: '20:00' }, { on: '08:00' }], timeZone: 'UTC', ...timetable },
      },
      ...(holidays === undefined ? {} : { holidays }),
      switches: {
        [name]: {
          ...{ cluster: 'test', timetable: 'usual', owners: 'C0OWNERS' },
          onCall: { channel: 'C0ONCALL', mention: ['S0ONCALL'] },
          tiers: tiers?.(namespace) ?? [{ name: 'all', workloads: [{ namespace }] }],
          ...of,
        },
      },
      ...(self === undefined ? {} : { self: self(namespace) }),
      ...more,
    },
    'the test',
  );
}

/** It stands still but for what the loop waits, which takes a part of that time. */
function createClock(): { clock: Clock; set: (atMs: number) => void } {
  let nowMs = 0;
  return {
    set: (atMs) => {
      nowMs = atMs;
    },
    clock: {
      nowMs: () => nowMs,
      sleep: async (ms, signal) => {
        const waitMs = ms > LONGEST_WAIT_MS ? ms : ms / PACE;
        await delay(waitMs, undefined, signal === undefined ? {} : { signal });
        nowMs += ms;
      },
      id: () => randomBytes(18).toString('base64url'),
    },
  };
}

function fail(fields: object, message: string): void {
  const { err } = fields as { readonly err?: { readonly stack?: string } };
  process.stderr.write(`${message}: ${err?.stack ?? JSON.stringify(fields)}\n`);
}

async function close(oracle: Oracle, namespace: string): Promise<void> {
  await oracle.kubectl(['delete', 'namespace', namespace, '--wait=false']);
  await oracle.close();
}
