// What a schema registry may cost: bytes that are kept, bytes of one command, and processes that read at once. The registry is a plain HTTP
// server that counts what it is asked for, because it has to have schemas that no real one would take.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHttpService, type HttpService } from '../../../bot/adapters/http-service.ts';
import { createSlots } from '../../../bot/adapters/schema-registry/slots.ts';
import {
  createSchemaRegistry,
  type SchemaRegistryOptions,
} from '../../../bot/adapters/schema-registry.ts';
import type { Decoded } from '../../../bot/kafka/schemas.ts';
import { LIMITS } from '../../../bot/limits.ts';

/** Larger than any of the others are. */
const LARGE = 10_000;
const ENDLESS = 50;
const REFERRING = 60;

let server: Server;
let service: HttpService;
let url = '';
const asked: string[] = [];

beforeAll(async () => {
  server = createServer(({ url: path = '' }, response) => {
    asked.push(path);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answerTo(path)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  service = createHttpService({ settings: { url }, deadlineMs: 30_000, answerBytes: 100_000 });
});

afterAll(async () => {
  await service?.close();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  asked.length = 0;
});

describe('schemas', () => {
  test('are kept within so many bytes, those that were asked for last', async () => {
    const decode = decoder({ schemasKeptBytes: 2.5 * LARGE });
    await decode(1);
    await decode(2);
    await decode(1);
    await decode(3);
    expect(asked).toHaveLength(3);
    await decode(1);
    await decode(3);
    expect(asked).toHaveLength(3);
    await decode(2);
    expect(asked).toHaveLength(4);
  }, 120_000);

  test('that are too large with all that they refer to are told as such, and are asked for no further', async () => {
    const [decoded] = await decoder({ schemaBytes: 2.5 * LARGE })(REFERRING);
    expect(decoded).toEqual({
      problem: `schema ${REFERRING} and those that it refers to have more than ${2.5 * LARGE} bytes`,
    });
    expect(asked).toHaveLength(3); // of seven
  });

  test('of the records of one command are read within so many bytes, and the others are told', async () => {
    const all = await decoder({ schemasOfOneBytes: 2.5 * LARGE })(1, 2, 3, 4, 5, 6, 7);
    expect(all.slice(0, 2)).toMatchObject(Array(2).fill({ value: 'a' }));
    const said = expect.stringContaining('have more than 25000 bytes');
    expect(all.slice(2)).toEqual(Array(5).fill({ problem: said }));
    expect(asked).toHaveLength(4); // four at once, and no more
  }, 120_000);

  test('of a registry that cannot be asked are asked for only once', async () => {
    const nobody = createHttpService({
      ...{ settings: { url: 'http://127.0.0.1:1' }, deadlineMs: 30_000, answerBytes: 1_000 },
    });
    let tried = 0;
    const counting: HttpService = {
      ...nobody,
      ask: (ask) => {
        tried += 1;
        return nobody.ask(ask);
      },
    };
    const all = await decoder({}, counting)(...Array.from({ length: 40 }, (_, index) => index));
    await nobody.close();
    expect(new Set(all.map((each) => ('problem' in each ? each.problem : '')))).toEqual(
      new Set(['the schema registry of one cannot be asked (ECONNREFUSED)']),
    );
    expect(tried).toBe(4); // four at once, and no more
  });
});

describe('processes that read by schemas', () => {
  test('are so many at once, and others wait in line', async () => {
    const decode = decoder({ schemaDecodeMs: 10_000 });
    const ended: string[] = [];
    await Promise.all([
      decode(ENDLESS).then(() => ended.push('the endless one')),
      decode(1).then(() => ended.push('the quick one')),
    ]);
    expect(ended).toEqual(['the endless one', 'the quick one']);
  }, 120_000);

  test('are not waited for by a command that is ended', async () => {
    const slots = createSlots(1);
    const held = Promise.withResolvers<void>();
    const first = slots.within(new AbortController().signal, () => held.promise);
    const controller = new AbortController();
    const waiting = slots.within(controller.signal, async () => 'begun');
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    held.resolve();
    await first;
    expect(await slots.within(new AbortController().signal, async () => 'begun')).toBe('begun');
  });
});

/** Reads a value of each of these schemas with one process at once, as one command does. */
function decoder(
  limits: Partial<SchemaRegistryOptions['limits']>,
  from = service,
): (...ids: readonly number[]) => Promise<readonly Decoded[]> {
  const registry = createSchemaRegistry({
    ...{ kafka: 'one', service: from, decoders: createSlots(1) },
    limits: { ...LIMITS, schemaDecodeMs: 60_000, ...limits },
  });
  return async (...ids) => {
    const framed = ids.map((schemaId) => ({
      ...{ schemaId, payload: schemaId === ENDLESS ? A_THOUSAND_MILLION : A_LETTER },
    }));
    return await registry.open(new AbortController().signal).decode('orders', framed);
  };
}

// Avro's: the count of the items of an array and the zero behind them; the length of a text and its bytes.
const A_THOUSAND_MILLION = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x08, 0x00]);
const A_LETTER = Buffer.from([0x02, 0x61]);

function answerTo(path: string): object {
  if (path === `/schemas/ids/${ENDLESS}`) {
    return { schema: JSON.stringify({ type: 'array', items: 'null' }) };
  }
  const text = JSON.stringify({ ...{ type: 'string', logicalType: 'text' }, doc: '' });
  const schema = text.replace('"doc":""', `"doc":"${'x'.repeat(LARGE - text.length)}"`);
  if (path !== `/schemas/ids/${REFERRING}`) return { schema };
  const references = Array.from({ length: 6 }, (_, index) => ({
    ...{ name: `part${index}`, subject: `part${index}`, version: 1 },
  }));
  return { schema, references };
}
