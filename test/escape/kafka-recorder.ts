// Stands where the Kafkas would be, behind the bot's own guard: notes what is asked and answers with a small world whose texts try
// to call people.

import { guardConnect } from '../../bot/kafka/connect.ts';
import { guardAdmin } from '../../bot/kafka/guard.ts';
import { guardChanges } from '../../bot/kafka/guard-changes.ts';
import { guardSchemas } from '../../bot/kafka/schemas.ts';
import type { Kafkas } from '../../bot/ports.ts';
import type { ConfigEntry, KafkaAdmin, KafkaChanges, TopicState } from '../../pipeline/index.ts';
import { createConnectRecorder } from './connect-recorder.ts';
import { CALLS } from './world.ts';

export interface AskedOfKafka {
  readonly kafka: string;
  /** The question with what it names: `topics`, `topic orders`, `offsets orders`. */
  readonly question: string;
}

export interface KafkaRecorder extends Kafkas {
  readonly asked: AskedOfKafka[];
}

export const TOPICS = ['orders', 'orders.retry', 'web-1', '__consumer_offsets'];

export function createKafkaRecorder(): KafkaRecorder {
  const asked: AskedOfKafka[] = [];
  const noting = (kafka: string) => (question: string) => void asked.push({ kafka, question });
  return {
    asked,
    all: ['staging', 'production'].map((name) => ({ name, environment: name })),
    open: (kafka, accesses) => guardAdmin(createFake(noting(kafka)), accesses),
    change: (kafka, accesses) => guardChanges(createFakeChanges(noting(kafka)), accesses),
    connect: (kafka, accesses) => guardConnect(createConnectRecorder(noting(kafka)), accesses),
    schemas: (kafka, accesses) =>
      guardSchemas(
        {
          decode: async (topic, framed) => {
            noting(kafka)(`decode ${topic}`);
            return framed.map(() => ({ form: CALLS, value: { [CALLS]: CALLS } }));
          },
        },
        accesses,
      ),
    check: async (kafka) => {
      noting(kafka)('check');
      return undefined;
    },
  };
}

function createFake(note: (question: string) => void): KafkaAdmin {
  return {
    topics: async () => {
      note('topics');
      return TOPICS.map(topicOf);
    },
    topicNames: async () => {
      note('topic names');
      return TOPICS.toSorted();
    },
    topic: async (name) => {
      note(`topic ${name}`);
      return TOPICS.includes(name) ? topicOf(name) : undefined;
    },
    topicsNamed: async (names) => {
      for (const name of names) note(`topic ${name}`);
      return names.map(topicOf);
    },
    committedOf: async () => {
      note('committed');
      return { found: [], silent: [] };
    },
    configs: async (resources) => {
      for (const { type, name } of resources) note(`configs ${type} ${name}`);
      // Only of web-1 nothing is throttled.
      return resources.map(({ name }) => (name === 'web-1' ? [] : [CONFIG]));
    },
    groups: async () => {
      note('groups');
      return {
        found: ['billing', CALLS].map((groupId) => ({
          groupId,
          protocolType: 'consumer',
          state: 'Stable',
          type: 'Classic',
          coordinator: 1,
        })),
        silent: [],
      };
    },
    offsets: async (partitions) => {
      for (const topic of new Set(partitions.map((each) => each.topic))) note(`offsets ${topic}`);
      return partitions.map((each) => ({ ...each, offset: 7, timestamp: 1, error: 'NONE' }));
    },
    sizes: async (topic) => {
      note(`sizes ${topic}`);
      const size = { topic, partition: 0, broker: 1, bytes: 7, offsetLag: 0, isFuture: false };
      return { found: [{ ...size, directory: CALLS }], silent: [] };
    },
    group: async (groupId) => {
      note(`group ${groupId}`);
      if (groupId === 'idle') return { ...EMPTY, groupId };
      const member = {
        memberId: CALLS,
        instanceId: 'billing-1',
        clientId: CALLS,
        host: '/10.0.0.1',
      };
      const assignment = [{ topic: 'orders', partition: 0 }];
      return groupId === 'nosuch'
        ? undefined
        : {
            ...{ groupId, coordinator: 1, state: 'Stable', assignor: 'range' },
            members: [{ ...member, assignment }],
          };
    },
    committed: async (groupId) => {
      note(`committed ${groupId}`);
      return [{ topic: 'orders', partition: 0, offset: 5 }];
    },
    cluster: async () => {
      note('cluster');
      const broker = { id: 1, host: 'kafka-1', port: 9092, rack: CALLS };
      return { clusterId: 'c', controller: 1, brokers: [broker] };
    },
    reassignments: async () => {
      note('reassignments');
      return [{ topic: 'orders', partition: 0, replicas: [1, 2], adding: [2], removing: [] }];
    },
    quorum: async () => {
      note('quorum');
      const replica = { id: 1, logEndOffset: 9, lastFetchTimestamp: -1, lastCaughtUpTimestamp: 1 };
      const state = { leader: 1, leaderEpoch: 1, highWatermark: 9 };
      return { ...state, voters: [replica], observers: [] };
    },
    transactions: async () => {
      note('transactions');
      const one = { coordinator: 1, producerId: 7n, state: 'Ongoing' };
      return {
        found: ['loader', CALLS].map((id) => ({ ...one, transactionalId: id })),
        silent: [],
      };
    },
    transaction: async (transactionalId) => {
      note(`transaction ${transactionalId}`);
      if (transactionalId === 'nosuch') return undefined;
      const partitions = [{ topic: CALLS, partition: 0 }];
      const numbers = { coordinator: 1, producerId: 7n, producerEpoch: 0, timeoutMs: 1 };
      return { transactionalId, ...numbers, state: 'Ongoing', startedAtMs: 1, partitions };
    },
    producers: async (partitions) => {
      for (const topic of new Set(partitions.map((each) => each.topic))) note(`producers ${topic}`);
      const one = { producerId: 7n, producerEpoch: 0, coordinatorEpoch: 0 };
      const found = partitions.map((each) => ({
        ...each,
        ...one,
        lastTimestamp: 1,
        startOffset: 1,
      }));
      return { found, unknown: [] };
    },
    timesAt: async (positions) => {
      for (const topic of new Set(positions.map((each) => each.topic))) note(`times ${topic}`);
      return positions.map((each) => ({ ...each, timestamp: 1, error: 'NONE' }));
    },
    records: async ({ topic, partition, offset }) => {
      note(`records ${topic}`);
      const text = Buffer.from(CALLS);
      const headers = [[CALLS, text]] as const;
      const record = { topic, partition, offset, timestamp: 1, key: text, value: text, headers };
      const framed = { ...record, offset: offset + 1, value: Buffer.from([0, 0, 0, 0, 7, 1]) };
      return { records: [record, framed], ended: 'end', stableEnd: 7, end: 7 };
    },
    acls: async ({ name }) => {
      note(`acls ${name ?? '*'}`);
      const entry = { principal: CALLS, host: CALLS, operation: 'READ', permission: 'ALLOW' };
      return [{ resourceType: 'TOPIC', name: CALLS, patternType: 'LITERAL', entries: [entry] }];
    },
    quotas: async () => {
      note('quotas');
      const values = [{ key: CALLS, value: 1024 }];
      return [{ entity: [{ type: 'user', name: CALLS }], values }];
    },
    logDirectories: async () => {
      note('logDirectories');
      const directory = { broker: 1, directory: CALLS, error: 'NONE', totalBytes: -1 };
      return { found: [{ ...directory, usableBytes: -1, replicas: [] }], silent: [] };
    },
  };
}

