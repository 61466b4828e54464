// `npm run clicks -- --rate 5000 --campaigns 1000 --duplicates 1%`: traffic for the settlement, on the brokers of KAFKA_BROKERS,
// until it is stopped or has sent `--count` records.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createTopics } from '../../pipeline/adapters/kafka/topics.ts';
import { traffic } from './generate.ts';
import { createPlainProducer } from './producer.ts';

const BATCH_EVERY_MS = 20;
const MOST_AT_ONCE = 20_000;
const SAY_EVERY_MS = 5_000;

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '5000' },
    campaigns: { type: 'string', default: '1000' },
    duplicates: { type: 'string', default: '1%' },
    poison: { type: 'string', default: '0%' },
    count: { type: 'string' },
    seed: { type: 'string', default: '1' },
    partitions: { type: 'string', default: '4' },
    prefix: { type: 'string', default: '' },
  },
});

await main();

async function main(): Promise<void> {
  const brokers = (process.env.KAFKA_BROKERS ?? '').split(',').filter(Boolean);
  if (brokers.length === 0) throw new Error('KAFKA_BROKERS is not set.');
  const topicOf = { clicks: `${values.prefix}ad.clicks`, charges: `${values.prefix}ad.charges` };
  const partitions = await makeTopics(brokers, Object.values(topicOf));
  const rate = values.rate === 'max' ? Infinity : number('rate');
  const count = values.count === undefined ? Infinity : number('count');
  const producer = createPlainProducer(brokers, partitions);
  const startMs = Date.now();
  const records = traffic({
    ...{ seed: number('seed'), campaigns: number('campaigns'), startMs, stepMs: 1 },
    repeatedPercent: percent('duplicates'),
    poisonPercent: percent('poison'),
  });
  let sent = 0;
  let saidAtMs = startMs;
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  while (sent < count && !stopping.signal.aborted) {
    const due = rate === Infinity ? MOST_AT_ONCE : (rate * (Date.now() - startMs)) / 1_000 - sent;
    const now = Math.floor(Math.min(due, MOST_AT_ONCE, count - sent));
    for (let index = 0; index < now; index += 1) {
      const { value: record } = records.next();
      // Live traffic has the time of now; a history that is made at once has its own.
      const timestamp = rate === Infinity ? record.timestamp : Date.now();
      producer.add(topicOf[record.input as 'clicks'], record.key, record.value, timestamp);
    }
    sent += Math.max(0, now);
    await producer.flush();
    if (rate !== Infinity) await delay(BATCH_EVERY_MS);
    if (Date.now() - saidAtMs < SAY_EVERY_MS) continue;
    saidAtMs = Date.now();
    process.stderr.write(
      `${sent} records, ${Math.round((1_000 * sent) / (saidAtMs - startMs))}/s\n`,
    );
  }
  await producer.close();
  process.stdout.write(`${JSON.stringify({ sent, seconds: (Date.now() - startMs) / 1_000 })}\n`);
}

async function makeTopics(brokers: readonly string[], names: readonly string[]): Promise<number> {
  const topics = createTopics({ brokers, clientId: 'clicks' });
  const settings = {};
  let partitions = number('partitions');
  for (const name of names) {
    const found = await topics.describe(name, []);
    if (found !== undefined) partitions = found.partitions;
    else
      await topics.create(name, {
        partitions,
        replicationFactor: Math.min(3, brokers.length),
        settings,
      });
  }
  await topics.close();
  return partitions;
}

function number(option: 'rate' | 'campaigns' | 'count' | 'seed' | 'partitions'): number {
  const found = Number(values[option]);
  if (!Number.isInteger(found) || found <= 0) {
    throw new Error(`--${option} ${values[option]} is no whole number above 0.`);
  }
  return found;
}

function percent(option: 'duplicates' | 'poison'): number {
  const found = Number(values[option].replace(/%$/u, ''));
  if (!(found >= 0 && found <= 100)) throw new Error(`--${option} is no percentage from 0 to 100.`);
  return found;
}
