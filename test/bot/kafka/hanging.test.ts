// Which transactions hang, case by case.

import { describe, expect, test } from '@jest/globals';
import { hangingOf, isCandidate } from '../../../bot/kafka/hanging.ts';
import type { PartitionProducer, TransactionState } from '../../../pipeline/index.ts';

const PRODUCER: PartitionProducer = {
  ...{ topic: 'orders', partition: 0, producerId: 7n, producerEpoch: 0 },
  ...{ coordinatorEpoch: -1, lastTimestamp: 1_000, startOffset: 5 },
};
const LISTED = { transactionalId: 'loader', coordinator: 1, producerId: 7n, state: 'Ongoing' };
const STATE: TransactionState = {
  ...LISTED,
  ...{ producerEpoch: 0, timeoutMs: 1, startedAtMs: 1, partitions: [] },
};

describe('a producer is looked into', () => {
  test('when its transaction is open and its last record older than allowed', () => {
    expect(isCandidate(PRODUCER, 2_001, 1_000)).toBe(true);
  });
  test('and not when that record is as old as allowed', () => {
    expect(isCandidate(PRODUCER, 2_000, 1_000)).toBe(false);
  });
  test('and not when it has no transaction open', () => {
    expect(isCandidate({ ...PRODUCER, startOffset: -1 }, 9_999, 1_000)).toBe(false);
  });
});

describe('an open transaction', () => {
  test('hangs when no coordinator knows its producer', () => {
    expect(hangingOf([PRODUCER], [], [])).toEqual([PRODUCER]);
    expect(hangingOf([PRODUCER], [{ ...LISTED, producerId: 8n }], [STATE])).toEqual([PRODUCER]);
  });
  test('hangs when its id was forgotten meanwhile', () => {
    expect(hangingOf([PRODUCER], [LISTED], [])).toEqual([PRODUCER]);
  });
  test('hangs when its coordinator knows of other partitions alone', () => {
    const partitions = [
      { topic: 'orders', partition: 1 },
      { topic: 'payments', partition: 0 },
    ];
    expect(hangingOf([PRODUCER], [LISTED], [{ ...STATE, partitions }])).toEqual([PRODUCER]);
  });
  test('does not hang when its coordinator will tell the partition of its end', () => {
    const partitions = [{ topic: 'orders', partition: 0 }];
    expect(hangingOf([PRODUCER], [LISTED], [{ ...STATE, partitions }])).toEqual([]);
  });
});