/** What changes something is noted with all that it would change; what only tries to says so. */
function createFakeChanges(note: (question: string) => void): KafkaChanges {
  return {
    alterConfigs: async ({ type, name }, changes, validateOnly) =>
      note(`${validateOnly ? 'try ' : ''}alterConfigs ${type} ${name} ${JSON.stringify(changes)}`),
    commitOffsets: async (groupId, offsets) =>
      note(`commitOffsets ${groupId} ${JSON.stringify(offsets)}`),
    deleteOffsets: async (groupId, partitions) =>
      note(`deleteOffsets ${groupId} ${JSON.stringify(partitions)}`),
    removeMember: async (groupId, { memberId }) => note(`removeMember ${groupId} ${memberId}`),
    createTopic: async (topic, validateOnly) =>
      note(`${validateOnly ? 'try ' : ''}createTopic ${JSON.stringify(topic)}`),
    addPartitions: async (topic, count, validateOnly) =>
      note(`${validateOnly ? 'try ' : ''}addPartitions ${topic} ${count}`),
    electPreferred: async (partitions) => note(`electPreferred ${JSON.stringify(partitions)}`),
    placeReplicas: async (placements) => note(`placeReplicas ${JSON.stringify(placements)}`),
    alterQuotas: async (entity, changes, validateOnly) =>
      note(
        `${validateOnly ? 'try ' : ''}alterQuotas ${JSON.stringify(entity)} ${JSON.stringify(changes)}`,
      ),
  };
}

const EMPTY = { coordinator: 1, state: 'Empty', assignor: '', members: [] };

const CONFIG: ConfigEntry = {
  name: 'follower.replication.throttled.replicas',
  value: CALLS,
  source: 'DYNAMIC_TOPIC_CONFIG',
  isSensitive: false,
  isReadOnly: false,
  synonyms: [],
};

function topicOf(name: string): TopicState {
  // Of one topic another replica than the preferred one leads.
  const replicas = name === 'web-1' ? [2, 1] : [1];
  const partition = { replicas, isr: replicas, elr: [], lastKnownElr: [] };
  return {
    name,
    id: 'AAAAAAAAAAAAAAAAAAAAAQ',
    isInternal: name.startsWith('__'),
    partitions: [{ ...partition, partition: 0, leader: 1 }],
  };
}
