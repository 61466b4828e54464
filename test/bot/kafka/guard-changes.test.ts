import { describe, expect, test } from '@jest/globals';
import type { KafkaAccess } from '../../../bot/kafka/access.ts';
import { guardChanges } from '../../../bot/kafka/guard-changes.ts';
import type { KafkaChanges } from '../../../pipeline/index.ts';

const made: string[] = [];
/** Every call is noted by its name. */
const changes = new Proxy({} as KafkaChanges, {
  get: (_target, name) => async () => void made.push(String(name)),
});

const orders = { operation: 'AlterConfigs', resourceType: 'Topic', name: 'orders' } as const;
const CLUSTER: KafkaAccess = { operation: 'Alter', resourceType: 'Cluster' };
const at = (topic: string) => ({ topic, partition: 0, offset: 1 });

const CASES: readonly {
  readonly name: string;
  readonly act: (handle: KafkaChanges, name: string) => Promise<void>;
  readonly needs: (name: string) => readonly KafkaAccess[];
}[] = [
  {
    name: 'alterConfigs',
    act: (handle, name) => handle.alterConfigs({ type: 'topic', name }, [], false),
    needs: (name) => [{ ...orders, name }],
  },
  {
    name: 'commitOffsets',
    act: (handle, name) => handle.commitOffsets(name, [at('orders')]),
    needs: (name) => [
      { operation: 'Read', resourceType: 'Group', name },
      { operation: 'Read', resourceType: 'Topic', name: 'orders' },
    ],
  },
  {
    name: 'deleteOffsets',
    act: (handle, name) => handle.deleteOffsets(name, [at('orders')]),
    needs: (name) => [
      { operation: 'Delete', resourceType: 'Group', name },
      { operation: 'Read', resourceType: 'Topic', name: 'orders' },
    ],
  },
  {
    name: 'removeMember',
    act: (handle, name) => handle.removeMember(name, { memberId: 'm', instanceId: null }),
    needs: (name) => [{ operation: 'Read', resourceType: 'Group', name }],
  },
  {
    name: 'createTopic',
    act: (handle, name) =>
      handle.createTopic({ name, partitions: 1, replicationFactor: 1, settings: {} }, false),
    needs: (name) => [{ operation: 'Create', resourceType: 'Topic', name }],
  },
  {
    name: 'addPartitions',
    act: (handle, name) => handle.addPartitions(name, 3, false),
    needs: (name) => [{ operation: 'Alter', resourceType: 'Topic', name }],
  },
  {
    name: 'electPreferred',
    act: (handle) => handle.electPreferred([at('orders')]),
    needs: () => [CLUSTER],
  },
  {
    name: 'alterQuotas',
    act: (handle) => handle.alterQuotas([{ type: 'user', name: 'u' }], [], false),
    needs: () => [{ operation: 'AlterConfigs', resourceType: 'Cluster' }],
  },
  {
    name: 'placeReplicas',
    act: (handle, topic) => handle.placeReplicas([{ topic, partition: 0, replicas: [1] }]),
    needs: (name) => [CLUSTER, { operation: 'Alter', resourceType: 'Topic', name }],
  },
];

describe.each(CASES)('$name', ({ name, act, needs }) => {
  test('is let through by what it needs', async () => {
    made.length = 0;
    await act(guardChanges(changes, needs('x')), 'x');
    expect(made).toEqual([name]);
  });

  test('is refused when one of these is missing, and nothing is sent', async () => {
    made.length = 0;
    const all = needs('x');
    for (const missing of all) {
      const rest = all.filter((access) => access !== missing);
      await expect(act(guardChanges(changes, rest), 'x')).rejects.toThrow('no access');
    }
    expect(made).toEqual([]);
  });
});

describe('settings of a broker', () => {
  const ofCluster: KafkaAccess = { operation: 'AlterConfigs', resourceType: 'Cluster' };
  const broker = { type: 'broker', name: '1' } as const;
  const rate = { name: 'leader.replication.throttled.rate', value: '1000' };

  test('are changed by no access at all', async () => {
    const handle = guardChanges(changes, [CLUSTER, ofCluster, { ...orders }]);
    const other = { name: 'log.retention.ms', value: '1' };
    for (const wanted of [[], [other], [rate, other]]) {
      await expect(handle.alterConfigs(broker, wanted, false)).rejects.toThrow('not changed here');
    }
  });

  test('that throttle a move are, by the access that names the settings of the cluster', async () => {
    made.length = 0;
    await expect(
      guardChanges(changes, [CLUSTER]).alterConfigs(broker, [rate], false),
    ).rejects.toThrow('no access');
    expect(made).toEqual([]);
    await guardChanges(changes, [ofCluster]).alterConfigs(broker, [rate], false);
    expect(made).toEqual(['alterConfigs']);
  });
});

test('topics are named one by one: offsets of another topic are not set along', async () => {
  const accesses: readonly KafkaAccess[] = [
    { operation: 'Read', resourceType: 'Group', name: 'g' },
    { operation: 'Read', resourceType: 'Topic', name: 'orders' },
  ];
  const handle = guardChanges(changes, accesses);
  await expect(handle.commitOffsets('g', [at('orders'), at('other')])).rejects.toThrow('other');
});
