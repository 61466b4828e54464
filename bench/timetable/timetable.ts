// 10,000 workloads in 500 namespaces switched off and on by the product's own engine on the real API server, beside a bare loop that only
// PATCHes the scale of each, and kubectl for a namespace of them. The sides take turns on the same objects.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LIMITS } from '../../bot/limits.ts';
import { BOT_FLAGS } from '../../sandbox/bot-process.ts';
import { type Cluster, runKubectl, startCluster } from '../../test/cluster/cluster.ts';
import { type Bench, median, rounded, timed, verdict } from '../bench.ts';
import type { BareJob } from './bare-side.ts';
import { fill } from './fill.ts';
import { type Measured, runSide } from './job.ts';
import type { OurJob } from './our-side.ts';
import {
  BESIDE,
  DAY,
  EACH,
  EVENING,
  MORNING,
  NAMESPACES,
  NEXT_DAY,
  NIGHT,
  nameOf,
  namespaceOf,
  replicasOf,
  type Shape,
  settingsOf,
  WORKLOADS,
} from './world.ts';

type Say = (line: string) => void;
type Figures = Readonly<Record<string, number>>;

const PREVIEWED = 'part-0';

export const timetableBench: Bench = {
  summary: `${WORKLOADS.toLocaleString('en')} workloads in ${NAMESPACES} namespaces off and on, beside a bare loop of PATCHes and kubectl`,
  run: async (say) => {
    const cluster = await startCluster({ apiOnly: true, nodes: 1, report: say });
    try {
      say(`making ${WORKLOADS.toLocaleString('en')} Deployments ...`);
      const filledMs = await timed(() => fill(cluster));
      say(`made in ${seconds(filledMs)}`);
      return await measure(cluster, say);
    } finally {
      await cluster.stop();
    }
  },
};

/** A bare loop before and after each of ours, so that what else the machine does meets both. */
async function measure(cluster: Cluster, say: Say): Promise<Figures> {
  say(HEADER);
  const bare = [await bareOf(cluster, say)];
  const one = await oursOf(cluster, 'one switch', say);
  await assertAllOn(cluster, 'one switch');
  bare.push(await bareOf(cluster, say));
  const many = await oursOf(cluster, '20 switches', say);
  await assertAllOn(cluster, '20 switches');
  bare.push(await bareOf(cluster, say));
  const kubectl = await kubectlOf(cluster, say);
  const bareMs = {
    off: median(bare.map(({ off }) => off.ms)),
    on: median(bare.map(({ on }) => on.ms)),
  };
  const bareMiB = Math.max(...bare.map(({ on }) => on.peakMiB));
  const figures = {
    offToBare: one.off.ms / bareMs.off,
    onToBare: one.on.ms / bareMs.on,
    manyOffToBare: many.off.ms / bareMs.off,
    manyOnToBare: many.on.ms / bareMs.on,
    requestsToBare: countOf(one.off) / WORKLOADS,
    kubectlOffToOurs: kubectl.offMs / one.off.ms,
    kubectlOnToOurs: kubectl.onMs / one.on.ms,
    ...{ offSeconds: one.off.ms / 1_000, onSeconds: one.on.ms / 1_000 },
    ...{ nothingSeconds: one.nothing.ms / 1_000, nothingRequests: countOf(one.nothing) },
    ...{ previewMs: many.preview.ms, planMs: many.plan.ms },
    ...{ peakMiB: Math.max(one.on.peakMiB, one.off.peakMiB), bareMiB },
  };
  verdict(
    say,
    'off and on at most twice the bare loop',
    atMost(2, figures, ['offToBare', 'onToBare']),
  );
  verdict(say, 'at most 1.5 requests for each workload', figures.requestsToBare <= 1.5);
  verdict(say, 'preview of 500 workloads within 3 s', figures.previewMs <= 3_000);
  return Object.fromEntries(Object.entries(figures).map(([name, each]) => [name, rounded(each)]));
}

function atMost(most: number, figures: Figures, names: readonly string[]): boolean {
  return names.every((name) => (figures[name] ?? Number.POSITIVE_INFINITY) <= most);
}

async function bareOf(cluster: Cluster, say: Say) {
  const job: BareJob = {
    ...{ server: cluster.server, certificateAuthority: cluster.certificateAuthority },
    ...{ token: cluster.adminToken, atOnce: LIMITS.switchAtOnce },
  };
  const [off, on] = await runSide<readonly [Measured, Measured]>('bare-side.ts', job);
  say(rowOf('bare loop: off', off));
  say(rowOf('bare loop: on', on));
  return { off, on };
}

