// Records that were written with a schema registry, read by their schemas: a real registry, a real broker, and bytes that are written
// out here as the specifications of Avro and Protobuf have them.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { createKafkas, type OpenKafkas } from '../../../bot/adapters/kafka.ts';
import { systemClock } from '../../../bot/clock.ts';
import type { KafkaCommand } from '../../../bot/command.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import { kafka as kafkaSettings } from '../../../bot/config/kafka.ts';
import type { Decoded } from '../../../bot/kafka/schemas.ts';
import { LIMITS } from '../../../bot/limits.ts';
import { parse } from '../../../bot/parse.ts';
import { keepTimersQuiet } from '../../../sandbox/kafka/quiet-timers.ts';
import { type Kafka, openKafka, uniqueName } from '../../kafka/kafka.ts';
import { type Registry, startRegistry } from '../../kafka/registry.ts';

const ORDER = {
  ...{ type: 'record', name: 'Order', namespace: 'shop' },
  fields: [
    { name: 'id', type: 'long' },
    { name: 'email', type: ['null', 'string'], default: null },
    { name: 'note', type: 'string' },
    { name: 'photo', type: 'bytes' },
  ],
};
const PAYMENT = `syntax = "proto3"; package shop;
import "money.proto"; import "google/protobuf/timestamp.proto";
message Refund { string id = 1; }
message Payment { int32 number = 1; Money amount = 2; google.protobuf.Timestamp at = 3; bytes raw = 4;
  message Part { string iban = 1; string what = 2; } repeated Part parts = 5; }`;
const MONEY = 'syntax = "proto3"; package shop; message Money { int64 cents = 1; }';

let kafka: Kafka;
let registry: Registry;
let kafkas: OpenKafkas;
const ids = { order: 0, payment: 0, json: 0, wrapped: 0 };
const topic = uniqueName('framed');

beforeAll(async () => {
  [kafka, registry] = await Promise.all([openKafka(), startRegistry()]);
  ids.order = await registry.register('order-value', { schema: JSON.stringify(ORDER) });
  ids.wrapped = await registry.register('wrapped-value', {
    schema: JSON.stringify({
      ...{ type: 'record', name: 'Wrapped', namespace: 'shop' },
      fields: [{ name: 'order', type: 'shop.Order' }],
    }),
    references: [{ name: 'shop.Order', subject: 'order-value', version: 1 }],
  });
  await registry.register('money', { schemaType: 'PROTOBUF', schema: MONEY });
  ids.payment = await registry.register('payment-value', {
    ...{ schemaType: 'PROTOBUF', schema: PAYMENT },
    references: [{ name: 'money.proto', subject: 'money', version: 1 }],
  });
  const draft = 'http://json-schema.org/draft-07/schema#';
  ids.json = await registry.register('json-value', {
    ...{ schemaType: 'JSON', schema: JSON.stringify({ $schema: draft, type: 'object' }) },
  });
  kafkas = openKafkas(registry.url);
}, 300_000);

afterAll(async () => {
  await kafkas?.close();
  await registry?.stop();
  await kafka?.stop();
}, 60_000);

// Of Avro's specification: a long is a zigzag varint, text its length and UTF-8, a union the number of its branch before it.
const order = Buffer.from([
  ...[0x80, 0x01], // 64
  ...[0x02, 0x0e, ...Buffer.from('a@b.com')],
  ...[0x06, ...Buffer.from('foo')],
  ...[0x04, 0xff, 0x00],
]);
// Of Protobuf's: 150 is 96 01; a message in a field is its tag, its length and its bytes.
const payment = Buffer.from([
  ...[0x08, 0x96, 0x01],
  ...[0x12, 0x03, 0x08, 0xac, 0x02], // 300 cents
  ...[0x1a, 0x02, 0x08, 0x01], // one second
  ...[0x2a, 0x09, 0x0a, 0x02, 0x44, 0x45, 0x12, 0x03, ...Buffer.from('fee')],
]);

