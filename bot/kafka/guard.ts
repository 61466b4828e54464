// Lets through to a Kafka what one of a command's accesses names, and nothing else: a mistake in a command, or a trick in its
// arguments, reaches no further than what was decided over. What each call needs is what Kafka's own authorizer would ask for
// (https://kafka.apache.org/documentation/#operations_resources_and_protocols). Pure.

import type { ConfigResource, KafkaAdmin } from '../../pipeline/index.ts';
import { covers, describeKafkaAccess, type KafkaAccess } from './access.ts';

export function guardAdmin(admin: KafkaAdmin, accesses: readonly KafkaAccess[]): KafkaAdmin {
  const need = (...wanted: readonly KafkaAccess[]) => {
    const missing = wanted.find((access) => !covers(accesses, access));
    if (missing !== undefined) {
      throw new Error(`no access of the command names ${describeKafkaAccess(missing)}`);
    }
  };
  return {
    topics: async () => {
      need({ operation: 'Describe', resourceType: 'Topic' });
      return await admin.topics();
    },
    topic: async (name) => {
      need({ operation: 'Describe', resourceType: 'Topic', name });
      return await admin.topic(name);
    },
    configs: async (resources) => {
      need(...resources.map(configAccess));
      return await admin.configs(resources);
    },
    groups: async () => {
      need({ operation: 'Describe', resourceType: 'Group' });
      return await admin.groups();
    },
    offsets: async (partitions, at) => {
      const topics = new Set(partitions.map(({ topic }) => topic));
      need(
        ...[...topics].map(
          (name) => ({ operation: 'Describe', resourceType: 'Topic', name }) as const,
        ),
      );
      return await admin.offsets(partitions, at);
    },
    sizes: async (topic) => {
      need(
        { operation: 'Describe', resourceType: 'Cluster' },
        { operation: 'Describe', resourceType: 'Topic', name: topic },
      );
      return await admin.sizes(topic);
    },
  };
}

function configAccess({ type, name }: ConfigResource): KafkaAccess {
  if (type === 'broker') return { operation: 'DescribeConfigs', resourceType: 'Cluster' };
  const resourceType = type === 'topic' ? 'Topic' : 'Group';
  return { operation: 'DescribeConfigs', resourceType, name };
}
