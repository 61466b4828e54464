// kafkajs's own cluster: connections, TLS, SASL, metadata and coordinators, which its public face keeps to itself. Built here and
// nowhere else; what of it is used is written down as types.
import type { ConnectionOptions } from 'node:tls';
import type { Admin, ISocketFactory, SASLOptions } from 'kafkajs';
import createAdmin from 'kafkajs/src/admin/index.js';
import KafkajsCluster from 'kafkajs/src/cluster/index.js';
import createSocketFactory from 'kafkajs/src/network/socketFactory.js';
import { mendConnection } from './mend-connection.ts';
import { saslMechanism } from './sasl.ts';

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

export interface KafkaAddress {
  /** `host:port`, some of the brokers. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly tls?: ConnectionOptions | boolean;
  readonly sasl?: SASLOptions;
  /** How long an answer may take, beyond the time that the request itself asks the broker to wait. */
  readonly requestTimeoutMs?: number;
  /** Where a broker is reached from here, when that is not where it says that it is: through a tunnel or a forwarded port. */
  readonly route?: (address: BrokerAddress) => BrokerAddress;
  /** Gets what kafkajs warns of. */
  readonly warn?: (message: string, detail: object) => void;
}

/** kafkajs's admin client, over a cluster of ours. */
export function createAdminClient(address: KafkaAddress): Admin {
  const logger = createLogger(address.warn ?? (() => {}));
  return createAdmin({ logger, cluster: createCluster(address), retry: RETRY });
}

/** One socket to a broker. */
export interface Connection {
  isConnected(): boolean;
  connect: () => Promise<unknown>;
  disconnect: () => Promise<unknown>;
  send: (exchange: Exchange) => Promise<Buffer>;
  /** What was read of an answer that is not whole yet, and how much it takes to be looked at. */
  chunks: Buffer[];
  bytesBuffered: number;
  bytesNeeded: number;
  readonly socket?: { destroy(error?: Error): void };
  readonly requestQueue: {
    readonly pending: readonly unknown[];
    readonly throttledUntil: number;
    scheduleCheckPendingRequests: () => void;
    rejectAll(error: Error): void;
  };
}

export interface Exchange {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>;
  };
  readonly response: {
    decode(answer: Buffer): Promise<{ readonly answer: Buffer }>;
    parse(decoded: { readonly answer: Buffer }): Promise<Buffer>;
  };
  readonly requestTimeout: number;
  readonly logResponseError: boolean;
}

export interface Broker {
  readonly nodeId: number | string;
  /** By the keys of the requests; null before the first connection. */
  readonly versions: Readonly<
    Record<number, { readonly minVersion: number; readonly maxVersion: number }>
  > | null;
  readonly connectionPool: ConnectionPool;
}

/** The first is for everything but Fetch, which has the second for itself. */
export interface ConnectionPool {
  readonly pool: readonly Connection[];
}

export interface Cluster {
  connect(): Promise<void>;
  disconnect: () => Promise<void>;
  refreshMetadata(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  findBroker(wanted: { readonly nodeId: number }): Promise<Broker>;
  findTopicPartitionMetadata(topic: string): readonly {
    readonly partitionId: number;
    readonly leader: number;
  }[];
  readonly brokerPool: {
    readonly brokers: Readonly<Record<string, Broker>>;
    readonly seedBroker: Broker | undefined;
    readonly connectionPoolBuilder: { build(target?: object): Promise<ConnectionPool> };
  };
}

export const REQUEST_MS = 10_000;
const CONNECT_MS = 5_000;
const RETRY = { retries: 5, initialRetryTime: 50, maxRetryTime: 1_000 };
const METADATA_MAX_AGE_MS = 300_000;

/** Connects to nothing yet. */
export function createCluster(address: KafkaAddress): Cluster {
  const cluster = new KafkajsCluster({
    logger: createLogger(address.warn ?? (() => {})),
    socketFactory: routed(address.route),
    brokers: address.brokers,
    ssl: address.tls,
    sasl: address.sasl === undefined ? undefined : saslMechanism(address.sasl),
    clientId: address.clientId,
    connectionTimeout: CONNECT_MS,
    authenticationTimeout: CONNECT_MS,
    reauthenticationThreshold: 10_000,
    requestTimeout: address.requestTimeoutMs ?? REQUEST_MS,
    enforceRequestTimeout: true,
    metadataMaxAge: METADATA_MAX_AGE_MS,
    allowAutoTopicCreation: false,
    maxInFlightRequests: null,
    retry: RETRY,
  });
  const known = cluster as Cluster;
  const pools = known.brokerPool.connectionPoolBuilder;
  const build = pools.build.bind(pools);
  const disconnect = known.disconnect.bind(known);
  let isEnded = false;
  known.disconnect = async () => {
    isEnded = true;
    await disconnect();
  };
  pools.build = async (target) => {
    const built = await build(target);
    for (const connection of built.pool) {
      mendConnection(connection, () => isEnded);
    }
    return built;
  };
  return known;
}

function routed(route: KafkaAddress['route'] = (address) => address): ISocketFactory {
  const open = createSocketFactory();
  return (options) => open({ ...options, ...route({ host: options.host, port: options.port }) });
}

interface Logger {
  namespace(name: string): Logger;
  error(message: string, detail?: object): void;
  warn(message: string, detail?: object): void;
  info(message: string): void;
  debug(message: string): void;
}

function createLogger(warn: (message: string, detail: object) => void): Logger {
  const logger: Logger = {
    namespace: () => logger,
    error: (message, detail = {}) => warn(message, detail),
    warn: (message, detail = {}) => warn(message, detail),
    info: () => {},
    debug: () => {},
  };
  return logger;
}
