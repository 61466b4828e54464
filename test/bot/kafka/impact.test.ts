// What the end of one broker would do, from how things are.

import { expect, test } from '@jest/globals';
import { impactOf, type TopicWithMinimum } from '../../../bot/kafka/impact.ts';

function topic(
  name: string,
  minInSync: number,
  partitions: readonly { leader: number; isr: readonly number[] }[],
): TopicWithMinimum {
  return {
    ...{ name, minInSync, id: '', isInternal: false },
    partitions: partitions.map(({ leader, isr }, partition) => ({
      ...{ partition, leader, isr, replicas: [1, 2, 3], elr: [], lastKnownElr: [] },
    })),
  };
}

test('partitions are told apart by what would be left of them', () => {
  const topics = [
    topic('whole', 2, [{ leader: 2, isr: [1, 2, 3] }]),
    topic('tight', 2, [
      { leader: 1, isr: [1, 2] },
      { leader: 3, isr: [1, 3] },
    ]),
    topic('lone', 1, [{ leader: 2, isr: [2] }]),
    topic('dead', 1, [{ leader: -1, isr: [] }]),
  ];
  const group = { protocolType: 'consumer', state: 'Stable', type: 'Classic' };
  const groups = [
    { ...group, groupId: 'here', coordinator: 2 },
    { ...group, groupId: 'there', coordinator: 1 },
  ];
  expect(impactOf(2, topics, groups)).toEqual({
    led: ['whole-0'],
    unavailable: ['lone-0'],
    belowMinimum: ['tight-0'],
    groups: ['here'],
  });
});
