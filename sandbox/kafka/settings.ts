// The settings of a small Apache Kafka (KRaft, broker and controller in one process) on loopback. Text only.

export interface BrokerAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly controllerPort: number;
  /** Beside the plain one. */
  readonly listeners?: readonly Listener[];
}

/** One more address of a broker, such as one with TLS. */
export interface Listener {
  /** In capitals, as in Kafka's own settings. */
  readonly name: string;
  readonly protocol: SecurityProtocol;
  readonly port: number;
}

export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';

export interface BrokerSettings {
  readonly broker: BrokerAddress;
  /** All brokers of the cluster, this one among them. */
  readonly brokers: readonly BrokerAddress[];
  readonly dataDirectory: string;
  /** More of Kafka's own settings; they win over those given here. */
  readonly more?: Readonly<Record<string, string>> | undefined;
}

/** The text of `server.properties`. */
export function brokerProperties({ broker, brokers, dataDirectory, more }: BrokerSettings): string {
  const replicas = String(Math.min(3, brokers.length));
  const minInSync = brokers.length < 3 ? '1' : '2';
  const voters = brokers.map(({ id, host, controllerPort }) => `${id}@${host}:${controllerPort}`);
  const plain = `PLAINTEXT://${broker.host}:${broker.port}`;
  const listeners = broker.listeners ?? [];
  const others = listeners.map(({ name, port }) => `${name}://${broker.host}:${port}`);
  const protocols = listeners.map(({ name, protocol }) => `${name}:${protocol}`);
  const settings: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': String(broker.id),
    'controller.quorum.voters': voters.join(','),
    listeners: [plain, `CONTROLLER://${broker.host}:${broker.controllerPort}`, ...others].join(','),
    'advertised.listeners': [plain, ...others].join(','),
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': [
      ...['PLAINTEXT:PLAINTEXT', 'CONTROLLER:PLAINTEXT'],
      ...protocols,
    ].join(','),
    'log.dirs': dataDirectory,
    'auto.create.topics.enable': 'false',
    'default.replication.factor': replicas,
    'min.insync.replicas': minInSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': minInSync,
    'transaction.state.log.num.partitions': '8',
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': minInSync,
    // A group of one member need not wait three seconds for others.
    'group.initial.rebalance.delay.ms': '0',
    'num.network.threads': '2',
    'num.io.threads': '4',
    // One cleaner of small buffers: the default of 128 MB is a sixth of the heap.
    'log.cleaner.threads': '1',
    'log.cleaner.dedupe.buffer.size': '16777216',
    ...more,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** log4j's settings: what the broker says of starting and ending, and whatever worries it. */
export const LOG_SETTINGS = `<Configuration status="WARN">
  <Appenders><Console name="console"><PatternLayout pattern="[%d] %p %m (%c)%n"/></Console></Appenders>
  <Loggers>
    <Root level="WARN"><AppenderRef ref="console"/></Root>
    <Logger name="kafka.server.KafkaRaftServer" level="INFO"/>
  </Loggers>
</Configuration>
`;

export interface ConnectSettings {
  readonly bootstrap: string;
  readonly host: string;
  readonly port: number;
  /** The folder of the plugins. */
  readonly plugins: string;
  readonly replicas: number;
}

/** The text of `connect-distributed.properties`. */
export function connectProperties(given: ConnectSettings): string {
  const { bootstrap, host, port, plugins, replicas } = given;
  const settings: Record<string, string> = {
    'bootstrap.servers': bootstrap,
    'group.id': `connect-${port}`,
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
    ...Object.fromEntries(
      ['config', 'offset', 'status'].flatMap((kind) => [
        [`${kind}.storage.topic`, `connect-${port}-${kind}`],
        [`${kind}.storage.replication.factor`, String(replicas)],
      ]),
    ),
    'offset.storage.partitions': '1',
    'status.storage.partitions': '1',
    'offset.flush.interval.ms': '1000',
    listeners: `http://${host}:${port}`,
    'plugin.path': plugins,
    // Its plugins say what they are: nothing is searched through.
    'plugin.discovery': 'service_load',
    // There is one worker: nobody is waited for.
    'scheduled.rebalance.max.delay.ms': '0',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** What worries the worker. */
export const CONNECT_LOG_SETTINGS = LOG_SETTINGS.replace(/ *<Logger .*\n/u, '');
