// Connections to the brokers of one Kafka, with TLS and SASL, metadata and coordinators: kafkajs does these. Everything else
// that is sent goes through `send` as a request of our own.

import { CLOSED, hasCode, KafkaError, NO_ANSWER } from '../../kafka-error.ts';
import { findCoordinator } from './find-coordinator.ts';
import {
  type Connection,
  createCluster,
  type KafkaAddress,
  REQUEST_MS,
} from './kafkajs-cluster.ts';
import type { Request, TopicPartition } from './request.ts';
import { createReader } from './wire.ts';

export interface Connections {
  /**
   * Sends the request to that broker and reads the answer.
   * @throws KafkaError with code NO_ANSWER when the connection ended or the time was up: it may have been carried out.
   */
  send<Answer>(nodeId: number, request: Request<Answer>, timeoutMs?: number): Promise<Answer>;
  /** The ids of all brokers, as far as is known; those that gave no answer when they were asked last come last. */
  nodes(): Promise<readonly number[]>;
  /** Connects to that broker. @throws KafkaError with code NO_ANSWER when it is not there. */
  reach(nodeId: number): Promise<void>;
  /** Whether that broker answers this version of a request: one that it does not know ends the connection. */
  speaks(nodeId: number, key: number, version: number): Promise<boolean>;
  /** The broker that leads the partition, as far as is known. */
  leaderOf(partition: TopicPartition): Promise<number>;
  coordinatorOf(kind: 'group' | 'transaction', key: string): Promise<number>;
  partitionsOf(topic: string): Promise<readonly number[]>;
  /** Forgets what is known of leaders: the next question asks a broker. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

const FETCH_KEY = 1;

/** Opens nothing yet: the first request does. */
export function createConnections(address: KafkaAddress): Connections {
  const cluster = createCluster(address);
  const topics = new Set<string>();
  const connecting = new WeakMap<Connection, Promise<unknown>>();
  const silent = new Set<number>();
  /** What is being looked up: who asks for the same meanwhile gets the same answer. */
  const coordinators = new Map<string, Promise<number>>();
  let opened: Promise<void> | undefined;
  let isClosed = false;

  const open = async () => {
    if (isClosed) throw new KafkaError(CLOSED, 'use connections that are closed');
    opened ??= cluster.connect().then(() => cluster.refreshMetadata());
    try {
      await opened;
    } catch (error) {
      opened = undefined;
      throw noAnswer('connect to Kafka', error);
    }
  };
  const know = async (topic: string) => {
    await open();
    if (topics.has(topic)) return;
    await named(`look up topic ${topic}`, () => cluster.addMultipleTargetTopics([topic]));
    topics.add(topic);
  };
  /** kafkajs connects a broker's second connection without a lock: two requests would open two. */
  const ready = async (connection: Connection) => {
    if (connection.isConnected()) return;
    const running = connecting.get(connection) ?? connection.connect();
    connecting.set(connection, running);
    try {
      await running;
    } finally {
      connecting.delete(connection);
    }
  };
  /** A broker that was not known is known after kafkajs has looked for it. */
  const find = async (nodeId: number, doing: string) =>
    await named(doing, async () => {
      try {
        return await cluster.findBroker({ nodeId });
      } catch (error) {
        if (nameOf(error) !== 'KafkaJSBrokerNotFound') throw error;
        return await cluster.findBroker({ nodeId });
      }
    });
  const send: Connections['send'] = async (nodeId, request, timeoutMs = 0) => {
    await open();
    const doing = `${request.name} at broker ${nodeId}`;
    try {
      const broker = await find(nodeId, doing);
      const connection = broker.connectionPool.pool[request.key === FETCH_KEY ? 1 : 0];
      if (connection === undefined) throw new KafkaError(NO_ANSWER, doing);
      await ready(connection);
      const requestTimeout = (address.requestTimeoutMs ?? REQUEST_MS) + timeoutMs;
      const answer = await exchange(connection, request, requestTimeout);
      silent.delete(nodeId);
      return answer;
    } catch (error) {
      const problem = noAnswer(doing, error);
      if (hasCode(problem, NO_ANSWER)) silent.add(nodeId);
      throw problem;
    }
  };
  const connections: Connections = {
    send,
    nodes: async () => {
      await open();
      const all = Object.keys(cluster.brokerPool.brokers).map(Number);
      return [...all.filter((id) => !silent.has(id)), ...all.filter((id) => silent.has(id))];
    },
    reach: async (nodeId) => {
      await open();
      await find(nodeId, `connect to broker ${nodeId}`);
    },
    speaks: async (nodeId, key, version) => {
      await open();
      const broker = await find(nodeId, `connect to broker ${nodeId}`);
      const range = broker.versions?.[key];
      return range !== undefined && range.minVersion <= version && version <= range.maxVersion;
    },
    leaderOf: async ({ topic, partition }) => {
      await know(topic);
      const found = cluster
        .findTopicPartitionMetadata(topic)
        .find(({ partitionId }) => partitionId === partition);
      if (found === undefined || found.leader < 0) {
        throw new KafkaError('LEADER_NOT_AVAILABLE', `find the leader of ${topic}-${partition}`);
      }
      return found.leader;
    },
    coordinatorOf: async (kind, key) => {
      const name = `${kind}/${key}`;
      const finding = coordinators.get(name) ?? findCoordinator(connections, kind, key);
      coordinators.set(name, finding);
      try {
        return await finding;
      } finally {
        coordinators.delete(name);
      }
    },
    partitionsOf: async (topic) => {
      await know(topic);
      return cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
    },
    refresh: async () => {
      await open();
      await named('refresh the metadata', () => cluster.refreshMetadata());
    },
    close: async () => {
      isClosed = true;
      const { brokers, seedBroker } = cluster.brokerPool;
      const all = [...Object.values(brokers), ...(seedBroker === undefined ? [] : [seedBroker])];
      await Promise.all(
        all.flatMap((broker) => broker.connectionPool.pool).map((each) => cutOff(each)),
      );
      await cluster.disconnect();
    },
  };
  return connections;
}

async function exchange<Answer>(
  connection: Connection,
  request: Request<Answer>,
  requestTimeout: number,
): Promise<Answer> {
  try {
    const answer = await connection.send({ ...exchangeOf(request), requestTimeout });
    const reader = createReader(answer);
    if (request.isFlexible) reader.tags();
    return request.read(reader);
  } catch (error) {
    // After a timeout the answer may still come, behind which all others would wait.
    if (nameOf(error) === 'KafkaJSRequestTimeoutError') void cutOff(connection, error);
    throw error;
  }
}

function exchangeOf<Answer>(request: Request<Answer>) {
  // The last part of a flexible request's header is its tagged fields; there are none.
  const buf = request.isFlexible ? Buffer.concat([NO_TAGS, request.body]) : request.body;
  return {
    request: {
      apiKey: request.key,
      apiVersion: request.version,
      apiName: request.name,
      encode: async () => ({ buf, buffer: buf }),
    },
    response: {
      decode: async (answer: Buffer) => ({ answer }),
      parse: async ({ answer }: { readonly answer: Buffer }) => answer,
    },
    logResponseError: false,
  };
}

const NO_TAGS = Buffer.from([0]);

/** Ends the connection now, whatever it waits for. */
async function cutOff(connection: Connection, why?: unknown): Promise<void> {
  connection.requestQueue.rejectAll(new KafkaError(NO_ANSWER, 'wait for the answer', why));
  await connection.disconnect();
}

async function named<T>(doing: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw noAnswer(doing, error);
  }
}

