// What of a record is shown, and what is not.

import { describe, expect, test } from '@jest/globals';
import { recordInWords } from '../../../bot/kafka/record-text.ts';
import type { KafkaRecord } from '../../../pipeline/index.ts';

const RECORD: KafkaRecord = {
  ...{ topic: 'orders', partition: 3, offset: 17, timestamp: 1_764_104_400_000 },
  ...{ key: Buffer.from('k1'), value: Buffer.from('hello'), headers: [] },
};

function shown(more: Partial<KafkaRecord>, most = 1000): string {
  return recordInWords({ ...RECORD, ...more }, most);
}

describe('a record', () => {
  test('says where it is, when it was written, its key and its text', () => {
    expect(shown({})).toBe('orders-3 at 17, 2025-11-25T21:00:00Z, key k1\n  hello\n');
  });
  test('without a value is a tombstone', () => {
    expect(shown({ value: null })).toContain('tombstone');
  });
  test('of JSON is laid out, with personal fields hidden at any depth', () => {
    const value = { a: [{ e_mail: 'x', 'Phone-Number': 1, ok: 2 }], card: '4111 1111 1111 1111' };
    const text = shown({ value: Buffer.from(JSON.stringify(value)) });
    expect(text).toContain('"e_mail": "[hidden]"');
    expect(text).toContain('"Phone-Number": "[hidden]"');
    expect(text).toContain('"ok": 2');
    expect(text).toContain('"card": "[hidden]"');
  });
  test('keeps numbers that no card has', () => {
    expect(shown({ value: Buffer.from('order 4111111111111112') })).toContain('4111111111111112');
  });
  test('of text has addresses hidden, in keys and headers too', () => {
    const headers = [['from', Buffer.from('ann@example.com')]] as const;
    const text = shown({ headers, key: Buffer.from('bob@example.com') });
    expect(text).not.toContain('example.com');
  });
  test('that is no text is counted and not shown', () => {
    const value = Buffer.from([0xff, 0xfe, 1, 2]);
    expect(shown({ value })).toContain('(4 bytes that are no text)');
  });
  test('with control characters in it is no text', () => {
    expect(shown({ value: Buffer.from('a\u001b[31mb') })).toContain('(7 bytes that are no text)');
  });
  test('of a schema registry says which schema it was written with', () => {
    const value = Buffer.from([0, 0, 0, 1, 2, 7, 7]);
    expect(shown({ value })).toContain('schema 258 of a schema registry, which is not asked');
  });
  test('of a schema registry is shown as its schema has it, with what is of persons hidden', () => {
    const framed = { ...RECORD, value: Buffer.from([0, 0, 0, 1, 2, 7, 7]) };
    const value = { order: { email: 'ann@example.com', text: 'to bob@example.com', cents: 300 } };
    const text = recordInWords(framed, 1000, { value: { form: 'Avro shop.Order', value } });
    expect(text).toContain('  Avro shop.Order, schema 258\n  {\n');
    expect(text).toContain('"cents": 300');
    expect(text).not.toContain('example.com');
  });
  test('of a schema registry that cannot be read says why, and shows nothing of it', () => {
    const framed = { ...RECORD, value: Buffer.from([0, 0, 0, 1, 2, 0x61, 0x62]) };
    const text = recordInWords(framed, 1000, { value: { problem: 'it is of ann@example.com' } });
    expect(text).toContain('schema 258 of a schema registry\n  not read: it is of [hidden]');
    expect(text).not.toContain('ab');
  });
  test('has a key of a schema registry in one line, hidden likewise', () => {
    const framed = { ...RECORD, key: Buffer.from([0, 0, 0, 0, 1, 2]) };
    const key = { form: 'JSON', value: { id: 7, email: 'ann@example.com' } };
    expect(recordInWords(framed, 1000, { key })).toContain('key {"id":7,"email":"[hidden]"}');
  });
  test('that is long is cut, and says how much is left', () => {
    expect(shown({ value: Buffer.from('x'.repeat(30)) }, 10)).toContain('(20 more characters)');
  });
});

describe('a CloudEvent', () => {
  test('in binary mode is told by its headers', () => {
    const headers = Object.entries({ ce_specversion: '1.0', ce_type: 't', ce_id: 'i' });
    const text = shown({ headers: headers.map(([name, value]) => [name, Buffer.from(value)]) });
    expect(text).toContain('  CloudEvent specversion=1.0 type=t id=i\n  hello\n');
  });
  test('in structured mode is told by its value', () => {
    const value = Buffer.from(
      JSON.stringify({ specversion: '1.0', type: 't', data: { email: 1 } }),
    );
    const headers = [['content-type', Buffer.from('application/cloudevents+json')]] as const;
    const text = shown({ value, headers });
    expect(text).toContain('CloudEvent specversion=1.0 type=t\n');
    expect(text).toContain('"email": "[hidden]"');
  });
});
