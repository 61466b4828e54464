// The settlement beside the same work by Kafka Streams, exactly_once_v2, on the same broker. The two take turns, several times;
// the ratios are medians of what each turn came to.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startKafka } from '../../sandbox/kafka/kafka.ts';
import { type Bench, median, percentile, rounded } from '../bench.ts';
import { type Drained, drain } from './drain.ts';
import { startFeed, watchArrivals } from './latency.ts';
import { restart } from './restart.ts';
import { createOurs, createStreams, type Side, type Worker } from './sides.ts';
import { createProgress, dropTopics, fillInputs, makeInputs } from './topics.ts';

const PARTITIONS = 4;
/** As many click ids, but for one in a hundred, are in the state when it is restored. */
const RECORDS = Number(process.env.BENCH_RECORDS ?? 1_000_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const RATE = 5_000;
const LATENCY_MS = 12_000;
const PAUSE_MS = 15_000;
const CALM_MS = 2_000;

type Say = (line: string) => void;

interface Turn extends Drained {
  readonly fingerprint: string;
  readonly p50: number;
  readonly p99: number;
  readonly restartSeconds: number;
  /** With a snapshot where there are snapshots, the same again where there are none. */
  readonly warmRestartSeconds: number;
  readonly pauseMs: number;
}

export const settlementBench: Bench = {
  summary: `the settlement beside Kafka Streams exactly_once_v2, ${RECORDS} records, ${ROUNDS} rounds`,
  run: async (say) => {
    const kafka = await startKafka({ report: say, heapMegabytes: 1_536 });
    const brokers = kafka.bootstrap;
    try {
      const sides = [createOurs(brokers), await createStreams(brokers, say)];
      await makeInputs(brokers, PARTITIONS);
      await fillInputs(brokers, PARTITIONS, RECORDS);
      const filling = createProgress(brokers, PARTITIONS);
      const clickEnds = await filling.clickEnds();
      await filling.close();
      say('The inputs are filled.');
      const turns = new Map<string, Turn[]>(sides.map(({ name }) => [name, []]));
      for (let round = 1; round <= ROUNDS; round += 1) {
        for (const side of round % 2 === 1 ? sides : sides.toReversed()) {
          const turn = await takeTurn(side, `run${round}`, { brokers, clickEnds });
          turns.get(side.name)?.push(turn);
          say(lineOf(side.name, round, turn));
        }
      }
      const [ours = [], theirs = []] = turns.values();
      return compare(ours, theirs, say);
    } finally {
      await kafka.stop();
    }
  },
};

interface Inputs {
  readonly brokers: string;
  /** Deductions of clicks before these offsets are compared, by partition. */
  readonly clickEnds: readonly number[];
}

async function takeTurn(side: Side, round: string, { brokers, clickEnds }: Inputs): Promise<Turn> {
  const run = `${round}${side.name === 'Kafka Streams' ? 'k' : 'q'}`;
  // One for each turn: connections go on asking for topics that they have seen, and those of a turn are dropped.
  const progress = createProgress(brokers, PARTITIONS);
  const snapshots = await mkdtemp(path.join(tmpdir(), 'quartermaster-snapshots-'));
  // It takes none but when it ends: what it costs to take them while it runs is in the figures of latency.
  const { drained, workers } = await drain(side, run, progress, { snapshots });
  const fingerprint = await progress.fingerprint(side.deductionsOf(run), clickEnds);
  const { latencies } = await atRate(brokers, side.deductionsOf(run), LATENCY_MS);
  await stopAll(workers);
  const at = { brokers, progress, partitions: PARTITIONS };
  const cold = await restart(side, run, at);
  await stopAll(cold.workers);
  const warm = await restart(side, run, { ...at, snapshots });
  await stopAll(warm.workers);
  const pauseMs = await measurePause(side, run, { brokers, snapshots });
  await progress.close();
  await dropTopics(brokers, run);
  await rm(snapshots, { recursive: true, force: true });
  return {
    ...{ ...drained, fingerprint },
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    restartSeconds: cold.seconds,
    warmRestartSeconds: warm.seconds,
    pauseMs,
  };
}

async function atRate(brokers: string, topic: string, forMs: number) {
  const feed = startFeed(brokers, PARTITIONS, RATE);
  await calm();
  const arrivals = await watchArrivals(brokers, PARTITIONS, { topic, forMs });
  await feed.stop();
  return arrivals;
}

interface Place {
  readonly brokers: string;
  readonly snapshots: string;
}

async function measurePause(side: Side, run: string, { brokers, snapshots }: Place) {
  const stays = side.startHalf(run, 'stays', { snapshots });
  const leaves = side.startHalf(run, 'leaves', { snapshots });
  const topic = side.deductionsOf(run);
  const feed = startFeed(brokers, PARTITIONS, RATE / 5);
  await watchArrivals(brokers, PARTITIONS, { topic, forMs: PAUSE_MS });
  const watching = watchArrivals(brokers, PARTITIONS, { topic, forMs: PAUSE_MS });
  await calm();
  await leaves.stop();
  const { longestSilenceMs } = await watching;
  await feed.stop();
  await stays.stop();
  return longestSilenceMs;
}

async function stopAll(workers: readonly Worker[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.stop()));
}

function calm(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, CALM_MS));
}

function lineOf(name: string, round: number, turn: Turn): string {
  return [
    `${round} ${name.padEnd(14)}`,
    `${Math.round(turn.perSecond)} records/s`,
    `${turn.cpuPerMillion.toFixed(1)} s CPU per million`,
    `p50 ${turn.p50} ms p99 ${turn.p99} ms`,
    `${Math.round(turn.residentMiB)} MiB`,
    `restart ${turn.restartSeconds.toFixed(2)} s, ${turn.warmRestartSeconds.toFixed(2)} s`,
    `pause ${turn.pauseMs} ms`,
    turn.fingerprint,
  ].join(' · ');
}

function compare(ours: readonly Turn[], theirs: readonly Turn[], say: Say) {
  const ratio = (of: (turn: Turn) => number) =>
    rounded(median(ours.map((turn, index) => of(turn) / of(theirs[index] as Turn))));
  const prints = new Set([...ours, ...theirs].map(({ fingerprint }) => fingerprint));
  const ratios = {
    throughput: ratio(({ perSecond }) => perSecond),
    cpuPerRecord: ratio(({ cpuPerMillion }) => cpuPerMillion),
    latencyP50: ratio(({ p50 }) => p50),
    latencyP99: ratio(({ p99 }) => p99),
    memory: ratio(({ residentMiB }) => residentMiB),
    restartCold: ratio(({ restartSeconds }) => restartSeconds),
    restartFromSnapshot: ratio(({ warmRestartSeconds }) => warmRestartSeconds),
    rebalancePause: ratio(({ pauseMs }) => pauseMs),
  };
  say(prints.size === 1 ? 'Both have settled the same clicks.' : `They differ: ${[...prints]}`);
  for (const [what, value] of Object.entries(ratios)) say(`${what.padEnd(22)} ${value}`);
  return { ...ratios, sameResult: prints.size === 1 ? 1 : 0 };
}
