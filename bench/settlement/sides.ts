// The two sides: the settlement of this project, and the same as a Kafka Streams program. Each runs as it would be run on two
// cores: two processes of one worker, one process of two threads.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NODE_FLAGS } from '../../pipeline/adapters/child/supervise.ts';
import { findJava } from '../../sandbox/kafka/java.ts';
import { fetchStreams } from './streams-jars.ts';
import { INPUTS, makeOutputs } from './topics.ts';

export interface Usage {
  readonly cpuSeconds: number;
  readonly residentMiB: number;
}

export interface Worker {
  usage(): Usage;
  /** Ends in order. */
  stop(): Promise<void>;
  readonly said: () => string;
}

export interface Side {
  readonly name: string;
  /** Outputs, changelogs and the group are named after the run. */
  groupOf(run: string): string;
  deductionsOf(run: string): string;
  /** Makes what has to be there before the first start. */
  prepare(run: string): Promise<void>;
  /** All that works on two cores. */
  start(run: string, options?: StartOptions): readonly Worker[];
  /** A half of it. */
  startHalf(run: string, name: string, options?: StartOptions): Worker;
}

export interface StartOptions {
  /** Where snapshots are kept; none are without it. */
  readonly snapshots?: string;
}

export const WINDOW_MS = 24 * 3_600_000;

/** @param processes how many share the work */
export function createOurs(brokers: string, processes = 2): Side {
  const startHalf = (run: string, name: string, { snapshots }: StartOptions = {}) =>
    watch(process.execPath, [...NODE_FLAGS, ...profiling(), 'pipeline/main.ts'], {
      KAFKA_BROKERS: brokers,
      INSTANCE_ID: `${run}-${name}`,
      LOG_LEVEL: 'info',
      SETTLEMENT_NAME: run,
      SETTLEMENT_GROUP: run,
      SETTLEMENT_CLICKS: `${INPUTS}ad.clicks`,
      SETTLEMENT_CHARGES: `${INPUTS}ad.charges`,
      SETTLEMENT_DEDUCTIONS: `${run}.ad.deductions`,
      SETTLEMENT_EXHAUSTED: `${run}.ad.budget-exhausted`,
      SETTLEMENT_DEAD_LETTERS: `${run}.ad.dead-letters`,
      SETTLEMENT_WINDOW_MS: String(WINDOW_MS),
      ...(snapshots === undefined ? {} : { SNAPSHOT_DIR: snapshots }),
    });
  return {
    name: 'quartermaster',
    groupOf: (run) => run,
    deductionsOf: (run) => `${run}.ad.deductions`,
    prepare: async () => {},
    start: (run, options) =>
      Array.from({ length: processes }, (_, index) => startHalf(run, String(index), options)),
    startHalf,
  };
}

/** With BENCH_PROFILE set to a folder, what each worker of ours does is written there. */
function profiling(): readonly string[] {
  const folder = process.env.BENCH_PROFILE;
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

/** Compiles the program first, so that its start is no compiler's. */
export async function createStreams(brokers: string, say: (line: string) => void): Promise<Side> {
  const java = findJava();
  const libraries = await fetchStreams(say);
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-streams-'));
  const compiled = spawnSync(
    java,
    [
      ...['-m', 'jdk.compiler/com.sun.tools.javac.Main', '-cp', libraries, '-d', folder],
      path.join(import.meta.dirname, 'Streams.java'),
    ],
    { encoding: 'utf8' },
  );
  if (compiled.status !== 0) throw new Error(`Streams.java cannot be compiled: ${compiled.stderr}`);
  const launch = (run: string, name: string, threads: number) =>
    watch(java, [
      ...[
        '-Xmx2g',
        '-XX:+UseParallelGC',
        `-Djava.io.tmpdir=${path.join(folder, `${run}-${name}`)}`,
      ],
      ...['-cp', `${libraries}:${folder}`, 'Streams'],
      ...[brokers, INPUTS, `${run}.`, String(threads), String(WINDOW_MS)],
    ]);
  return {
    name: 'Kafka Streams',
    groupOf: (run) => `${run}.streams`,
    deductionsOf: (run) => `${run}.ad.deductions`,
    prepare: (run) => makeOutputs(brokers, run),
    start: (run) => [launch(run, 'a', 2)],
    startHalf: (run, name) => launch(run, name, 1),
  };
}

/** Whoever ends the benchmark ends them too. */
const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

const TICKS_PER_SECOND = 100;
const KEPT_CHARACTERS = 4_000;

function watch(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Worker {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-KEPT_CHARACTERS);
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  alive.add(child);
  child.once('close', () => alive.delete(child));
  return {
    usage: () => usageOf(child.pid ?? 0),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    said: () => said,
  };
}

/** As Linux tells it: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, fields 14 and 15. */
function usageOf(processId: number): Usage {
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    residentMiB: Number(/^VmRSS:\s+(\d+)/mu.exec(status)?.[1]) / 1_024,
  };
}
