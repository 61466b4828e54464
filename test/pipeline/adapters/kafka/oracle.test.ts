// Our record batches against Apache Kafka's own Java code, in both directions, on a real broker.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createBatchBuilder } from '../../../../pipeline/adapters/kafka/batch-builder.ts';
import { CODECS } from '../../../../pipeline/adapters/kafka/compression.ts';
import {
  type Connections,
  createConnections,
} from '../../../../pipeline/adapters/kafka/connections.ts';
import { createLogReader } from '../../../../pipeline/adapters/kafka/log-reader.ts';
import { produceRequest } from '../../../../pipeline/adapters/kafka/requests/produce.ts';
import { createTopics } from '../../../../pipeline/adapters/kafka/topics.ts';
import type { LogReader, Topics } from '../../../../pipeline/ports.ts';
import { type Kafka, openKafka, uniqueName } from '../../../kafka/kafka.ts';

const TOOL_MS = 180_000;
const LIMITS = { maxWaitMs: 500, maxBytesPerPartition: 1_000_000 };
let kafka: Kafka;
let connections: Connections;
let reader: LogReader;
let topics: Topics;

beforeAll(async () => {
  kafka = await openKafka();
  const address = { brokers: kafka.bootstrap.split(','), clientId: 'oracle' };
  connections = createConnections(address);
  reader = createLogReader(createConnections(address));
  topics = createTopics(address);
}, 120_000);

afterAll(async () => {
  await connections.close();
  await reader.close();
  await topics.close();
  await kafka.stop();
});

describe.each(CODECS)('with codec %s', (codec) => {
  const texts = Array.from({ length: 300 }, (_, index) => `Zeile ${index} für ${index % 7}`);

  test(
    'we read what the Java producer wrote',
    async () => {
      const topic = await newTopic();
      const { exitCode, stderr } = await kafka.tool('kafka-console-producer', {
        args: [
          ...['--bootstrap-server', kafka.bootstrap, '--topic', topic],
          ...['--command-property', `compression.type=${codec}`],
          ...['--command-property', 'linger.ms=200', '--reader-property', 'parse.key=true'],
          ...['--reader-property', 'parse.headers=true'],
        ],
        input: texts.map((text, index) => `h:${index},o:x\tk${index}\t${text}\n`).join(''),
      });
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      const found = await readAll(topic, texts.length);
      expect(found).toEqual(
        texts.map((text, index) => ({
          offset: index,
          key: `k${index}`,
          value: text,
          headers: `h=${index},o=x`,
        })),
      );
    },
    TOOL_MS,
  );

  test(
    'the Java consumer reads what we wrote, and the broker takes it for whole',
    async () => {
      const topic = await newTopic();
      const builder = createBatchBuilder();
      texts.forEach((text, index) => {
        builder.append(index % 5 === 0 ? null : `k${index}`, text, 1_700_000_000_000 + index, [
          ['h', String(index)],
        ]);
      });
      const batch = builder.seal({
        ...{ producerId: -1n, producerEpoch: -1, baseSequence: -1, isTransactional: false, codec },
      });
      const [result] = await connections.send(
        await connections.leaderOf({ topic, partition: 0 }),
        produceRequest({
          ...{ transactionalId: null, timeoutMs: 5_000 },
          batches: [{ topic, partition: 0, batch }],
        }),
      );
      expect(result).toMatchObject({ errorCode: 0, baseOffset: 0 });
      const read = await kafka.tool('kafka-console-consumer', {
        args: [
          ...['--bootstrap-server', kafka.bootstrap, '--topic', topic, '--from-beginning'],
          ...['--max-messages', String(texts.length), '--timeout-ms', '20000'],
          ...['key', 'timestamp', 'headers', 'offset'].flatMap((what) => [
            '--formatter-property',
            `print.${what}=true`,
          ]),
        ],
      });
      expect(read.stdout.trimEnd().split('\n')).toEqual(
        texts.map(
          (text, index) =>
            `CreateTime:${1_700_000_000_000 + index}\tOffset:${index}\th:${index}\t${index % 5 === 0 ? 'null' : `k${index}`}\t${text}`,
        ),
      );
    },
    TOOL_MS,
  );
});

async function newTopic(): Promise<string> {
  const topic = uniqueName('oracle');
  // Its records are from 2023, and would be cleared away.
  const settings = { 'retention.ms': '-1' };
  await topics.create(topic, { partitions: 1, replicationFactor: 1, settings });
  return topic;
}

async function readAll(topic: string, count: number) {
  const found = [];
  let offset = 0;
  while (found.length < count) {
    for (const { records } of await reader.fetch([{ topic, partition: 0, offset }], LIMITS)) {
      while (records.next()) {
        const headers = records.headers().map(([name, value]) => `${name}=${value}`);
        found.push({
          ...{ offset: records.offset, key: records.keyText(), value: records.valueText() },
          headers: headers.join(','),
        });
      }
      offset = records.position;
    }
  }
  return found;
}
