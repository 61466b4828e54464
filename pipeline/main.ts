// `node pipeline/main.ts`: the data plane by itself, one member of the settlement's group. It ends in order on SIGTERM, after the
// transaction at hand.
import { hostname } from 'node:os';
import { pino } from 'pino';
import { createKafka } from './adapters/kafka/kafka.ts';
import { systemClock } from './clock.ts';
import { createSettlement, SETTLEMENT } from './pipelines/settlement.ts';
import { prepareTopics } from './prepare-topics.ts';
import { createWorker } from './worker.ts';

const TRANSACTION_TIMEOUT_MS = 10_000;
const STATUS_MS = 1_000;

process.exitCode = await main(process.env);

async function main(environment: NodeJS.ProcessEnv): Promise<number> {
  // Written at once: what waits to be written when the reader is gone would be tried for ever at the exit.
  const level = environment.LOG_LEVEL ?? 'info';
  const log = pino({ name: 'pipeline', level }, pino.destination({ dest: 1, sync: true }));
  const brokers = (environment.KAFKA_BROKERS ?? '').split(',').filter(Boolean);
  if (brokers.length === 0) {
    process.stderr.write('KAFKA_BROKERS is not set. Give it brokers: KAFKA_BROKERS=host:9092\n');
    return 2;
  }
  const prefix = environment.SETTLEMENT_PREFIX ?? '';
  const pipeline = createSettlement(prefixed(prefix));
  const kafka = createKafka({
    ...{ brokers, clientId: pipeline.name, transactionTimeoutMs: TRANSACTION_TIMEOUT_MS },
    warn: (message, detail) => log.debug(detail, message),
  });
  const topics = kafka.openTopics();
  try {
    await prepareTopics(pipeline, topics);
  } finally {
    await topics.close();
  }
  const instanceId = environment.INSTANCE_ID ?? `${hostname()}-${process.pid}`;
  const limits = { sessionTimeoutMs: Number(environment.SESSION_TIMEOUT_MS ?? 10_000) };
  const worker = createWorker({ pipeline, kafka, clock: systemClock, log, instanceId, limits });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => worker.stop());
  const status = setInterval(() => {
    const counts = [...worker.tasks.values()].map((task) => [
      task.partition,
      ...task.inputs.map(({ lag }) => lag),
      Object.fromEntries(task.counts),
    ]);
    log.info({ phase: worker.phase, transactions: worker.transactions, counts }, 'status');
  }, STATUS_MS);
  await worker.run();
  clearInterval(status);
  return 0;
}

/** Names of their own for everything, so that several can run beside each other. */
function prefixed(prefix: string) {
  const { name, groupId, clicks, charges, deductions, exhausted, deadLetters } = SETTLEMENT;
  const names = { name, groupId, clicks, charges, deductions, exhausted, deadLetters };
  return Object.fromEntries(Object.entries(names).map(([key, value]) => [key, prefix + value]));
}
