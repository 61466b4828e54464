// `kubectl get pods` (500 pods) and `kubectl scale` from Slack, beside the bare HTTPS request that does the same work and
// beside kubectl spawned for each command, which is what peers do. The three take turns, so that noise is shared.

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { type Cluster, runKubectl, startCluster } from '../../test/cluster/cluster.ts';
import { type Bench, HEADER, median, rounded, rowOf, timed, verdict } from '../bench.ts';
import { type Ours, PEOPLE, startOurs } from '../bot.ts';

const PODS = 500;
const GETS = 120;
const SCALES = 12;
const SPAWNS_EVERY = 4;
const AT_ONCE = 16;
const WARM = 4;
/** After a process was spawned, and after the pods were made: what that leaves to do is nobody's who is measured next. */
const REST_MS = 250;
const SETTLE_MS = 10_000;
/** A click asks Slack afresh who the person is, which Slack allows some 20 times a minute: more of them would wait. */
const CLICK_EVERY_MS = 12_500;
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

type Say = (line: string) => void;

export const kubectlBench: Bench = {
  summary: 'get pods (500) and scale, from delivery to post, beside bare HTTPS and spawned kubectl',
  run: async (say) => {
    const cluster = await startCluster({ report: say });
    const namespace = `bench-${randomBytes(3).toString('hex')}`;
    const ours = await startOurs({ kubeconfig: cluster.kubeconfig });
    try {
      await fill(cluster, namespace, say);
      return await measure({ cluster, namespace, ours, bare: createBare(cluster, namespace) }, say);
    } finally {
      await ours.stop();
      await runKubectl(cluster, ['delete', 'namespace', namespace, '--wait=false']);
      await cluster.stop();
    }
  },
};

interface Sides {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly ours: Ours;
  readonly bare: Bare;
}

async function measure(sides: Sides, say: Say): Promise<Readonly<Record<string, number>>> {
  const { ours } = sides;
  const idle = await ours.memory();
  let most = idle;
  const watching = setInterval(() => {
    void ours.memory().then((now) => {
      most = Math.max(most, now);
    });
  }, 200);
  try {
    say(HEADER);
    const gets = await measureGets(sides, say);
    const scales = await measureScales(sides, say);
    const perSecond = await measureTogether(sides, say);
    say(`resident memory of the bot: ${idle} MiB idle, ${most} MiB at most`);
    const figures = { ...gets, ...scales, perSecond, idleMiB: idle, mostMiB: most };
    verdict(say, 'get pods at most 1.5 times the bare request', gets.getToBare <= 1.5);
    verdict(say, 'get pods 10 times faster than spawned kubectl', gets.getKubectlToOurs >= 10);
    verdict(say, 'scale at most 1.5 times the bare request', scales.scaleToBare <= 1.5);
    verdict(say, 'scale 10 times faster than spawned kubectl', scales.scaleKubectlToOurs >= 10);
    verdict(say, 'under 200 MiB', most < 200);
    return figures;
  } finally {
    clearInterval(watching);
  }
}

async function measureGets({ cluster, namespace, ours, bare }: Sides, say: Say) {
  const command = `kubectl get pods -n ${namespace}`;
  const times = { ours: [] as number[], bare: [] as number[], spawned: [] as number[] };
  const first: number[] = []; // of each person: Slack is asked who they are
  for (let person = 0; person < PEOPLE; person += 1) {
    first.push(await timed(() => ours.ask(person, command)));
  }
  for (let run = -WARM; run < GETS; run += 1) {
    const person = (run + WARM) % PEOPLE;
    const mine = await timed(() => ours.ask(person, command));
    const raw = await timed(() => bare.list());
    const spawned =
      run % SPAWNS_EVERY === 0
        ? await timed(() => runKubectl(cluster, ['get', 'pods', '-n', namespace]))
        : undefined;
    if (spawned !== undefined) await delay(REST_MS);
    if (run < 0) continue; // the first ones warm up
    times.ours.push(mine);
    times.bare.push(raw);
    if (spawned !== undefined) times.spawned.push(spawned);
  }
  say(rowOf('get pods: Slack to Slack, first of a person', first));
  say(rowOf('get pods: Slack to Slack', times.ours));
  say(rowOf('get pods: bare HTTPS request', times.bare));
  say(rowOf('get pods: kubectl spawned', times.spawned));
  return {
    getToBare: rounded(median(times.ours) / median(times.bare)),
    getKubectlToOurs: rounded(median(times.spawned) / median(times.ours)),
  };
}

