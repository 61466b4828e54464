// The port of those who look after a Kafka, over real brokers: one set of connections for all calls, every request a file of our
// own. A broker that does not answer takes none of the others with it.

import type {
  FoundOffset,
  Gathered,
  KafkaAdmin,
  ListedGroup,
  ReplicaSize,
  TopicState,
} from '../../admin.ts';
import { hasCode, KafkaError, NO_ANSWER } from '../../kafka-error.ts';
import { type Connections, createConnections } from './connections.ts';
import { errorName, throwOnError } from './error-codes.ts';
import type { KafkaAddress } from './kafkajs-cluster.ts';
import type { Request, TopicPartition } from './request.ts';
import { describeConfigsRequest } from './requests/describe-configs.ts';
import { describeLogDirsRequest } from './requests/describe-log-dirs.ts';
import {
  DESCRIBE_TOPIC_PARTITIONS,
  describeTopicPartitionsRequest,
} from './requests/describe-topic-partitions.ts';
import { findOffsetsRequest } from './requests/find-offsets.ts';
import { LIST_GROUPS, listGroupsRequest } from './requests/list-groups.ts';
import { type ListedTopic, metadataRequest } from './requests/metadata.ts';

export interface OpenAdmin extends KafkaAdmin {
  close(): Promise<void>;
}

