// What a person is told when a Kafka cannot be asked: words, in time, whatever is at its address.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createKafkas, type OpenKafkas } from '../../../bot/adapters/kafka.ts';
import type { KafkaSettings } from '../../../bot/config/kafka.ts';
import { OperatorError } from '../../../bot/errors.ts';

const LIMITS = { kafkaAnswerMs: 3_000, kafkaBrokerMs: 1_000 };
const MAY_ASK = [{ operation: 'Describe', resourceType: 'Topic' }] as const;
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('a Kafka', () => {
  test('at whose address nothing listens is told so, with the reason', async () => {
    const server = await listen(() => {});
    await server.close();
    const error = await refusalOf({ brokers: [server.address] });
    expect(error.what).toBe('Cannot ask Kafka one.');
    expect(error.why).toContain('ECONNREFUSED');
  });

  test('that takes connections and says nothing is answered for all the same', async () => {
    const { address } = await listen(() => {});
    const error = await refusalOf({ brokers: [address] });
    expect(error.message).toMatch(/gave no answer in time|Cannot ask Kafka one/u);
  });

  test('that cuts every connection is answered for', async () => {
    const { address } = await listen((socket) => socket.destroy());
    const error = await refusalOf({ brokers: [address] });
    expect(error.message).toMatch(/gave no answer in time|Cannot ask Kafka one/u);
  });

  test('that talks something else is answered for', async () => {
    const { address } = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const error = await refusalOf({ brokers: [address] });
    expect(error.message).toMatch(/gave no answer in time|Cannot ask Kafka one/u);
  });

  test('whose command is ended waits no longer', async () => {
    const { address } = await listen(() => {});
    const ended = new AbortController();
    const asking = open({ brokers: [address] })
      .open('one', MAY_ASK, ended.signal)
      .topics();
    ended.abort(new Error('stopped'));
    await expect(asking).rejects.toThrow('stopped');
  });

  test('whose secret is not where the settings say is told so, and never what is there', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-kafka-'));
    closing.push(() => rm(folder, { recursive: true }));
    const sasl = (file: string) =>
      ({ mechanism: 'plain', username: 'bot', password: { file } }) as const;
    const file = path.join(folder, 'password');
    const missing = await refusalOf({ brokers: ['127.0.0.1:1'], sasl: sasl(file) });
    expect(missing.message).toContain('The file cannot be read (ENOENT).');
    expect(missing.message).toContain('kafkas.one.sasl.password');
    await writeFile(file, 'hunter2-hunter2\n');
    const refused = await refusalOf({ brokers: ['127.0.0.1:1'], sasl: sasl(file) });
    expect(JSON.stringify([refused.message, refused])).not.toContain('hunter2');
  });

  test('that cannot be asked has its reason in what qm doctor says', async () => {
    const server = await listen(() => {});
    await server.close();
    const kafkas = open({ brokers: [server.address] });
    expect(await kafkas.check('one', new AbortController().signal)).toContain('ECONNREFUSED');
  });
});

async function refusalOf(settings: Partial<KafkaSettings>): Promise<OperatorError> {
  const admin = open(settings).open('one', MAY_ASK, new AbortController().signal);
  const error = await admin.topics().then(
    () => undefined,
    (problem: unknown) => problem,
  );
  expect(error).toBeInstanceOf(OperatorError);
  return error as OperatorError;
}

function open(settings: Partial<KafkaSettings>): OpenKafkas {
  const one: KafkaSettings = {
    ...{ environment: 'staging', brokers: [], tls: false },
    protected: { topics: [], groups: [] },
    ...{ newTopics: { replicationFactor: 1, partitions: 50 }, keyedTopics: [] },
    ...settings,
  };
  const log = { warn() {} };
  const kafkas = createKafkas({ kafkas: { one }, limits: LIMITS, log });
  closing.push(() => kafkas.close());
  return kafkas;
}

async function listen(
  greet: (socket: Socket) => void,
): Promise<{ address: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  closing.push(close);
  return { address: `127.0.0.1:${port}`, close };
}
