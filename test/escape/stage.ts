// Puts the whole bot together for the escape test: the real Slack edge, dispatcher, commands, policies, Kubernetes adapter
// and kubectl door, between recorders. What is not real is named here: the network to Slack, the store, the clock.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPolicies } from '../../bot/adapters/cedar/load.ts';
import { createClusters, type OpenClusters } from '../../bot/adapters/kubernetes.ts';
import { readYaml } from '../../bot/adapters/yaml.ts';
import type { Command, Request } from '../../bot/command.ts';
import { readSettings, type Settings } from '../../bot/config.ts';
import { type Bot, createDispatcher, type Dispatcher } from '../../bot/dispatch.ts';
import { LIMITS } from '../../bot/limits.ts';
import type { Directory, PolicyEngine } from '../../bot/ports.ts';
import { redact } from '../../bot/redact.ts';
import { render } from '../../bot/render.ts';
import type { Reply } from '../../bot/reply.ts';
import { createServices } from '../../bot/services.ts';
import { suggest } from '../../bot/suggest.ts';
import { NO_CHANNELS } from '../bot/incidents/fixtures.ts';
import { type FakeServer, startFakeServer } from '../contract/adapter/fake-server.ts';
import { createApiServer } from './api-server.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { createKafkaRecorder, type KafkaRecorder } from './kafka-recorder.ts';
import { createKubectlRecorder, type KubectlRecorder } from './kubectl-recorder.ts';
import { secretIn } from './leaks.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';
import { createPipelineRecorder, PIPELINES } from './pipeline-recorder.ts';
import { createSlackRecorder, type SlackRecorder } from './slack-recorder.ts';
import { CALLS, CHANNELS, type ClusterName, identityOn, PEOPLE } from './world.ts';

export type PolicySet = 'starter' | 'permissive';

/** One bot with one set of policies. */
export interface House {
  readonly store: MemoryStore;
  readonly clock: TestClock;
  readonly slack: SlackRecorder;
  readonly dispatcher: Dispatcher;
  /** What was taken from Slack for the present input, and the replies to it. */
  readonly requests: Request[];
  readonly replies: Reply[];
  /** What the bot called a fault of its own. */
  readonly faults: unknown[];
  readonly clusters: OpenClusters;
}

export interface Stage {
  readonly houses: Readonly<Record<PolicySet, House>>;
  readonly servers: Readonly<Record<ClusterName, FakeServer>>;
  readonly kubectl: KubectlRecorder;
  readonly kafkas: KafkaRecorder;
  /** Before the next input. */
  forget(): void;
  close(): Promise<void>;
}

const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const FIXTURES = path.join(ROOT, 'test', 'escape');

export async function startStage(commands: readonly Command[]): Promise<Stage> {
  const [staging, production] = await Promise.all([startFakeServer(), startFakeServer()]);
  const servers = { staging, production };
  const api = createApiServer();
  for (const server of [staging, production]) server.answer = api.answer;
  const kubectl = await createKubectlRecorder();
  const kafkas = createKafkaRecorder();
  const settings = settingsFor(servers);
  const house = (policies: PolicySet) =>
    buildHouse({ commands, settings, kubectl, kafkas, policies: policiesOf(policies) });
  const houses = { starter: await house('starter'), permissive: await house('permissive') };
  return {
    houses,
    servers,
    kubectl,
    kafkas,
    forget: () => {
      api.forget();
      for (const { store } of Object.values(houses)) store.forget();
    },
    close: async () => {
      await Promise.all(Object.values(houses).map(({ clusters }) => clusters.close()));
      await Promise.all([staging.close(), production.close(), kubectl.close()]);
    },
  };
}

/** Loaded once: an engine knows nothing but its files and what it is asked. */
const engines = new Map<PolicySet, PolicyEngine>();

function policiesOf(policies: PolicySet): PolicyEngine {
  const loaded = engines.get(policies) ?? load(policies);
  engines.set(policies, loaded);
  return loaded;
}

function load(policies: PolicySet): PolicyEngine {
  const schema = readFileSync(path.join(ROOT, 'policies', 'quartermaster.cedarschema'), 'utf8');
  const folder =
    policies === 'starter'
      ? path.join(ROOT, 'policies', 'starter')
      : path.join(FIXTURES, 'permissive');
  return loadPolicies(folder, schema);
}

function settingsFor(servers: Stage['servers']): Settings {
  const groups = ['admin', 'operator', 'viewer'].map((group) => {
    const players = Object.values(PEOPLE).filter((one) => one.group === group);
    return [group, { users: players.map(({ teamId, userId }) => `${teamId}/${userId}`) }];
  });
  const identities = Object.values(PEOPLE).map((player) => [
    `${player.teamId}/${player.userId}`,
    identityOn('staging', player),
  ]);
  const document = {
    clusters: {
      staging: {
        environment: 'staging',
        kubeconfig: servers.staging.kubeconfig,
        impersonate: { users: Object.fromEntries(identities) },
      },
      production: { environment: 'production', kubeconfig: servers.production.kubeconfig },
    },
    kafkas: Object.fromEntries(
      ['staging', 'production'].map((name) => [
        name,
        { environment: name, brokers: ['nowhere:1'] },
      ]),
    ),
    pipelines: Object.fromEntries(
      Object.entries(PIPELINES).map(([name, environment]) => [
        name,
        { environment, kafka: environment },
      ]),
    ),
    alerts: { routes: [{ name: 'all', channel: 'C0SHOPOPS', escalation: 'shop' }] },
    onCall: {
      rotations: {
        payments: {
          timeZone: 'UTC',
          layers: [
            {
              name: 'week',
              people: ['T1/U1'],
              from: '2026-01-05',
              handOff: { days: 7, at: '10:00' },
            },
          ],
        },
      },
      escalations: { shop: { steps: [{ rotations: ['payments'] }] } },
    },
    timetables: { 'office-hours': { rules: [{ on: 'Mon-Fri 07:30' }, { off: 'Mon-Fri 20:00' }] } },
    switches: {
      'shop-nights': {
        cluster: 'staging',
        tiers: [
          {
            ...{ name: 'apps', readyWithin: '1s', endWithin: '1s' },
            workloads: [{ namespace: 'shop', selector: 'app=web' }],
          },
        ],
      },
    },
    channels: CHANNELS,
    groups: Object.fromEntries(groups),
  };
  return readSettings(document, 'the escape test');
}

