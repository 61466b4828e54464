// The pipelines of the settings: those hosted here, each in processes of its own that are started, renewed and ended as the
// settings say, and those that run elsewhere, at their control ports.

import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import {
  createControlClient,
  type PipelineControl,
  type Supervised,
  supervise,
} from '../../pipeline/index.ts';
import { type PipelineEntry, settlementOf } from '../config/pipelines.ts';
import type { Settings } from '../config.ts';
import { OperatorError } from '../errors.ts';
import { guardPipeline, type PipelineHandle, type Pipelines } from '../pipelines.ts';
import type { Clock } from '../ports.ts';
import { addressOf } from './kafka/address.ts';
import { problemOf } from './pipelines/problem.ts';
import { readSecret } from './secret.ts';

export interface PipelinesOptions {
  readonly clock: Clock;
  readonly log: Parameters<typeof supervise>[0]['log'];
  /** Names the processes: no other bot that lives has the same. */
  readonly instance: string;
  /** Each pipeline has a folder in it for snapshots of its state. */
  readonly snapshotFolder: string;
  readonly limits: { readonly pipelineAnswerMs: number };
}

export interface HostedPipelines {
  /** Those of the settings that were taken last. */
  current(): Pipelines;
  /** Starts what is new, ends what is gone, and leaves alone what is as it was. */
  take(settings: Pick<Settings, 'pipelines' | 'kafkas'>): void;
  close(): Promise<void>;
}

interface Running {
  /** What it was started with: when that differs it is started anew. */
  readonly mark: string;
  readonly supervised: Supervised;
}

export function createPipelineHosting(options: PipelinesOptions): HostedPipelines {
  const running = new Map<string, Running>();
  /** Ends that are under way: whoever comes after one of the same name waits for it. */
  const ending = new Map<string, Promise<void>>();
  let current: Pipelines = { all: [], open: noPipeline, check: noPipeline };
  const end = (name: string) => {
    const stopped = running.get(name)?.supervised.stop() ?? Promise.resolve();
    running.delete(name);
    ending.set(
      name,
      Promise.all([ending.get(name), stopped]).then(() => {}),
    );
  };
  const start = (name: string, entry: PipelineEntry, settings: Pick<Settings, 'kafkas'>) => {
    const mark = JSON.stringify([entry, settings.kafkas[entry.kafka ?? '']]);
    if (running.get(name)?.mark === mark) return;
    end(name);
    const before = ending.get(name);
    const supervised = supervise({
      ...{ name, instance: `${options.instance}-${name}`, log: options.log },
      processes: entry.processes ?? 1,
      settings: async () => {
        await before;
        const kafka = entry.kafka ?? '';
        const of = settings.kafkas[kafka];
        if (of === undefined) throw new Error(`no Kafka ${kafka}`);
        const snapshotFolder = path.join(options.snapshotFolder, name);
        return {
          ...{ address: await addressOf(kafka, of), pipelines: settlementOf(name, entry) },
          ...(entry.snapshots === false ? {} : { snapshotFolder }),
          ...(entry.standbys === undefined ? {} : { standbys: entry.standbys }),
        };
      },
    });
    running.set(name, { mark, supervised });
  };
  return {
    current: () => current,
    take: (settings) => {
      const entries = Object.entries(settings.pipelines);
      const hosted = entries.filter(([, { kafka }]) => kafka !== undefined);
      const names = hosted.map(([name]) => name);
      for (const name of running.keys()) if (!names.includes(name)) end(name);
      for (const [name, entry] of hosted) start(name, entry, settings);
      current = pipelinesOf(settings.pipelines, running, options);
    },
    close: async () => {
      for (const name of running.keys()) end(name);
      await Promise.all(ending.values());
    },
  };
}

/** One bot uses one folder: named after it, a bot that starts again ends at once what the one before had left open. */
export function instanceOf(dataDirectory: string): string {
  const folder = createHash('sha256').update(path.resolve(dataDirectory)).digest('hex');
  return `${hostname()}-${folder.slice(0, 6)}`;
}

function pipelinesOf(
  entries: Settings['pipelines'],
  running: ReadonlyMap<string, Running>,
  { limits }: PipelinesOptions,
): Pipelines {
  const open: Pipelines['open'] = (name, accesses) => {
    const entry = entries[name];
    if (entry === undefined) throw new Error(`no pipeline ${name}`);
    const here = () => running.get(name)?.supervised;
    const control = (): PipelineControl =>
      entry.control === undefined || entry.token === undefined
        ? (here() ?? noPipeline(name)).control()
        : createControlClient({
            ...{ endpoint: entry.control.replace(/\/$/u, ''), timeoutMs: limits.pipelineAnswerMs },
            token: readSecret(entry.token),
          });
    return guardPipeline(handleOf(name, entry, { control, here }), accesses);
  };
  return {
    all: Object.entries(entries).map(([name, { environment, kafka, control }]) => ({
      ...{
        name,
        environment,
        where: kafka === undefined ? `at ${control}` : `here, on Kafka ${kafka}`,
      },
    })),
    open,
    check: async (name, signal) => {
      try {
        const { members } = await open(name, ['status'], signal).status();
        return members.find(({ phase }) => phase === 'refused')?.lastError?.message;
      } catch (error) {
        if (error instanceof OperatorError) return `${error.why} ${error.fix}`;
        throw error;
      }
    },
  };
}

interface Ways {
  readonly control: () => PipelineControl;
  readonly here: () => Supervised | undefined;
}

function handleOf(name: string, entry: PipelineEntry, { control, here }: Ways): PipelineHandle {
  const called = entry.remoteName ?? name;
  const ask = async <T>(question: (of: PipelineControl) => Promise<T>, isChange = false) => {
    try {
      return await question(control());
    } catch (error) {
      throw problemOf(error, { name, isChange });
    }
  };
  const supervised = () => {
    const found = here();
    if (found !== undefined) return found;
    throw new OperatorError({
      what: `Pipeline ${name} is not scaled from here.`,
      why: 'It runs elsewhere: who started its processes knows how many there are.',
      fix: 'Start or end processes there; where a Deployment runs them, "kubectl scale" does it.',
    });
  };
  return {
    status: () => ask((of) => of.status(called)),
    describe: () => ask((of) => of.describe(called)),
    query: (store, key) => ask((of) => of.query(called, store, key)),
    deadLetters: (most) => ask((of) => of.deadLetters(called, most)),
    verify: (key) => ask((of) => of.verify(called, key)),
    logs: (most) => ask((of) => of.logs(called, most)),
    act: (action, why) =>
      ask((of) => (why === undefined ? of.act(called, action) : of.act(called, action, why)), true),
    clearHold: (partition) => ask((of) => of.clearHold(called, partition), true),
    replay: () => ask((of) => of.replay(called), true),
    processes: async () => supervised().processes,
    scale: async (processes) => supervised().scale(processes),
  };
}

function noPipeline(name: string): never {
  throw new Error(`no pipeline ${name}`);
}
