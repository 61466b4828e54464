// `npm run pipeline`: the data plane by itself, one member of its pipelines' groups; more processes share the work. It ends in
// order on SIGTERM, after the transaction at hand.
import { hostname } from 'node:os';
import { pino } from 'pino';
import type { KafkaAddress } from './adapters/kafka/kafkajs-cluster.ts';
import { OperatorError } from './operator-error.ts';
import { readSettings, type Settings } from './settings.ts';
import { type ControlAddress, startHosting } from './start-hosting.ts';

try {
  await main(readSettings(process.env));
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function main(settings: Settings): Promise<void> {
  // Written at once: what waits to be written when the reader is gone would be tried for ever at the exit.
  const destination = pino.destination({ dest: 1, sync: true });
  const log = pino({ name: 'pipeline', level: settings.LOG_LEVEL }, destination);
  const instanceId = settings.INSTANCE_ID ?? `${hostname()}-${process.pid}`;
  const control = controlOf(settings);
  const hosting = await startHosting({
    ...{ address: addressOf(settings), pipelines: pipelinesOf(settings), instanceId, log },
    ...(control === undefined ? {} : { control }),
    ...(settings.SNAPSHOT_DIR === undefined ? {} : { snapshotFolder: settings.SNAPSHOT_DIR }),
    standbys: settings.STANDBYS,
    limits: {
      commitIntervalMs: settings.COMMIT_INTERVAL_MS,
      sessionTimeoutMs: settings.SESSION_TIMEOUT_MS,
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => hosting.stop());
  const { endpoint } = hosting;
  log.info({ instanceId, endpoint, brokers: settings.KAFKA_BROKERS }, 'started');
  await hosting.run();
  log.info({ instanceId }, 'stopped in order');
}

function controlOf(settings: Settings): ControlAddress | undefined {
  const { CONTROL_TOKEN: token, CONTROL_HOST: host, CONTROL_PORT: port } = settings;
  const { CONTROL_ENDPOINT: endpoint } = settings;
  if (token === undefined) return undefined;
  return { host, port, token, ...(endpoint === undefined ? {} : { endpoint }) };
}

function addressOf(settings: Settings): KafkaAddress {
  const { KAFKA_SASL_MECHANISM: mechanism } = settings;
  const { KAFKA_USERNAME: username = '', KAFKA_PASSWORD: password = '' } = settings;
  return {
    brokers: settings.KAFKA_BROKERS.split(','),
    clientId: 'pipeline',
    tls: settings.KAFKA_TLS === 'true',
    ...(mechanism === undefined ? {} : { sasl: { mechanism, username, password } }),
  };
}

function pipelinesOf(settings: Settings) {
  return {
    settlement: {
      name: settings.SETTLEMENT_NAME,
      groupId: settings.SETTLEMENT_GROUP,
      clicks: settings.SETTLEMENT_CLICKS,
      charges: settings.SETTLEMENT_CHARGES,
      deductions: settings.SETTLEMENT_DEDUCTIONS,
      exhausted: settings.SETTLEMENT_EXHAUSTED,
      deadLetters: settings.SETTLEMENT_DEAD_LETTERS,
      windowMs: settings.SETTLEMENT_WINDOW_MS,
      idleMs: settings.SETTLEMENT_IDLE_MS,
    },
  };
}
