// `npm run pipeline`: the data plane by itself, one member of its pipelines' groups; more processes share the work. It ends in
// order on SIGTERM, after the transaction at hand.
import { hostname } from 'node:os';
import { pino } from 'pino';
import { createControlClient } from './adapters/control/client.ts';
import { type ControlServer, startControlServer } from './adapters/control/server.ts';
import { createKafka } from './adapters/kafka/kafka.ts';
import type { KafkaAddress } from './adapters/kafka/kafkajs-cluster.ts';
import { systemClock } from './clock.ts';
import { createHost } from './host.ts';
import { OperatorError } from './operator-error.ts';
import { createPipelines } from './pipelines/index.ts';
import { readSettings, type Settings } from './settings.ts';

const TRANSACTION_TIMEOUT_MS = 10_000;

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
  const kafka = createKafka({
    ...{ ...addressOf(settings), transactionTimeoutMs: TRANSACTION_TIMEOUT_MS },
    warn: (message, detail) => log.debug(detail, message),
  });
  const instanceId = settings.INSTANCE_ID ?? `${hostname()}-${process.pid}`;
  const { CONTROL_TOKEN: token } = settings;
  let server: ControlServer | undefined;
  if (token !== undefined) {
    const { CONTROL_HOST: host, CONTROL_PORT: port } = settings;
    const control = () => ({ ...hosting.control, ...hosting.member });
    server = await startControlServer({ host, port, token, control, log });
  }
  const endpoint = server === undefined ? '' : endpointOf(settings, server.port);
  const hosting = createHost({
    ...{ pipelines: pipelinesOf(settings), kafka, clock: systemClock, log, instanceId, endpoint },
    reach: (other) => createControlClient({ endpoint: other, token: token ?? '' }),
    limits: {
      commitIntervalMs: settings.COMMIT_INTERVAL_MS,
      sessionTimeoutMs: settings.SESSION_TIMEOUT_MS,
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => hosting.stop());
  log.info({ instanceId, endpoint, brokers: settings.KAFKA_BROKERS }, 'started');
  await hosting.run();
  await server?.close();
  log.info({ instanceId }, 'stopped in order');
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

function endpointOf(settings: Settings, port: number): string {
  return settings.CONTROL_ENDPOINT ?? `http://${settings.CONTROL_HOST}:${port}`;
}

function pipelinesOf(settings: Settings) {
  return createPipelines({
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
  });
}
