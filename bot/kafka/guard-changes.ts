// Lets through to a Kafka the changes that one of a command's accesses names, and nothing else: what guard.ts is for reads. Pure.

import type { KafkaChanges } from '../../pipeline/index.ts';
import { type KafkaAccess, needAccesses } from './access.ts';
import { THROTTLE_RATES } from './throttle-settings.ts';

const RATES: readonly string[] = THROTTLE_RATES;

export function guardChanges(
  changes: KafkaChanges,
  accesses: readonly KafkaAccess[],
): KafkaChanges {
  const need = needAccesses(accesses);
  return {
    alterConfigs: async (resource, wanted, validateOnly) => {
      if (resource.type === 'broker') {
        // Other settings of brokers are not offered, whatever a command names.
        const isThrottle = wanted.length > 0 && wanted.every(({ name }) => RATES.includes(name));
        if (!isThrottle) throw new Error('settings of brokers are not changed here');
        need({ operation: 'AlterConfigs', resourceType: 'Cluster' });
      } else {
        const resourceType = resource.type === 'topic' ? 'Topic' : 'Group';
        need({ operation: 'AlterConfigs', resourceType, name: resource.name });
      }
      await changes.alterConfigs(resource, wanted, validateOnly);
    },
    commitOffsets: async (groupId, offsets) => {
      const topics = [...new Set(offsets.map(({ topic }) => topic))];
      need({ operation: 'Read', resourceType: 'Group', name: groupId }, ...topics.map(readTopic));
      await changes.commitOffsets(groupId, offsets);
    },
    deleteOffsets: async (groupId, partitions) => {
      const topics = [...new Set(partitions.map(({ topic }) => topic))];
      need({ operation: 'Delete', resourceType: 'Group', name: groupId }, ...topics.map(readTopic));
      await changes.deleteOffsets(groupId, partitions);
    },
    removeMember: async (groupId, member) => {
      need({ operation: 'Read', resourceType: 'Group', name: groupId });
      await changes.removeMember(groupId, member);
    },
    createTopic: async (topic, validateOnly) => {
      need({ operation: 'Create', resourceType: 'Topic', name: topic.name });
      await changes.createTopic(topic, validateOnly);
    },
    addPartitions: async (topic, count, validateOnly) => {
      need(alterTopic(topic));
      await changes.addPartitions(topic, count, validateOnly);
    },
    electPreferred: async (partitions) => {
      need({ operation: 'Alter', resourceType: 'Cluster' });
      await changes.electPreferred(partitions);
    },
    placeReplicas: async (placements) => {
      const topics = [...new Set(placements.map(({ topic }) => topic))];
      need({ operation: 'Alter', resourceType: 'Cluster' }, ...topics.map(alterTopic));
      await changes.placeReplicas(placements);
    },
    alterQuotas: async (entity, wanted, validateOnly) => {
      need({ operation: 'AlterConfigs', resourceType: 'Cluster' });
      await changes.alterQuotas(entity, wanted, validateOnly);
    },
  };
}

function readTopic(name: string): KafkaAccess {
  return { operation: 'Read', resourceType: 'Topic', name };
}

function alterTopic(name: string): KafkaAccess {
  return { operation: 'Alter', resourceType: 'Topic', name };
}
