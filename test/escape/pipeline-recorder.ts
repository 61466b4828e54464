// Stands where the pipelines would be, behind the bot's own guard: notes what is asked and answers with a small world whose texts try
// to call people.

import { guardPipeline, type PipelineHandle, type Pipelines } from '../../bot/pipelines.ts';
import type { AskedOfKafka } from './kafka-recorder.ts';
import { CALLS } from './world.ts';

export const PIPELINES = { settlement: 'staging', billing: 'production' };

/** @param asked gets what is asked, beside what is asked of Kafkas: a pipeline's name stands for the Kafka's. */
export function createPipelineRecorder(asked: AskedOfKafka[]): Pipelines {
  return {
    all: Object.entries(PIPELINES).map(([name, environment]) => ({
      ...{ name, environment, where: 'nowhere' },
    })),
    open: (name, accesses) =>
      guardPipeline(
        createFake((question) => void asked.push({ kafka: name, question })),
        accesses,
      ),
    check: async (name) => {
      asked.push({ kafka: name, question: 'check' });
      return undefined;
    },
  };
}

/** What is done to it is seen to have been done, as with a real one. */
function createFake(note: (question: string) => void): PipelineHandle {
  const noting =
    <A extends readonly (string | number)[], T>(question: string, answer: (...args: A) => T) =>
    async (...args: A): Promise<T> => {
      note([question, ...args].join(' '));
      return answer(...args);
    };
  let member = MEMBER;
  let processes = 1;
  return {
    status: noting('status', () => ({
      name: 'settlement',
      members: Array.from({ length: processes }, () => member),
      unreached: [UNREACHED],
    })),
    describe: noting('describe', () => ({
      ...{ name: 'settlement', groupId: CALLS, inputs: ['ad.clicks'], outputs: [CALLS] },
      ...{ deadLetters: 'ad.dead', stores: [{ name: 'budgets', changelog: 'c' }] },
    })),
    query: noting('query', () => ({
      found: {
        ...{ value: { balance: 7, says: CALLS }, partition: 0, instanceId: CALLS },
        committed: [1],
      },
      unasked: [],
    })),
    deadLetters: noting('deadLetters', () => [
      {
        ...{ partition: 0, offset: 1, timestampMs: 1, reason: CALLS, from: CALLS },
        ...{ key: CALLS, value: CALLS },
      },
    ]),
    verify: noting('verify', () => ({
      ...{ key: CALLS, partition: 0, committed: [1], looked: 1, isWhole: false },
      ...{ figures: { [CALLS]: 1 }, problems: [CALLS], problemCount: 3 },
    })),
    logs: noting('logs', () => ({
      members: [{ instanceId: CALLS, lines: [{ atMs: 1, level: 'warn' as const, text: CALLS }] }],
      unreached: [UNREACHED],
    })),
    act: noting('act', (action: string) => {
      const phase = action === 'pause' ? 'paused' : 'running';
      member = { ...member, phase, restarts: member.restarts + 1 };
      return { members: 1, unreached: [UNREACHED] };
    }),
    clearHold: noting('clearHold', (partition: number) => {
      member = { ...member, tasks: [...member.tasks, taskOf(partition)], held: [] };
      return true;
    }),
    replay: noting('replay', () => ({ replayed: 1, passedOver: 0 })),
    processes: noting('processes', () => processes),
    scale: noting('scale', (wanted: number) => {
      processes = wanted;
    }),
  };
}

function taskOf(partition: number) {
  return {
    ...{ partition, streamTimeMs: 1, behindMs: 5, counts: { [CALLS]: 1 }, stores: { a: 1 } },
    inputs: [{ topic: 'ad.clicks', committed: 1, lagRecords: 2 }],
  };
}

const UNREACHED = { endpoint: CALLS, partitions: [1], reason: CALLS };
const MEMBER = {
  ...{ pipeline: 'settlement', instanceId: CALLS, phase: 'running', restarts: 1, transactions: 3 },
  tasks: [taskOf(0)],
  held: [{ topic: 'ad.clicks', partition: 2, offset: 1, reason: CALLS }],
  restore: { restored: 1, total: 2, perSecond: 1, secondsLeft: 1 },
  copies: [{ partition: 1, lagRecords: 2 }],
  lastError: { message: CALLS, atMs: 0 },
};
