// Lets through to a Kafka what one of a command's accesses names, and nothing else: a mistake in a command, or a trick in its
// arguments, reaches no further than what was decided over. What each call needs is what Kafka's own authorizer would ask for
// (https://kafka.apache.org/documentation/#operations_resources_and_protocols). Pure.

import type { ConfigResource, KafkaAdmin } from '../../pipeline/index.ts';
import { type KafkaAccess, needAccesses } from './access.ts';

export function guardAdmin(admin: KafkaAdmin, accesses: readonly KafkaAccess[]): KafkaAdmin {
  const need = needAccesses(accesses);
  return {
    topics: async () => {
      need({ operation: 'Describe', resourceType: 'Topic' });
      return await admin.topics();
    },
    topicNames: async () => {
      need({ operation: 'Describe', resourceType: 'Topic' });
      return await admin.topicNames();
    },
    topic: async (name) => {
      need({ operation: 'Describe', resourceType: 'Topic', name });
      return await admin.topic(name);
    },
    topicsNamed: async (names) => {
      need(...names.map(topicAccess));
      return await admin.topicsNamed(names);
    },
    committedOf: async (groups) => {
      need({ operation: 'Describe', resourceType: 'Group' });
      return await admin.committedOf(groups);
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
      const topics = [...new Set(partitions.map(({ topic }) => topic))];
      need(...topics.map(topicAccess));
      return await admin.offsets(partitions, at);
    },
    sizes: async (topic) => {
      need(OF_CLUSTER, { operation: 'Describe', resourceType: 'Topic', name: topic });
      return await admin.sizes(topic);
    },
    group: async (groupId) => {
      need({ operation: 'Describe', resourceType: 'Group', name: groupId });
      return await admin.group(groupId);
    },
    committed: async (groupId) => {
      need({ operation: 'Describe', resourceType: 'Group', name: groupId });
      return await admin.committed(groupId);
    },
    cluster: async () => {
      need(OF_CLUSTER);
      return await admin.cluster();
    },
    reassignments: async () => {
      need(OF_CLUSTER);
      return await admin.reassignments();
    },
    quorum: async () => {
      need(OF_CLUSTER);
      return await admin.quorum();
    },
    transactions: async () => {
      need({ operation: 'Describe', resourceType: 'TransactionalId' });
      return await admin.transactions();
    },
    transaction: async (name) => {
      need({ operation: 'Describe', resourceType: 'TransactionalId', name });
      return await admin.transaction(name);
    },
    // Kafka's authorizer asks for Read here; Read in this house is to see what is in records, and nobody does.
    producers: async (partitions) => {
      need(...[...new Set(partitions.map(({ topic }) => topic))].map(topicAccess));
      return await admin.producers(partitions);
    },
    // As with offsets by time: when records were written is told, and nothing that is in them.
    timesAt: async (positions, withinMs) => {
      need(...[...new Set(positions.map(({ topic }) => topic))].map(topicAccess));
      return await admin.timesAt(positions, withinMs);
    },
    records: async (from, bounds) => {
      need({ operation: 'Read', resourceType: 'Topic', name: from.topic });
      return await admin.records(from, bounds);
    },
    acls: async (filter) => {
      need(OF_CLUSTER);
      return await admin.acls(filter);
    },
    quotas: async (parts) => {
      need({ operation: 'DescribeConfigs', resourceType: 'Cluster' });
      return await admin.quotas(parts);
    },
    logDirectories: async () => {
      need(OF_CLUSTER);
      return await admin.logDirectories();
    },
  };
}

const OF_CLUSTER: KafkaAccess = { operation: 'Describe', resourceType: 'Cluster' };

function topicAccess(name: string): KafkaAccess {
  return { operation: 'Describe', resourceType: 'Topic', name };
}

function configAccess({ type, name }: ConfigResource): KafkaAccess {
  if (type === 'broker') return { operation: 'DescribeConfigs', resourceType: 'Cluster' };
  const resourceType = type === 'topic' ? 'Topic' : 'Group';
  return { operation: 'DescribeConfigs', resourceType, name };
}
