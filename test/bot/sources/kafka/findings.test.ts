// What is found of a Kafka: by its partitions, its groups, its connectors and its open transactions.

import { describe, expect, test } from '@jest/globals';
import type { GroupHistory } from '../../../../bot/kafka/lag.ts';
import { connectorFindings } from '../../../../bot/sources/kafka/connectors.ts';
import { hangingFindings } from '../../../../bot/sources/kafka/hanging.ts';
import { lagFindings } from '../../../../bot/sources/kafka/lag.ts';
import { replicaFindings } from '../../../../bot/sources/kafka/replicas.ts';
import type { TopicState } from '../../../../pipeline/index.ts';

const where = { name: 'events', environment: 'production' };

function topic(name: string, ...isrs: readonly (readonly number[])[]): TopicState {
  const partitions = isrs.map((isr, partition) => ({
    ...{ partition, leader: isr[0] ?? -1, replicas: [1, 2, 3], isr },
    ...{ elr: undefined, lastKnownElr: undefined },
  }));
  return { name, id: 'A'.repeat(22), isInternal: false, partitions };
}

describe('partitions', () => {
  test('that nobody leads are one critical matter', () => {
    expect(replicaFindings([topic('a', [], [1, 2, 3]), topic('b', [])], [], where)).toEqual([
      {
        ...{ key: 'OfflinePartitions/', group: 'OfflinePartitions/' },
        ...{ groupTitle: 'OfflinePartitions (Kafka events)', severity: 'critical' },
        title: '2 of 3 partitions have no leader: nobody can read or write them',
        lines: ['Topics: a, b'],
        labels: { kafka: 'events', environment: 'production', reason: 'OfflinePartitions' },
      },
    ]);
  });

  test('whose copies are not in sync are one matter, with the brokers that are missing', () => {
    const topics = [topic('a', [1, 2], [1]), topic('b', [1, 3])];
    expect(replicaFindings(topics, [], where)).toMatchObject([
      {
        ...{ key: 'UnderReplicatedPartitions/', severity: 'warning', graceMs: 120_000 },
        title: '3 of 3 partitions are under-replicated: their in-sync replicas have shrunk',
        lines: [
          'Broker 2 is not in sync with 2 of them.',
          'Broker 3 is not in sync with 2 of them.',
          'Topics: a, b',
        ],
      },
    ]);
  });

  test('on their way to other brokers, and whole ones, are none', () => {
    const moving = [{ topic: 'a', partition: 0, replicas: [1, 2, 3], adding: [3], removing: [] }];
    expect(replicaFindings([topic('a', [1, 2]), topic('b', [1, 2, 3])], moving, where)).toEqual([]);
  });
});

describe('a group', () => {
  const group = (commits: readonly number[], isRead = true): GroupHistory => ({
    ...{ groupId: 'billing', isRead, state: isRead ? 'Stable' : 'Empty' },
    partitions: [
      {
        ...{ topic: 'orders', partition: 0 },
        samples: commits.map((committed, index) => ({
          ...{ atMs: index * 30_000, committed, end: 100 + index * 10 },
        })),
      },
    ],
  });

  test.each([
    ['STALL', group([5, 5, 5, 5, 5]), 'warning', 'does not move'],
    ['STOP', group([5, 5, 5, 5, 5], false), 'warning', 'nobody is in it'],
    ['WARN', group([5, 6, 7, 8, 9]), 'warning', 'further and further'],
    ['REWIND', group([5, 6, 7, 3, 9]), 'info', 'gone back'],
  ] as const)('with the status %s is told', (status, history, severity, words) => {
    const [found] = lagFindings([history], where);
    expect(found).toMatchObject({
      ...{ key: 'ConsumerLag/group/billing', severity },
      labels: { group: 'billing', lag: status, topic: 'orders', kafka: 'events' },
    });
    expect(found?.title).toContain(words);
    expect(found?.lines[0]).toMatch(
      new RegExp(`^${status}: \\d+ records in 1 of 1 partitions$`, 'u'),
    );
  });

  test('that catches up, or was looked at too seldom, is none', () => {
    expect(lagFindings([group([5, 30, 60, 90, 130])], where)).toEqual([]);
    expect(lagFindings([group([5, 5, 5, 5])], where)).toEqual([]);
  });
});

describe('a connector', () => {
  const instance = (state: string, trace?: string) => ({ state, worker: 'w:8083', trace });
  const connector = (state: string, ...tasks: readonly string[]) => ({
    ...{ name: 'sink', type: 'sink', ...instance(state) },
    tasks: tasks.map((each, id) => ({
      id,
      ...instance(each, each === 'FAILED' ? 'org.X: no table\n\tat org.Y' : undefined),
    })),
  });

  test('with tasks that failed is told with the first line of why', () => {
    expect(connectorFindings([connector('RUNNING', 'RUNNING', 'FAILED')], where)).toMatchObject([
      {
        ...{
          key: 'ConnectorFailed/connector/sink',
          title: 'connector sink has 1 of 2 tasks failed',
        },
        lines: ['org.X: no table', 'Tasks: 1'],
      },
    ]);
  });

  test('that failed itself is told as such', () => {
    expect(connectorFindings([connector('FAILED')], where)).toMatchObject([
      { title: 'connector sink has failed', lines: [] },
    ]);
  });

  test.each(['RUNNING', 'PAUSED', 'STOPPED'])('that is %s is none', (state) => {
    expect(connectorFindings([connector(state, state)], where)).toEqual([]);
  });
});

test('a transaction that hangs is told by its partition', () => {
  const producer = {
    ...{ topic: 'orders', partition: 3, producerId: 9n, producerEpoch: 0, coordinatorEpoch: 0 },
    ...{ startOffset: 17, lastTimestamp: Date.parse('2031-03-05T12:00:00Z'), lastSequence: 1 },
  };
  expect(hangingFindings([producer], where)).toMatchObject([
    {
      ...{ key: 'HangingTransaction/orders-3', labels: { topic: 'orders' } },
      lines: ['Producer 9, open since offset 17, last record at 2031-03-05T12:00:00.000Z'],
    },
  ]);
});