/** An error of kafkajs by Kafka's name for it; one without such a name is a lost connection. */
function noAnswer(doing: string, error: unknown): unknown {
  if (error instanceof KafkaError || nameOf(error) === '') return error;
  if (!nameOf(error).startsWith('KafkaJS')) return error;
  return new KafkaError(codeOf(error as Error), doing, error);
}

/** What is behind kafkajs's own "tried too often" is its cause. */
function codeOf(error: Error): string {
  const { type, cause } = error as { readonly type?: unknown; readonly cause?: unknown };
  if (typeof type === 'string') return SPELLED_OTHERWISE[type] ?? type;
  if (error.name === 'KafkaJSSASLAuthenticationError') return 'SASL_AUTHENTICATION_FAILED';
  return cause instanceof Error ? codeOf(cause) : NO_ANSWER;
}

/** kafkajs keeps names of old. */
const SPELLED_OTHERWISE: Readonly<Record<string, string>> = {
  GROUP_COORDINATOR_NOT_AVAILABLE: 'COORDINATOR_NOT_AVAILABLE',
  NOT_COORDINATOR_FOR_GROUP: 'NOT_COORDINATOR',
  GROUP_LOAD_IN_PROGRESS: 'COORDINATOR_LOAD_IN_PROGRESS',
  NOT_LEADER_FOR_PARTITION: 'NOT_LEADER_OR_FOLLOWER',
};

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
