import { expect, test } from '@jest/globals';
import { pause } from '../../../../bot/commands/pipeline/pause.ts';
import { status } from '../../../../bot/commands/pipeline/status.ts';
import type { PipelineContext } from '../../../../bot/pipelines.ts';
import type { MemberStatus, TaskStatus } from '../../../../pipeline/index.ts';

function contextWith(silentMs: number): PipelineContext {
  const inputs = [{ topic: 'ad.clicks', committed: 7, lagRecords: 0 }];
  const task: TaskStatus = {
    ...{ partition: 2, inputs, streamTimeMs: 0, behindMs: 0, counts: {}, stores: {}, silentMs },
  };
  const member: MemberStatus = {
    ...{ pipeline: 'settlement', instanceId: 'one', phase: 'running', restarts: 0, held: [] },
    ...{ transactions: 0, restore: undefined, copies: [], lastError: undefined, tasks: [task] },
  };
  return {
    ...{ looks: () => [], nowMs: () => 1_000 },
    handle: { status: async () => ({ name: 'settlement', members: [member], unreached: [] }) },
    pipeline: { name: 'settlement', environment: 'staging', where: 'here' },
  } as unknown as PipelineContext;
}

test('a lag is told with its age when the brokers have fallen silent', async () => {
  const { stdout, stderr } = await status.run({}, contextWith(25_400));
  expect(stdout).toContain('lag 0 records as of 25 s ago, ');
  expect(stderr).toContain('Nothing has been heard of its brokers for 25 s');
});

test('a lag that the brokers told just now is told as it is', async () => {
  const { stdout, stderr } = await status.run({}, contextWith(400));
  expect(stdout).toContain('lag 0 records, ');
  expect(stderr).toBe('');
});

test('what is asked before a pause says so too', async () => {
  const silent = await pause.preview?.({}, contextWith(25_400));
  expect(silent?.warnings.join()).toContain('Nothing has been heard of its brokers for 25 s');
  const told = await pause.preview?.({}, contextWith(400));
  expect(told?.warnings).toEqual([]);
});