async function oursOf(cluster: Cluster, shape: Shape, say: Say) {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'quartermaster-bench-'));
  const isMany = shape === '20 switches';
  const asked = [
    { at: DAY, line: `cluster plan ${PREVIEWED}` },
    { at: DAY, line: `cluster off ${PREVIEWED}` },
  ];
  const job: OurJob = {
    ...{ settings: settingsOf(cluster.kubeconfig, shape), dataDirectory },
    steps: [
      ...[{ at: DAY }, { at: EVENING }, { at: NIGHT }, { at: MORNING }, { at: NEXT_DAY }],
      ...(isMany ? asked : []),
    ],
  };
  const steps = await runSide<readonly Measured[]>('our-side.ts', job, BOT_FLAGS);
  await rm(dataDirectory, { recursive: true });
  const step = (index: number) => {
    const found = steps[index];
    if (found === undefined) throw new Error(`there is no step ${index}`);
    return found;
  };
  say(rowOf(`${shape}: first look, all on`, step(0)));
  say(rowOf(`${shape}: off`, step(1)));
  say(rowOf(`${shape}: nothing to do, all off`, step(2)));
  say(rowOf(`${shape}: on`, step(3)));
  say(rowOf(`${shape}: nothing to do, all on`, step(4)));
  if (isMany) {
    say(rowOf('cluster plan, 500 workloads', step(5)));
    say(rowOf('preview of cluster off, 500 workloads', step(6)));
  }
  const [preview, plan] = isMany ? [step(6), step(5)] : [step(0), step(0)];
  return { off: step(1), on: step(3), nothing: step(4), preview, plan };
}

/** As people do it, for the workloads of one namespace, and reckoned for all of them. To switch on it sets all to one number. */
async function kubectlOf(cluster: Cluster, say: Say) {
  const scale = async (replicas: number) => {
    const words = ['scale', 'deployment', '--all', `--replicas=${replicas}`, '-n', BESIDE];
    const { exitCode, stderr } = await runKubectl(cluster, words);
    if (exitCode !== 0) throw new Error(stderr);
  };
  const [offMs, onMs] = [await timed(() => scale(0)), await timed(() => scale(1))];
  const all = (ms: number) => `${seconds(ms)} for ${EACH}, which makes ${seconds(ms * NAMESPACES)}`;
  say(`${'kubectl scale --all: off'.padEnd(WIDTH)} ${all(offMs)}`);
  say(`${'kubectl scale --all: on'.padEnd(WIDTH)} ${all(onMs)}`);
  return { offMs: offMs * NAMESPACES, onMs: onMs * NAMESPACES };
}

/** A benchmark of what was not done would say nothing. */
async function assertAllOn(cluster: Cluster, after: string): Promise<void> {
  const words = ['get', 'deployments', '-A', '-o', 'json', '--chunk-size=500'];
  const { stdout } = await runKubectl(cluster, words);
  const { items } = JSON.parse(stdout) as {
    readonly items: readonly {
      readonly metadata: { namespace: string; name: string; annotations?: object };
      readonly spec: { readonly replicas: number };
    }[];
  };
  const expected = new Map(
    Array.from({ length: WORKLOADS }, (_, at) => [
      `${namespaceOf(Math.floor(at / EACH))}/${nameOf(at % EACH)}`,
      replicasOf(at % EACH),
    ]),
  );
  const wrong = items.filter(
    ({ metadata: { namespace, name }, spec }) =>
      (expected.get(`${namespace}/${name}`) ?? spec.replicas) !== spec.replicas,
  );
  if (items.length !== WORKLOADS + EACH || wrong.length > 0) {
    throw new Error(`after ${after} ${wrong.length} of ${items.length} are not as they were`);
  }
}

const WIDTH = 40;
const HEADER = `${''.padEnd(WIDTH)}${['time', 'requests', 'at once', 'processor', 'memory'].map((cell) => cell.padStart(12)).join('')}`;

function rowOf(title: string, measured: Measured): string {
  const { ms, atOnce, cpuMs, peakMiB } = measured;
  const cells = [
    seconds(ms),
    countOf(measured).toLocaleString('en'),
    ...[String(atOnce), seconds(cpuMs), `${peakMiB} MiB`],
  ];
  const verbs = Object.entries(measured.requests).map(([verb, count]) => `${count} ${verb}`);
  return `${title.padEnd(WIDTH)}${cells.map((cell) => cell.padStart(12)).join('')}   ${verbs.join(', ')}`;
}

function countOf({ requests }: Measured): number {
  return Object.values(requests).reduce((sum, each) => sum + each, 0);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