async function measureScales({ cluster, namespace, ours, bare }: Sides, say: Say) {
  const times = { tried: [] as number[], ours: [] as number[], bare: [] as number[] };
  const spawned: number[] = [];
  let restedAtMs = 0;
  for (let run = -WARM; run < SCALES; run += 1) {
    const person = (run + WARM) % PEOPLE;
    const replicas = 1 + Math.abs(run % 2);
    const command = `kubectl scale deploy/idle --replicas=${replicas} -n ${namespace}`;
    const tried = await timed(() => ours.ask(person, `${command} --dry-run=server`));
    const proposed = await ours.ask(person, command);
    await delay(Math.max(0, restedAtMs - performance.now()));
    restedAtMs = performance.now() + CLICK_EVERY_MS;
    const confirmed = await timed(() => ours.confirm(person, proposed));
    const raw = await timed(() => bare.scale(replicas));
    const words = ['scale', 'deploy/idle', `--replicas=${replicas}`, '-n', namespace];
    const other =
      run % SPAWNS_EVERY === 0 ? await timed(() => runKubectl(cluster, words)) : undefined;
    await delay(REST_MS);
    if (run < 0) continue;
    times.tried.push(tried);
    times.ours.push(confirmed);
    times.bare.push(raw);
    if (other !== undefined) spawned.push(other);
  }
  say(rowOf('scale --dry-run=server: Slack to Slack', times.tried));
  say(rowOf('scale: click to Slack', times.ours));
  say(rowOf('scale: bare HTTPS request', times.bare));
  say(rowOf('scale: kubectl spawned', spawned));
  return {
    scaleToBare: rounded(median(times.ours) / median(times.bare)),
    scaleKubectlToOurs: rounded(median(spawned) / median(times.ours)),
    triedScaleToBare: rounded(median(times.tried) / median(times.bare)),
  };
}

/** Several people at once; each waits for one answer before the next command. */
async function measureTogether({ namespace, ours }: Sides, say: Say): Promise<number> {
  const total = PEOPLE * 3; // as many as Slack takes of each channel at once
  let next = 0;
  const work = async () => {
    while (next < total) {
      next += 1;
      await ours.ask(next % PEOPLE, `kubectl get pods -n ${namespace}`);
    }
  };
  const tookMs = await timed(() => Promise.all(Array.from({ length: AT_ONCE }, work)));
  const perSecond = rounded((total * 1000) / tookMs);
  say(`${AT_ONCE} people at once: ${perSecond} commands per second`);
  return perSecond;
}

interface Bare {
  list(): Promise<void>;
  scale(replicas: number): Promise<void>;
}

/** The same work without anything around it: one connection that stays open, the answer parsed. */
function createBare(cluster: Cluster, namespace: string): Bare {
  const dispatcher = new Agent({ connect: { ca: cluster.certificateAuthority } });
  const authorization = `Bearer ${cluster.adminToken}`;
  return {
    list: async () => {
      const url = `${cluster.server}/api/v1/namespaces/${namespace}/pods?limit=500`;
      const { body } = await request(url, {
        dispatcher,
        headers: { authorization, accept: TABLE },
      });
      const { rows } = (await body.json()) as { rows: readonly unknown[] };
      if (rows.length !== PODS) throw new Error(`${rows.length} pods`);
    },
    scale: async (replicas) => {
      const url = `${cluster.server}/apis/apps/v1/namespaces/${namespace}/deployments/idle/scale`;
      const { statusCode, body } = await request(url, {
        dispatcher,
        method: 'PATCH',
        headers: { authorization, 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ spec: { replicas } }),
      });
      await body.json();
      if (statusCode !== 200) throw new Error(`scale: ${statusCode}`);
    },
  };
}

/** Pods that wait for a scheduler that does not exist: nothing moves while it is measured. */
async function fill(cluster: Cluster, namespace: string, say: Say): Promise<void> {
  say(`making ${PODS} pods ...`);
  const containers = [{ name: 'app', image: 'registry.test/app:1' }];
  const spec = { schedulerName: 'nobody', containers };
  const pods = Array.from({ length: PODS }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${index}`, labels: { name: `p${index}` } },
    spec,
  }));
  const idle = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'idle' },
    spec: {
      replicas: 0,
      paused: true,
      selector: { matchLabels: { app: 'idle' } },
      template: { metadata: { labels: { app: 'idle' } }, spec },
    },
  };
  await must(cluster, ['create', 'namespace', namespace]);
  const list = { apiVersion: 'v1', kind: 'List', items: [...pods, idle] };
  await delayUntilAccount(cluster, namespace);
  await must(cluster, ['create', '-f', '-', '-n', namespace], JSON.stringify(list));
  await delay(SETTLE_MS);
}

async function delayUntilAccount(cluster: Cluster, namespace: string): Promise<void> {
  const words = ['wait', '--for=create', 'serviceaccount/default', '-n', namespace];
  await must(cluster, [...words, '--timeout=30s']);
}

async function must(cluster: Cluster, argv: readonly string[], input?: string): Promise<void> {
  const options = input === undefined ? {} : { input };
  const { exitCode, stderr } = await runKubectl(cluster, argv, options);
  if (exitCode !== 0) throw new Error(`kubectl ${argv.join(' ')}: ${stderr}`);
}
