import { expect, test } from '@jest/globals';
import { hold } from '../../../../bot/commands/pipeline/hold.ts';
import type { PipelineContext } from '../../../../bot/pipelines.ts';
import type { MemberStatus } from '../../../../pipeline/index.ts';

const FAILURE = { topic: 'ad.clicks', partition: 2, offset: 7, reason: 'The step failed' };
const CLEAR = { isCleared: true, partition: undefined };

function memberWith(
  committed: number | undefined,
  held: readonly (typeof FAILURE)[] = [],
): MemberStatus {
  const inputs = [{ topic: 'ad.clicks', committed: committed ?? 0, lagRecords: 0 }];
  const task = { partition: 2, inputs, streamTimeMs: 0, behindMs: 0, counts: {}, stores: {} };
  return {
    ...{ pipeline: 'settlement', instanceId: 'one', phase: 'running', restarts: 0 },
    ...{ transactions: 0, restore: undefined, copies: [], lastError: undefined, held },
    tasks: committed === undefined ? [] : [task],
  };
}

/** It is as these say, one look after another; the last stays. */
async function clear(...looks: readonly MemberStatus[]) {
  let look = 0;
  let nowMs = 0;
  const handle = {
    clearHold: async () => true,
    status: async () => {
      const member = looks[Math.min(look, looks.length - 1)];
      look += 1;
      return { name: 'settlement', members: [member], unreached: [] };
    },
  };
  const context = {
    ...{ handle, pipeline: { name: 'settlement' }, nowMs: () => nowMs },
    sleep: async (ms: number) => {
      nowMs += ms;
    },
  } as unknown as PipelineContext;
  return await hold.run(CLEAR, context);
}

test('a task that is let go on has gone on once it is past the record at which it was held', async () => {
  const answer = await clear(
    memberWith(undefined, [FAILURE]),
    memberWith(undefined),
    memberWith(7),
    memberWith(8),
  );
  expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a task that is held at the record again has not gone on, though it was open for a while', async () => {
  const answer = await clear(
    memberWith(undefined, [FAILURE]),
    memberWith(7),
    memberWith(undefined, [FAILURE]),
  );
  expect(answer.exitCode).toBe(1);
  expect(answer.stderr).toBe('Partition 2 is on hold again: The step failed');
});

test('a task that stays where it was has not gone on', async () => {
  const answer = await clear(memberWith(undefined, [FAILURE]), memberWith(7));
  expect(answer.exitCode).toBe(1);
  expect(answer.stderr).toBe(
    'Partition 2 is not past ad.clicks offset 7 yet: see "pipeline status settlement".',
  );
});
