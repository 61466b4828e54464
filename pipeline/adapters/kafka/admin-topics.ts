// Topics as brokers describe them, with their eligible leader replicas where brokers tell.

import type { TopicState } from '../../admin.ts';
import { hasCode, NO_ANSWER } from '../../kafka-error.ts';
import { sendAny } from './ask-brokers.ts';
import type { Connections } from './connections.ts';
import { errorName, throwOnError } from './error-codes.ts';
import type { TopicPartition } from './request.ts';
import {
  DESCRIBE_TOPIC_PARTITIONS,
  describeTopicPartitionsRequest,
} from './requests/describe-topic-partitions.ts';
import { type ListedTopic, metadataRequest, topicNamesRequest } from './requests/metadata.ts';

/** Of all of them, in their order. */
export async function listTopicNames(connections: Connections): Promise<readonly string[]> {
  return (await sendAny(connections, topicNamesRequest)).toSorted();
}

/** All of them, in the order of their names. */
export async function listTopics(connections: Connections): Promise<readonly TopicState[]> {
  const found = await sendAny(connections, () => metadataRequest(null));
  return found.map(plainTopic).sort((one, other) => (one.name < other.name ? -1 : 1));
}

export async function describeTopic(
  connections: Connections,
  name: string,
): Promise<TopicState | undefined> {
  return (await describeTopics(connections, [name]))[0];
}

/** Those that there are, in the order of their names. */
export async function describeTopics(
  connections: Connections,
  names: readonly string[],
): Promise<readonly TopicState[]> {
  if (names.length === 0) return [];
  const found = (await speaksPartitions(connections))
    ? await describePartitions(connections, names)
    : await sendAny(connections, () => metadataRequest(names));
  return found
    .filter(({ errorCode }) => !isUnknown(errorCode))
    .map((topic) => {
      throwOnError(topic.errorCode, `describe topic ${topic.name}`);
      return plainTopic(topic);
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
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
  names: readonly string[],
): Promise<readonly ListedTopic[]> {
  const topics = new Map<string, ListedTopic>();
  let from: TopicPartition | undefined;
  do {
    const at = from;
    const answer = await sendAny(connections, () =>
      describeTopicPartitionsRequest([...names].sort(), at),
    );
    for (const more of answer.topics) {
      const before = topics.get(more.name)?.partitions ?? [];
      topics.set(more.name, { ...more, partitions: [...before, ...more.partitions] });
    }
    from = answer.next;
  } while (from !== undefined);
  return [...topics.values()];
}

function isUnknown(errorCode: number): boolean {
  return ['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION'].includes(errorName(errorCode));
}

function plainTopic({ name, id, isInternal, partitions }: ListedTopic): TopicState {
  const inOrder = partitions.toSorted((one, other) => one.partition - other.partition);
  return { name, id, isInternal, partitions: inOrder };
}