interface Parts {
  readonly commands: readonly Command[];
  readonly settings: Settings;
  readonly kubectl: KubectlRecorder;
  readonly kafkas: KafkaRecorder;
  readonly policies: PolicyEngine;
}

async function buildHouse({
  commands,
  settings,
  kubectl,
  kafkas,
  policies,
}: Parts): Promise<House> {
  const store = createMemoryStore();
  const clock = createTestClock();
  const faults: unknown[] = [];
  const replies: Reply[] = [];
  const requests: Request[] = [];
  const log = {
    info() {},
    warn() {},
    error: (fields: object, message: string) => void faults.push({ message, ...fields }),
  };
  const clusters = createClusters({
    clusters: Object.entries(settings.clusters).map(([name, one]) => ({ name, ...one })),
    limits: { ...LIMITS, discoveryMs: 10_000 },
    clock,
    log,
    kubectl,
  });
  const pipelines = createPipelineRecorder(kafkas.asked);
  const directory = directoryOf();
  const services = createServices({
    commands,
    version: '0.0.0-escape',
    settings: () => settings,
    clusters: () => clusters,
    kafkas: () => kafkas,
    lagHistory: () => HISTORY,
    ...{ pipelines: () => pipelines, pipelineLooks: () => LOOKS },
    policies,
    directory,
    store,
    clock,
    openPager: () => {
      throw new Error('the settings of the escape test name no pager');
    },
    openPrometheus: () => {
      throw new Error('the settings of the escape test name no Prometheus');
    },
    userGroups: {
      members: async () => [],
      setMembers: async () => {
        throw new Error('no command changes a user group');
      },
      problem: async () => undefined,
    },
    ...{ channelProblem: async () => undefined, readYaml, renewRoutes: async () => {} },
    isConnected: () => true,
    priceProblem: () => undefined,
    auditFindings: async () => [],
    policyTest: async () => ({ text: 'no fixtures here\n', failed: 0 }),
    reloadProblems: () => ({}),
  });
  const bot: Bot = {
    commands,
    settings: () => settings,
    clusters: () => clusters,
    kafkas: () => kafkas,
    lagHistory: () => HISTORY,
    ...{ pipelines: () => pipelines, pipelineLooks: () => LOOKS },
    policies,
    store,
    outbound: { ...NO_OUTBOUND, enqueue: (wish) => store.enqueue(wish, clock.nowMs()) },
    directory,
    // No message is read here: what 📌 does is a command, whose words are judged as those of any.
    channels: NO_CHANNELS,
    clock,
    log,
    render: (reply) => {
      replies.push(reply);
      return render(reply);
    },
    redact: (text) => {
      // Masked on arrival: redaction, which would mostly find it too, is not to be what holds.
      if (secretIn(text) !== undefined)
        faults.push({ message: 'a Secret came as far as redaction' });
      return redact(text);
    },
    services,
    linkTo: () => undefined,
    ownsAllBeforeMs: () => 0,
  };
  const dispatcher = createDispatcher(bot);
  const slack = await createSlackRecorder({
    handle: (request) => {
      requests.push(request);
      return dispatcher.handle(request);
    },
    commands,
    directory,
    clock,
    log,
    suggest: (wish) => suggest(wish, bot),
    home: (reader) => services.home(reader),
  });
  return { store, clock, slack, dispatcher, requests, replies, faults, clusters };
}

const LOOKS = [
  { atMs: 1, lagRecords: 3, behindMs: 5, committed: new Map(), transactions: new Map() },
];

/** A group whose name tries to call people. */
const HISTORY = [
  {
    ...{ groupId: CALLS, state: 'Stable', isRead: true },
    partitions: [{ topic: 'orders', partition: 0, samples: [{ atMs: 1, committed: 5, end: 7 }] }],
  },
];

/** Nothing is sent: what would be sent is in the store's queue. */
const NO_OUTBOUND = {
  wake() {},
  start() {},
  stop: async () => {},
  depth: async () => ({ waiting: 0, undeliverable: 0 }),
  idle: async () => {},
};

function directoryOf(): Directory {
  return {
    person: async (teamId, userId) => {
      const player = Object.values(PEOPLE).find((one) => one.userId === userId);
      const flags = { isBot: false, isGuest: false, isStranger: false, isDeleted: false };
      return {
        teamId,
        userId,
        name: `<!here> ${userId}`,
        userGroups: [],
        ...flags,
        ...(player === undefined || player.teamId !== teamId ? { isStranger: true } : player.flags),
      };
    },
    channelName: async (channelId) => channelId,
  };
}