describe('a value that was written with a schema', () => {
  test('of Avro is read by it', async () => {
    expect(await decodeOne(ids.order, order)).toEqual({
      form: 'Avro shop.Order',
      value: { id: 64, email: 'a@b.com', note: 'foo', photo: '(2 bytes)' },
    });
  });

  test('of Avro that names another one is read by both', async () => {
    const decoded = await decodeOne(ids.wrapped, order);
    expect(decoded).toMatchObject({ form: 'Avro shop.Wrapped', value: { order: { id: 64 } } });
  });

  test('of Avro keeps a number that JSON could not hold', async () => {
    const largest = Buffer.from([...Array(9).fill(0xff), 0x01]); // zigzag: the smallest of 64 bits
    const rest = [0x00, 0x00, 0x00];
    const decoded = await decodeOne(ids.order, Buffer.from([...largest, ...rest]));
    expect(decoded).toMatchObject({ value: { id: '-9223372036854775808', email: null, note: '' } });
  });

  test('of Protobuf is read by it, by what it imports, and by which of its messages it is', async () => {
    expect(await decodeOne(ids.payment, Buffer.from([0x02, 0x02, ...payment]))).toEqual({
      form: 'Protobuf shop.Payment',
      value: {
        ...{ number: 150, amount: { cents: '300' }, at: { seconds: '1' } },
        parts: [{ iban: 'DE', what: 'fee' }],
      },
    });
    const first = await decodeOne(ids.payment, Buffer.from([0x00, 0x0a, 0x01, 0x37]));
    expect(first).toEqual({ form: 'Protobuf shop.Refund', value: { id: '7' } });
    const nested = Buffer.from([0x04, 0x02, 0x00, 0x12, 0x01, 0x78]);
    expect(await decodeOne(ids.payment, nested)).toEqual({
      ...{ form: 'Protobuf shop.Payment.Part', value: { what: 'x' } },
    });
  });

  test('of Protobuf is read where what it imports needs one of the same files', async () => {
    const dated = `syntax = "proto3"; package shop; import "google/protobuf/timestamp.proto";
      message Dated { google.protobuf.Timestamp at = 1; }`;
    const subject = 'dated';
    await registry.register(subject, { schemaType: 'PROTOBUF', schema: dated });
    const id = await registry.register('due-value', {
      schemaType: 'PROTOBUF',
      schema: `syntax = "proto3"; package shop; import "dated.proto"; import "google/protobuf/timestamp.proto";
        message Due { Dated since = 1; google.protobuf.Timestamp at = 2; }`,
      references: [{ name: 'dated.proto', subject, version: 1 }],
    });
    expect(await decodeOne(id, Buffer.from([0x00, 0x12, 0x02, 0x08, 0x01]))).toEqual({
      ...{ form: 'Protobuf shop.Due', value: { at: { seconds: '1' } } },
    });
  });

  test('of JSON Schema is the JSON behind it', async () => {
    const decoded = await decodeOne(ids.json, Buffer.from('{"total":5}'));
    expect(decoded).toEqual({ form: 'JSON', value: { total: 5 } });
  });

  test('that is not as its schema says is told so, and hides none beside it', async () => {
    const schemas = open(kafkas);
    const all = await schemas.decode(topic, [
      { schemaId: ids.order, payload: order.subarray(0, 4) },
      { schemaId: ids.payment, payload: Buffer.from([0x02, 0x12, ...payment]) },
      { schemaId: ids.json, payload: Buffer.from('{') },
      { schemaId: 999_999, payload: order },
      { schemaId: ids.order, payload: order },
    ]);
    expect(all.map((each) => ('problem' in each ? each.problem : each.form))).toEqual([
      ...[expect.stringContaining('not as its schema says'), expect.stringContaining('no message')],
      ...[expect.stringContaining('not as its schema says')],
      ...['the schema registry of one has no schema 999999', 'Avro shop.Order'],
    ]);
  });

  test('that would never end is ended, and what was read before it is shown', async () => {
    const nulls = { type: 'array', items: 'null' };
    const id = await registry.register('endless-value', { schema: JSON.stringify(nulls) });
    const count = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x08, 0x00]); // a thousand million of them
    const all = await open(kafkas).decode(topic, [
      { schemaId: ids.order, payload: order },
      { schemaId: id, payload: count },
    ]);
    expect(all[0]).toMatchObject({ form: 'Avro shop.Order' });
    expect(all[1]).toEqual({ problem: 'to read it took too long, or too much memory' });
  }, 60_000);
});

