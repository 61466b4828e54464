// Nothing is asked of a Kafka that no access names, whatever a command does.

import { describe, expect, test } from '@jest/globals';
import type { KafkaAccess } from '../../../bot/kafka/access.ts';
import { guardAdmin } from '../../../bot/kafka/guard.ts';
import type { KafkaAdmin } from '../../../pipeline/index.ts';
import { createKafkaRecorder } from '../../escape/kafka-recorder.ts';

const CALLS: readonly (readonly [string, (admin: KafkaAdmin) => Promise<unknown>])[] = [
  ['topics', (admin) => admin.topics()],
  ['topicNames', (admin) => admin.topicNames()],
  ['topic', (admin) => admin.topic('orders')],
  ['topicsNamed', (admin) => admin.topicsNamed(['orders'])],
  ['committedOf', (admin) => admin.committedOf([])],
  ['configs of a topic', (admin) => admin.configs([{ type: 'topic', name: 'orders' }])],
  ['configs of a broker', (admin) => admin.configs([{ type: 'broker', name: '1' }])],
  ['configs of a group', (admin) => admin.configs([{ type: 'group', name: 'billing' }])],
  ['groups', (admin) => admin.groups()],
  ['offsets', (admin) => admin.offsets([{ topic: 'orders', partition: 0 }], 'latest')],
  ['sizes', (admin) => admin.sizes('orders')],
  ['group', (admin) => admin.group('billing')],
  ['committed', (admin) => admin.committed('billing')],
  ['cluster', (admin) => admin.cluster()],
  ['reassignments', (admin) => admin.reassignments()],
  ['quorum', (admin) => admin.quorum()],
  ['logDirectories', (admin) => admin.logDirectories()],
  ['transactions', (admin) => admin.transactions()],
  ['transaction', (admin) => admin.transaction('loader')],
  ['producers', (admin) => admin.producers([{ topic: 'orders', partition: 0 }])],
  ['timesAt', (admin) => admin.timesAt([{ topic: 'orders', partition: 0, offset: 1 }], 1)],
  [
    'records',
    (admin) =>
      admin.records(
        { topic: 'orders', partition: 0, offset: 1 },
        { count: 1, maxBytes: 1, withinMs: 1 },
      ),
  ],
  ['acls', (admin) => admin.acls({})],
  ['quotas', (admin) => admin.quotas([])],
];

/** What passes with each. */
const ACCESSES: readonly (readonly [KafkaAccess, readonly string[]])[] = [
  [
    { operation: 'Describe', resourceType: 'Topic', name: 'orders' },
    ['topic', 'topicsNamed', 'offsets', 'producers', 'timesAt'],
  ],
  [
    { operation: 'Describe', resourceType: 'Topic' },
    ['topics', 'topicNames', 'topic', 'topicsNamed', 'offsets', 'producers', 'timesAt'],
  ],
  [{ operation: 'Describe', resourceType: 'Topic', name: 'other' }, []],
  [{ operation: 'Read', resourceType: 'Topic' }, ['records']],
  [{ operation: 'Read', resourceType: 'Topic', name: 'orders' }, ['records']],
  [{ operation: 'Read', resourceType: 'Topic', name: 'other' }, []],
  [{ operation: 'DescribeConfigs', resourceType: 'Topic' }, ['configs of a topic']],
  [{ operation: 'DescribeConfigs', resourceType: 'Cluster' }, ['configs of a broker', 'quotas']],
  [
    { operation: 'DescribeConfigs', resourceType: 'Group', name: 'billing' },
    ['configs of a group'],
  ],
  [
    { operation: 'Describe', resourceType: 'Group' },
    ['groups', 'group', 'committed', 'committedOf'],
  ],
  [{ operation: 'Describe', resourceType: 'Group', name: 'billing' }, ['group', 'committed']],
  [
    { operation: 'Describe', resourceType: 'Cluster' },
    ['cluster', 'reassignments', 'quorum', 'logDirectories', 'acls'],
  ],
  [{ operation: 'Describe', resourceType: 'TransactionalId' }, ['transactions', 'transaction']],
  [{ operation: 'Describe', resourceType: 'TransactionalId', name: 'loader' }, ['transaction']],
  [{ operation: 'Describe', resourceType: 'TransactionalId', name: 'other' }, []],
];

describe.each(ACCESSES)('a handle with %j', (access, passing) => {
  test.each(CALLS)('and the question for %s', async (name, call) => {
    const recorder = createKafkaRecorder();
    const fake = recorder.open('staging', EVERYTHING, new AbortController().signal);
    const asking = call(guardAdmin(fake, [access]));
    if (passing.includes(name)) await asking;
    else await expect(asking).rejects.toThrow('no access of the command names');
    expect(recorder.asked.length).toBe(passing.includes(name) ? 1 : 0);
  });
});

test('sizes pass with the topic and the cluster together', async () => {
  const recorder = createKafkaRecorder();
  const accesses = [
    { operation: 'Describe', resourceType: 'Topic', name: 'orders' },
    { operation: 'Describe', resourceType: 'Cluster' },
  ] as const;
  await recorder.open('staging', accesses, new AbortController().signal).sizes('orders');
  expect(recorder.asked).toEqual([{ kafka: 'staging', question: 'sizes orders' }]);
});

const EVERYTHING: readonly KafkaAccess[] = [
  { operation: 'Describe', resourceType: 'Topic' },
  { operation: 'Describe', resourceType: 'Group' },
  { operation: 'Describe', resourceType: 'Cluster' },
  { operation: 'DescribeConfigs', resourceType: 'Topic' },
  { operation: 'DescribeConfigs', resourceType: 'Group' },
  { operation: 'DescribeConfigs', resourceType: 'Cluster' },
  { operation: 'Describe', resourceType: 'TransactionalId' },
  { operation: 'Read', resourceType: 'Topic' },
];
