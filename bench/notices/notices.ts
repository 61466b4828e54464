// How fast events of a cluster become what people read: as many changes of crashing Pods as there can be, beside client-node's watch that only counts
// them; and from the moment of an event to the post of its message, one workload after another.

import { setTimeout as delay } from 'node:timers/promises';
import { podOf } from '../../test/chaos/crashing-pod.ts';
import { type StormingCluster, startStormingCluster } from '../../test/chaos/storming-cluster.ts';
import { type Bench, HEADER, percentile, rounded, rowOf } from '../bench.ts';
import { type OurSide, type Side, startBareSide, startOurSide } from './sides.ts';

const EVENTS = Number(process.env.BENCH_EVENTS ?? 20_000);
const PODS = 400;
const TURNS = 3;
/** One each six seconds and a bit: so no ten of them begin within a minute, which would be a storm. */
const POSTS = Number(process.env.BENCH_POSTS ?? 30);
const APART_MS = 6_500;

type Say = (line: string) => void;

export const noticesBench: Bench = {
  summary:
    'changes of crashing Pods a second, beside a watch that only counts; and from an event to its message in Slack',
  run: async (say) => {
    const [ours, bare]: [Turn[], Turn[]] = [[], []];
    for (let turn = 0; turn < TURNS; turn += 1) {
      bare.push(await throughput('watch that counts', startBareSide, say));
      ours.push(await throughput('the bot', startOurSide, say));
    }
    const latencies = await latency(say);
    const ratios = ours.map(({ perSecond }, index) => perSecond / (bare[index]?.perSecond ?? 1));
    return {
      ...{ perSecond: middle(ours, 'perSecond'), barePerSecond: middle(bare, 'perSecond') },
      ...{ ratio: rounded(percentile(ratios, 0.5)) },
      ...{ memoryMiB: middle(ours, 'memory'), bareMemoryMiB: middle(bare, 'memory') },
      ...{
        p50Ms: rounded(percentile(latencies, 0.5)),
        p99Ms: rounded(percentile(latencies, 0.99)),
      },
    };
  },
};

interface Turn {
  readonly perSecond: number;
  readonly memory: number;
}

async function throughput(
  name: string,
  start: (kubeconfig: string) => Promise<Side>,
  say: Say,
): Promise<Turn> {
  const cluster = await startStormingCluster();
  const side = await start(cluster.kubeconfig);
  try {
    const before = await side.count();
    const startedMs = performance.now();
    const filled = fill(cluster);
    while ((await side.count()) - before < EVENTS) await delay(25);
    const ms = performance.now() - startedMs;
    await filled;
    const turn = { perSecond: Math.round((EVENTS * 1_000) / ms), memory: await side.memory() };
    say(`${name.padEnd(24)} ${turn.perSecond} events a second, ${turn.memory} MiB`);
    return turn;
  } finally {
    await side.stop();
    await cluster.close();
  }
}

async function fill(cluster: StormingCluster): Promise<void> {
  for (let index = 0; index < EVENTS; index += 1) {
    cluster.put('pods', podOf(index % PODS, 0, Math.floor(index / PODS)));
    if (index % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function latency(say: Say): Promise<readonly number[]> {
  const cluster = await startStormingCluster();
  const side: OurSide = await startOurSide(cluster.kubeconfig);
  try {
    const times: number[] = [];
    for (let index = 0; index < POSTS; index += 1) {
      const putMs = Date.now();
      cluster.put('pods', podOf(10_000 + index, 0, 3));
      const isIt = ({ text }: { text: string }) => text.includes(`db${10_000 + index}`);
      while (!side.posts.some(isIt)) await delay(2);
      times.push((side.posts.find(isIt)?.atMs ?? 0) - putMs);
      await delay(APART_MS);
    }
    say(HEADER);
    say(rowOf('from an event to its message', times));
    return times;
  } finally {
    await side.stop();
    await cluster.close();
  }
}

function middle(turns: readonly Turn[], what: keyof Turn): number {
  return percentile(
    turns.map((turn) => turn[what]),
    0.5,
  );
}
