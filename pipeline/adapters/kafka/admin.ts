// The port of those who look after a Kafka, over real brokers: one set of connections for all calls, every request a file of our
// own.

import type { Gathered, KafkaAdmin, LogDirectory, ReplicaSize } from '../../admin.ts';
import type { KafkaChanges } from '../../admin-changes.ts';
import { committedOf, committedOfAll, describeGroup, gatherGroups } from './admin-groups.ts';
import { findOffsets } from './admin-offsets.ts';
import { findRecordTimes } from './admin-record-times.ts';
import { readRecords } from './admin-records.ts';
import { createSecurityAdmin } from './admin-security.ts';
import { describeTopic, describeTopics, listTopicNames, listTopics } from './admin-topics.ts';
import { describeTransaction, findProducers, gatherTransactions } from './admin-transactions.ts';
import { gather, sendAny } from './ask-brokers.ts';
import { createChanges } from './changes.ts';
import { type Connections, createConnections } from './connections.ts';
import { errorName, throwOnError } from './error-codes.ts';
import type { KafkaAddress } from './kafkajs-cluster.ts';
import { describeClusterRequest } from './requests/describe-cluster.ts';
import { describeConfigsRequest } from './requests/describe-configs.ts';
import { describeLogDirsRequest } from './requests/describe-log-dirs.ts';
import { describeQuorumRequest } from './requests/describe-quorum.ts';
import { listReassignmentsRequest } from './requests/list-reassignments.ts';

export interface OpenAdmin extends KafkaAdmin {
  readonly changes: KafkaChanges;
  close(): Promise<void>;
}

/** Connects to nothing yet. */
export function createAdmin(address: KafkaAddress): OpenAdmin {
  const connections = createConnections(address);
  return {
    changes: createChanges(connections),
    topics: () => listTopics(connections),
    topicNames: () => listTopicNames(connections),
    topic: (name) => describeTopic(connections, name),
    topicsNamed: (names) => describeTopics(connections, names),
    configs: (resources) => describeConfigs(connections, resources),
    groups: () => gatherGroups(connections),
    group: (groupId) => describeGroup(connections, groupId),
    committed: (groupId) => committedOf(connections, groupId),
    committedOf: (groups) => committedOfAll(connections, groups),
    offsets: (partitions, at) => findOffsets(connections, partitions, at),
    sizes: (topic) => gatherSizes(connections, topic),
    logDirectories: () => gatherDirectories(connections, null),
    cluster: async () => {
      const { errorCode, ...cluster } = await sendAny(connections, describeClusterRequest);
      throwOnError(errorCode, 'describe the cluster');
      return cluster;
    },
    reassignments: async () => {
      const { errorCode, moving } = await sendAny(connections, listReassignmentsRequest);
      throwOnError(errorCode, 'list what is being moved');
      return moving;
    },
    quorum: async () => {
      const { errorCode, ...quorum } = await sendAny(connections, describeQuorumRequest);
      throwOnError(errorCode, 'describe the quorum');
      return quorum;
    },
    transactions: () => gatherTransactions(connections),
    transaction: (id) => describeTransaction(connections, id),
    producers: (partitions) => findProducers(connections, partitions),
    ...createSecurityAdmin(connections),
    records: (from, bounds) => readRecords(connections, from, bounds),
    timesAt: (positions, withinMs) => findRecordTimes(connections, positions, withinMs),
    close: () => connections.close(),
  };
}

async function describeConfigs(
  connections: Connections,
  resources: Parameters<KafkaAdmin['configs']>[0],
) {
  if (resources.some(({ type }) => type === 'broker')) {
    return await brokerConfigs(connections, resources);
  }
  const described = await sendAny(connections, () => describeConfigsRequest(resources));
  return described.map(({ errorCode, entries }) => {
    throwOnError(errorCode, 'describe settings');
    return entries;
  });
}

/** Only the broker itself knows its own settings. */
async function brokerConfigs(
  connections: Connections,
  resources: Parameters<KafkaAdmin['configs']>[0],
) {
  return await Promise.all(
    resources.map(async (resource) => {
      const request = () => describeConfigsRequest([resource]);
      const [described] =
        resource.type === 'broker'
          ? await connections.send(Number(resource.name), request())
          : await sendAny(connections, request);
      throwOnError(described?.errorCode ?? 0, 'describe settings');
      return described?.entries ?? [];
    }),
  );
}

async function gatherSizes(
  connections: Connections,
  topic: string,
): Promise<Gathered<ReplicaSize>> {
  const described = await describeTopic(connections, topic);
  const partitions = described?.partitions.map(({ partition }) => partition) ?? [];
  const { found, silent } = await gatherDirectories(connections, [{ topic, partitions }]);
  return { found: found.flatMap(({ replicas }) => replicas), silent };
}

async function gatherDirectories(
  connections: Connections,
  topics: Parameters<typeof describeLogDirsRequest>[0],
): Promise<Gathered<LogDirectory>> {
  return await gather(connections, async (node): Promise<readonly LogDirectory[]> => {
    const directories = await connections.send(node, describeLogDirsRequest(topics));
    return directories.map(({ errorCode, replicas, ...rest }) => ({
      ...rest,
      broker: node,
      error: errorName(errorCode),
      replicas: replicas.map((replica) => ({
        ...replica,
        broker: node,
        directory: rest.directory,
      })),
    }));
  });
}