/** Connects to nothing yet. */
export function createAdmin(address: KafkaAddress): OpenAdmin {
  const connections = createConnections(address);
  return {
    topics: async () => {
      const found = await sendAny(connections, () => metadataRequest(null));
      return found.map(plainTopic).sort((one, other) => compare(one.name, other.name));
    },
    topic: (name) => describeTopic(connections, name),
    configs: async (resources) => {
      const brokers = resources.filter(({ type }) => type === 'broker');
      if (brokers.length > 0) return await brokerConfigs(connections, resources);
      const described = await sendAny(connections, () => describeConfigsRequest(resources));
      return described.map(({ errorCode, entries }) => {
        throwOnError(errorCode, 'describe settings');
        return entries;
      });
    },
    groups: () => gatherGroups(connections),
    offsets: (partitions, at) => findOffsets(connections, partitions, at),
    sizes: (topic) => gatherSizes(connections, topic),
    close: () => connections.close(),
  };
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

/** Sends to whichever broker answers: the one asked last first. @throws what the last of them said. */
async function sendAny<Answer>(
  connections: Connections,
  request: () => Request<Answer>,
): Promise<Answer> {
  let problem: unknown = new KafkaError(NO_ANSWER, 'find a broker');
  for (const node of await connections.nodes()) {
    try {
      return await connections.send(node, request());
    } catch (error) {
      if (!hasCode(error, NO_ANSWER)) throw error;
      problem = error;
    }
  }
  throw problem;
}

async function describeTopic(
  connections: Connections,
  name: string,
): Promise<TopicState | undefined> {
  const topic = (await speaksPartitions(connections))
    ? await describePartitions(connections, name)
    : (await sendAny(connections, () => metadataRequest([name])))[0];
  if (topic === undefined || isUnknown(topic.errorCode)) return undefined;
  throwOnError(topic.errorCode, `describe topic ${name}`);
  return plainTopic(topic);
}

async function speaksPartitions(connections: Connections): Promise<boolean> {
  const { key, version } = DESCRIBE_TOPIC_PARTITIONS;
  for (const node of await connections.nodes()) {
    try {
      return await connections.speaks(node, key, version);
    } catch (error) {
      if (!hasCode(error, NO_ANSWER)) throw error;
    }
  }
  return false;
}

async function describePartitions(
  connections: Connections,
  name: string,
): Promise<ListedTopic | undefined> {
  let topic: ListedTopic | undefined;
  let from: TopicPartition | undefined;
  do {
    const at = from;
    const answer = await sendAny(connections, () => describeTopicPartitionsRequest([name], at));
    const [more] = answer.topics;
    if (more === undefined) return topic;
    topic =
      topic === undefined
        ? more
        : { ...topic, partitions: [...topic.partitions, ...more.partitions] };
    from = answer.next;
  } while (from !== undefined);
  return topic;
}

function isUnknown(errorCode: number): boolean {
  return ['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION'].includes(errorName(errorCode));
}

function plainTopic({ name, id, isInternal, partitions }: ListedTopic): TopicState {
  const inOrder = partitions.toSorted((one, other) => one.partition - other.partition);
  return { name, id, isInternal, partitions: inOrder };
}

async function gatherGroups(connections: Connections): Promise<Gathered<ListedGroup>> {
  const { found, silent } = await gather(connections, async (node) => {
    const { errorCode, groups } = await connections.send(
      node,
      listGroupsRequest(await groupsVersion(connections, node)),
    );
    throwOnError(errorCode, `list the groups of broker ${node}`);
    return groups;
  });
  const once = new Map(found.map((group) => [group.groupId, group]));
  return {
    found: [...once.values()].sort((one, other) => compare(one.groupId, other.groupId)),
    silent,
  };
}

async function groupsVersion(connections: Connections, node: number) {
  for (const version of LIST_GROUPS.versions) {
    if (await connections.speaks(node, LIST_GROUPS.key, version)) return version;
  }
  throw new KafkaError('UNSUPPORTED_VERSION', `list the groups of broker ${node}`);
}

async function gatherSizes(connections: Connections, topic: string) {
  const described = await describeTopic(connections, topic);
  const partitions = described?.partitions.map(({ partition }) => partition) ?? [];
  return await gather(connections, async (node): Promise<readonly ReplicaSize[]> => {
    const request = describeLogDirsRequest([{ topic, partitions }]);
    const directories = await connections.send(node, request);
    return directories.flatMap(({ directory, replicas }) =>
      replicas.map((replica) => ({ ...replica, broker: node, directory })),
    );
  });
}

/** Asks every broker at once. @throws when none of them answers. */
async function gather<T>(
  connections: Connections,
  ask: (node: number) => Promise<readonly T[]>,
): Promise<Gathered<T>> {
  const nodes = await connections.nodes();
  const answers = await Promise.allSettled(nodes.map(ask));
  const found: T[] = [];
  const silent: { broker: number; code: string }[] = [];
  for (const [index, answer] of answers.entries()) {
    if (answer.status === 'fulfilled') found.push(...answer.value);
    else if (answer.reason instanceof KafkaError) {
      silent.push({ broker: nodes[index] ?? -1, code: answer.reason.code });
    } else throw answer.reason;
  }
  const failure = answers.find(({ status }) => status === 'rejected');
  if (silent.length === nodes.length && failure?.status === 'rejected') throw failure.reason;
  return { found, silent };
}

async function findOffsets(
  connections: Connections,
  partitions: readonly TopicPartition[],
  at: Parameters<KafkaAdmin['offsets']>[1],
): Promise<readonly FoundOffset[]> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  if (topics.length === 0) return [];
  const states = await sendAny(connections, () => metadataRequest(topics));
  const leaders = new Map(
    states.flatMap(({ name, partitions: each }) =>
      each.map(({ partition, leader }) => [`${name}/${partition}`, leader] as const),
    ),
  );
  const leaderOf = ({ topic, partition }: TopicPartition) =>
    leaders.get(`${topic}/${partition}`) ?? -1;
  const answers = await Promise.all(
    [...Map.groupBy(partitions, leaderOf)].map(([leader, led]) =>
      offsetsOf(connections, leader, led, at),
    ),
  );
  const byName = new Map(
    answers.flat().map((found) => [`${found.topic}/${found.partition}`, found] as const),
  );
  return partitions.map(
    (wanted) => byName.get(`${wanted.topic}/${wanted.partition}`) ?? missing(wanted, NO_ANSWER),
  );
}

async function offsetsOf(
  connections: Connections,
  leader: number,
  partitions: readonly TopicPartition[],
  at: Parameters<KafkaAdmin['offsets']>[1],
): Promise<readonly FoundOffset[]> {
  if (leader < 0) return partitions.map((each) => missing(each, 'LEADER_NOT_AVAILABLE'));
  try {
    const found = await connections.send(leader, findOffsetsRequest(partitions, at));
    return found.map(({ errorCode, ...rest }) => ({ ...rest, error: errorName(errorCode) }));
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    return partitions.map((each) => missing(each, error.code));
  }
}

function missing({ topic, partition }: TopicPartition, error: string): FoundOffset {
  return { topic, partition, offset: -1, timestamp: -1, error };
}

/** As Java sorts texts: by UTF-16 units. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
