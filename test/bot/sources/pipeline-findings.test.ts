// What is found of a pipeline from what its processes say.

import { describe, expect, test } from '@jest/globals';
import {
  type PipelineSeen,
  pipelineFindings,
  standingOf,
} from '../../../bot/sources/pipelines/findings.ts';
import type { MemberStatus, PipelineStatus } from '../../../pipeline/index.ts';

const NOW_MS = 10_000_000;
const MINUTE_MS = 60_000;
const info = { name: 'settlement', environment: 'staging', where: 'here' };

function member(more: Partial<MemberStatus> = {}, lagRecords = 0, committed = 5): MemberStatus {
  return {
    ...{ pipeline: 'settlement', instanceId: 'one', phase: 'running', held: [], copies: [] },
    ...{ restore: undefined, lastError: undefined, transactions: 0, restarts: 0 },
    tasks: [
      {
        ...{ partition: 2, streamTimeMs: 0, behindMs: 0, counts: {}, stores: {} },
        inputs: [{ topic: 'clicks', committed, lagRecords }],
      },
    ],
    ...more,
  };
}

function statusOf(...members: readonly MemberStatus[]): PipelineStatus {
  return { name: 'settlement', members, unreached: [] };
}

function found(status: PipelineStatus, more: Partial<PipelineSeen> = {}) {
  const standing = standingOf(status, new Map(), NOW_MS);
  return pipelineFindings({ info, status, standing, deadLetters: [], nowMs: NOW_MS, ...more });
}

test('one that is well has nothing', () => {
  expect(found(statusOf(member({}, 100)))).toEqual([]);
});

test('a task on hold is critical, with the record that it failed at', () => {
  const held = [{ topic: 'clicks', partition: 2, offset: 77, reason: 'no campaign' }];
  expect(found(statusOf(member({ held })))).toEqual([
    {
      ...{ key: 'TaskOnHold/2', group: 'settlement', groupTitle: 'pipeline settlement' },
      severity: 'critical',
      title: 'settlement: partition 2 is on hold: it failed too often at one record',
      lines: ['clicks-2 at offset 77: no campaign'],
      labels: { pipeline: 'settlement', environment: 'staging', reason: 'TaskOnHold' },
    },
  ]);
});

test('a process that fails is told when that lasts, one that is refused at once', () => {
  const lastError = { message: 'no broker', atMs: 1 };
  expect(found(statusOf(member({ phase: 'backing off', lastError, restarts: 3 })))).toMatchObject([
    {
      key: 'TaskFailed/one',
      severity: 'warning',
      lines: ['no broker', 'Started over: 3 times'],
      graceMs: MINUTE_MS,
    },
  ]);
  expect(found(statusOf(member({ phase: 'refused', lastError })))).toMatchObject([
    { key: 'Refused/one', severity: 'critical', graceMs: 0 },
  ]);
});

test('a process that gives no answer is told', () => {
  const status = {
    ...statusOf(),
    unreached: [{ endpoint: 'h:1', partitions: [1, 2], reason: 'refused' }],
  };
  expect(found(status)).toMatchObject([
    { key: 'Unreached/h:1', lines: ['refused', 'Partitions: 1, 2'] },
  ]);
});

describe('a task that stands still', () => {
  const stood = (lagRecords: number, more: Partial<MemberStatus> = {}) => {
    const status = statusOf(member(more, lagRecords));
    const before = standingOf(status, new Map(), NOW_MS - 3 * MINUTE_MS);
    return found(status, { standing: standingOf(status, before, NOW_MS) });
  };

  test('for three minutes while records wait is told', () => {
    expect(stood(9)).toMatchObject([{ key: 'TaskStalled/2', lines: ['Waiting: 9 records'] }]);
  });

  test('with nothing to do, paused or on hold is told no more than that', () => {
    expect(stood(0)).toEqual([]);
    expect(stood(9, { phase: 'paused' })).toEqual([]);
    const held = [{ topic: 'clicks', partition: 2, offset: 1, reason: 'r' }];
    expect(stood(9, { held })).toMatchObject([{ key: 'TaskOnHold/2' }]);
  });

  test('and goes on again begins anew', () => {
    const [before, after] = [statusOf(member({}, 9, 5)), statusOf(member({}, 9, 6))];
    const standing = standingOf(after, standingOf(before, new Map(), 0), NOW_MS);
    expect(found(after, { standing })).toEqual([]);
  });
});

describe('dead letters', () => {
  const letter = (minutesAgo: number, reason = 'no campaign') => ({
    ...{ partition: 0, offset: 1, from: 'clicks-0', key: 'hunter2', value: 'hunter2', reason },
    timestampMs: NOW_MS - minutesAgo * MINUTE_MS,
  });

  test('that came lately are told by their reasons, and not by what they hold', () => {
    const deadLetters = [letter(1), letter(2), letter(3, 'bad form'), letter(20)];
    const all = found(statusOf(member()), { deadLetters });
    expect(all).toMatchObject([
      { key: 'DeadLetters/', count: 3, lines: ['2: no campaign', '1: bad form'] },
    ]);
    expect(JSON.stringify(all)).not.toContain('hunter2');
  });

  test('of long ago are no news', () => {
    expect(found(statusOf(member()), { deadLetters: [letter(16)] })).toEqual([]);
  });
});
