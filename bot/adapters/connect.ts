// Kafka Connect over its REST API (https://kafka.apache.org/documentation/#connect_rest). What it answers is read as what a stranger
// says: checked, bounded, and of configurations nothing but the keys that hold no secret.

import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import {
  type Connect,
  type ConnectInstance,
  type ConnectorStatus,
  SHOWN_KEYS,
} from '../kafka/connect.ts';
import { connectProblem, connectRefusal } from './connect/problem.ts';
import {
  type HttpAnswer,
  type HttpAsk,
  type HttpService,
  HttpServiceError,
  jsonOf,
} from './http-service.ts';

/** What a worker says while connectors move between workers: nothing was done, and it is over in a moment. */
const REBALANCING = 409;
const AGAIN_MS = [250, 750, 1_500, 3_000];
const TRACE_CHARACTERS = 20_000;

export interface ConnectOptions {
  /** The Kafka beside which it stands. */
  readonly kafka: string;
  /** @throws OperatorError when the settings have none. */
  readonly service: () => HttpService;
  readonly signal: AbortSignal;
}

export function createConnect(options: ConnectOptions): Connect {
  const { kafka } = options;
  const ask = (path: string) => send({ method: 'GET', path }, options);
  const change = async (method: 'PUT' | 'POST', path: string): Promise<void> => {
    const answer = await send({ method, path }, options);
    if (answer.status >= 300) throw connectRefusal(answer, { kafka, isChange: true });
  };
  const found = <T>(answer: HttpAnswer, shape: z.ZodType<T>): T | undefined =>
    answer.status === 404 ? undefined : readAnswer(answer, shape, kafka);
  return {
    connectors: async () => {
      const all = readAnswer(await ask('/connectors?expand=status'), Listed, kafka);
      return Object.values(all)
        .map(({ status }) => statusOf(status))
        .sort((one, other) => (one.name < other.name ? -1 : 1));
    },
    connector: async (name) => {
      const status = found(await ask(`${pathOf(name)}/status`), Status);
      return status === undefined ? undefined : statusOf(status);
    },
    settings: async (name) => {
      const info = found(await ask(pathOf(name)), Info);
      if (info === undefined) return undefined;
      const keys = Object.keys(info.config).filter((key) => key !== 'name');
      const shown = SHOWN_KEYS.flatMap((key): readonly [string, string][] => {
        const value = info.config[key];
        return typeof value === 'string' ? [[key, value]] : [];
      });
      return { shown: Object.fromEntries(shown), hidden: keys.length - shown.length };
    },
    pause: async (name) => await change('PUT', `${pathOf(name)}/pause`),
    resume: async (name) => await change('PUT', `${pathOf(name)}/resume`),
    restart: async (name, { includeTasks, onlyFailed }) =>
      await change(
        'POST',
        `${pathOf(name)}/restart?includeTasks=${includeTasks}&onlyFailed=${onlyFailed}`,
      ),
    restartTask: async (name, task) =>
      await change('POST', `${pathOf(name)}/tasks/${task}/restart`),
  };
}

/** @returns why it cannot be used; undefined when it answers and belongs to that Kafka. For qm doctor. */
export async function checkConnect(
  options: ConnectOptions,
  clusterId: string | null,
): Promise<string | undefined> {
  const answer = await send({ method: 'GET', path: '/' }, options);
  const { kafka_cluster_id: its } = readAnswer(answer, Root, options.kafka);
  return clusterId === null || its === clusterId
    ? undefined
    : `its Kafka Connect works on another Kafka (${its}); look at "connect" in the settings`;
}

const Instance = z.object({
  state: z.string().max(40),
  worker_id: z.string().max(500),
  trace: z.string().nullish(),
});
const Status = z.object({
  name: z.string().max(1_000),
  type: z.string().max(40),
  connector: Instance,
  tasks: z.array(Instance.extend({ id: z.int().min(0) })).max(20_000),
});
const Listed = z.record(z.string(), z.object({ status: Status }));
const Info = z.object({ config: z.record(z.string(), z.unknown()) });
const Root = z.object({ kafka_cluster_id: z.string().max(200) });
type Status = z.infer<typeof Status>;

function statusOf({ name, type, connector, tasks }: Status): ConnectorStatus {
  return {
    ...{ name, type, ...instanceOf(connector) },
    tasks: tasks
      .map((task) => ({ id: task.id, ...instanceOf(task) }))
      .sort((one, other) => one.id - other.id),
  };
}

function instanceOf({
  state,
  worker_id: worker,
  trace,
}: z.infer<typeof Instance>): ConnectInstance {
  return { state, worker, trace: trace?.slice(0, TRACE_CHARACTERS) };
}

/** A rebalance is a refusal for certain, before anything was done: whoever was refused so is asked again, a few times. */
async function send(
  ask: Pick<HttpAsk, 'method' | 'path'>,
  { kafka, service, signal }: ConnectOptions,
): Promise<HttpAnswer> {
  for (const pauseMs of [...AGAIN_MS, undefined]) {
    try {
      const answer = await service().ask({ ...ask, signal });
      if (answer.status !== REBALANCING || pauseMs === undefined) return answer;
      await delay(pauseMs, undefined, { signal });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!(error instanceof HttpServiceError)) throw error;
      throw connectProblem(error, { kafka, isChange: ask.method !== 'GET' });
    }
  }
  throw new Error('unreachable');
}

function readAnswer<T>(answer: HttpAnswer, shape: z.ZodType<T>, kafka: string): T {
  if (answer.status !== 200) throw connectRefusal(answer, { kafka, isChange: false });
  const parsed = shape.safeParse(jsonOf(answer.text));
  if (parsed.success) return parsed.data;
  throw connectProblem(new HttpServiceError('not Connect', true), { kafka, isChange: false });
}

/** Jetty refuses what is ambiguous in a path; a name that would climb in it is not sent at all. */
function pathOf(name: string): string {
  if (/^\.{0,2}$/u.test(name) || /[/\\%;]/u.test(name)) throw new Error('no name of a connector');
  return `/connectors/${encodeURIComponent(name)}`;
}