describe('peek', () => {
  test('shows such records by their schemas, with what is of persons hidden', async () => {
    await produce([
      { key: frame(ids.json, Buffer.from('{"customer":7}')), value: frame(ids.order, order) },
      { key: 'plain', value: frame(ids.payment, Buffer.from([0x02, 0x02, ...payment])) },
      { key: 'gone', value: frame(999_999, order) },
      { key: 'text', value: '{"email":"a@b.com","n":1}' },
    ]);
    const shown = await peek(kafkas);
    expect(shown).toContain(`Avro shop.Order, schema ${ids.order}`);
    expect(shown).toContain('key {"customer":7}');
    expect(shown).toContain('"note": "foo"');
    expect(shown).toContain(`Protobuf shop.Payment, schema ${ids.payment}`);
    expect(shown).toContain('"cents": "300"');
    expect(shown).toContain('not read: the schema registry of one has no schema 999999');
    expect(shown).not.toContain('a@b.com');
    expect(shown).not.toContain('"DE"'); // a field called iban
    expect(shown.match(/\[hidden\]/gu)?.length).toBe(3);
  }, 60_000);

  test('says so where the registry cannot be asked, and shows the rest', async () => {
    const alone = openKafkas('http://127.0.0.1:1');
    const shown = await peek(alone);
    expect(shown).toContain('not read: the schema registry of one cannot be asked (ECONNREFUSED)');
    expect(shown).toContain('"n": 1');
    await alone.close();
  }, 60_000);

  test('asks nobody where the settings have no registry', async () => {
    const alone = openKafkas(undefined);
    const shown = await peek(alone);
    expect(shown).toContain(
      `written with schema ${ids.order} of a schema registry, which is not asked`,
    );
    await alone.close();
  }, 60_000);

  test('reads no record of a topic that the command does not name', async () => {
    await expect(
      open(kafkas).decode('other', [{ schemaId: ids.order, payload: order }]),
    ).rejects.toThrow('no access of the command names Read Topic other');
  });
});

function openKafkas(url: string | undefined): OpenKafkas {
  const one = kafkaSettings.parse({
    ...{ environment: 'staging', brokers: kafka.bootstrap.split(',') },
    ...(url === undefined ? {} : { schemaRegistry: { url } }),
  });
  return createKafkas({ kafkas: { one }, limits: LIMITS, log: { warn() {} } });
}

function open(from: OpenKafkas) {
  const { signal } = new AbortController();
  const access = { operation: 'Read', resourceType: 'Topic', name: topic } as const;
  const schemas = from.schemas('one', [access], signal);
  if (schemas === undefined) throw new Error('no registry');
  return schemas;
}

async function decodeOne(schemaId: number, payload: Buffer): Promise<Decoded | undefined> {
  return (await open(kafkas).decode(topic, [{ schemaId, payload }]))[0];
}

function frame(schemaId: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeInt32BE(schemaId, 1);
  return Buffer.concat([head, payload]);
}

async function produce(
  messages: readonly { key: Buffer | string; value: Buffer | string }[],
): Promise<void> {
  keepTimersQuiet();
  const client = new kafkajs.Kafka({
    ...{ clientId: 'framed', brokers: kafka.bootstrap.split(',') },
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
  await admin.disconnect();
  const producer = client.producer();
  await producer.connect();
  await producer.send({ topic, messages: [...messages] });
  await producer.disconnect();
}

/** As dispatch runs it, with what its accesses let through. */
async function peek(from: OpenKafkas): Promise<string> {
  const { command, args } = parse(`kafka peek ${topic} -n 10`, COMMANDS);
  const { access, run } = command as KafkaCommand;
  const { signal } = new AbortController();
  const accesses = access(args);
  const { stdout } = await run(args, {
    kafka: { name: 'one', environment: 'staging' },
    admin: from.open('one', accesses, signal),
    changes: from.change('one', accesses, signal),
    connect: from.connect('one', accesses, signal),
    schemas: from.schemas('one', accesses, signal),
    topicRules: { names: undefined, replicationFactor: 1, partitions: 1, keyedTopics: [] },
    snapshots: { keep: async () => '', find: async () => undefined },
    lagHistory: () => [],
    signal,
    nowMs: () => Date.now(),
    sleep: (ms) => systemClock.sleep(ms, signal),
    show: () => {},
  });
  return stdout;
}
