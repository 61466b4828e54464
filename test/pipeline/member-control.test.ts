// What a process says of its share while the brokers are silent: how old that is, and no wait for what does not come.

import { expect, test } from '@jest/globals';
import { createMemberControl } from '../../pipeline/member-control.ts';
import type { Clock } from '../../pipeline/ports.ts';
import type { Worker, WorkerPhase } from '../../pipeline/worker.ts';

const NOW_MS = 100_000;
const CLOCK: Clock = {
  nowMs: () => NOW_MS,
  // The time that it waits passes at once, but after all that is under way.
  sleep: () => new Promise((resolve) => setImmediate(resolve)),
  giveWay: async () => {},
};

function askOf(
  phase: WorkerPhase,
  heardMs: readonly (number | undefined)[],
  logEnds: () => Promise<readonly number[]>,
) {
  const inputs = heardMs.map((each, index) => ({
    ...{ topic: `in-${index}`, lag: 3, nextTimestamp: undefined, heardMs: each },
  }));
  const task = {
    ...{ partition: 0, inputs, committed: [7, 7], streamTime: 0, counts: new Map(), stores: [] },
  };
  const worker = {
    ...{ phase, tasks: new Map([[0, task]]), held: new Map(), copies: [], progress: undefined },
    ...{ lastError: undefined, transactions: 0, restarts: 0 },
  } as unknown as Worker;
  const control = createMemberControl({
    ...{ instanceId: 'one', clock: CLOCK, logEnds },
    find: (name) => ({ name, worker, refusal: undefined, log: { lines: () => [] } }),
  });
  return control.memberStatus('settlement').then(({ tasks }) => tasks[0]);
}

const never = () => new Promise<never>(() => {});

test('a task is as old as the input that was heard of longest ago', async () => {
  expect(await askOf('running', [90_000, 99_900], never)).toMatchObject({ silentMs: 10_000 });
});

test('of a task with an input that was never heard of nothing is said', async () => {
  expect(await askOf('running', [90_000, undefined], never)).not.toHaveProperty('silentMs');
});

test('of a task that is paused the brokers say how far its inputs go', async () => {
  const task = await askOf('paused', [90_000, 90_000], async () => [10, 20]);
  expect(task).toMatchObject({ silentMs: 0, inputs: [{ lagRecords: 3 }, { lagRecords: 13 }] });
});

test.each<[string, () => Promise<readonly number[]>]>([
  ['do not answer', never],
  ['cannot be reached', () => Promise.reject(new Error('gone'))],
])('of a task that is paused it is said as it was known, where the brokers %s', async (_, ends) => {
  const task = await askOf('paused', [90_000, 90_000], ends);
  expect(task).toMatchObject({ silentMs: 10_000, inputs: [{ lagRecords: 3 }, { lagRecords: 3 }] });
});
