// The process that reads records by their schemas: Avro, Protobuf, JSON. It answers each by itself and in order, so that one that never
// ends takes none of those before it along. It has no environment, may read its own code alone, and asks nobody for anything.

import type { Decoded } from '../../kafka/schemas.ts';
import { avroReader } from './avro.ts';
import { plainValue } from './plain.ts';
import { protobufReader } from './protobuf.ts';

export interface SchemaText {
  readonly type: 'AVRO' | 'PROTOBUF' | 'JSON';
  readonly text: string;
  /** Those that it refers to, by the names that it has for them; one that others need comes first. */
  readonly references: readonly { readonly name: string; readonly text: string }[];
}

export interface DecodeWork {
  /** The id of its schema. */
  readonly schema: number;
  readonly payload: Uint8Array;
}

export interface DecodeWish {
  readonly schemas: readonly (readonly [number, SchemaText])[];
  readonly works: readonly DecodeWork[];
}

/** Reads one value. */
export interface Reader {
  /** For people: "Avro shop.Order". */
  readonly form: string;
  read(payload: Buffer): unknown;
}

const LONGEST_FORM = 200;

process.once('message', (wish) => answerAll(wish as DecodeWish));

function answerAll({ schemas, works }: DecodeWish): void {
  const texts = new Map(schemas);
  const readers = new Map<number, (payload: Buffer) => Decoded>();
  for (const { schema, payload } of works) {
    const known = readers.get(schema) ?? readerOf(texts.get(schema));
    readers.set(schema, known);
    process.send?.(known(Buffer.from(payload)));
  }
}

function readerOf(schema: SchemaText | undefined): (payload: Buffer) => Decoded {
  if (schema === undefined) return () => ({ problem: 'there is no schema' });
  try {
    const built = build(schema);
    return (payload) => readOne(payload, built);
  } catch (error) {
    return () => ({ problem: `its schema cannot be used: ${reasonOf(error)}` });
  }
}

/** Of each payload which reader it is: one Protobuf schema has several messages. */
function build(schema: SchemaText): (payload: Buffer) => readonly [Reader, Buffer] {
  switch (schema.type) {
    case 'AVRO': {
      const reader = avroReader(schema);
      return (payload) => [reader, payload];
    }
    case 'PROTOBUF':
      return protobufReader(schema);
    case 'JSON':
      return (payload) => [{ form: 'JSON', read: readJson }, payload];
  }
}

function readJson(payload: Buffer): unknown {
  return JSON.parse(payload.toString('utf8'));
}

function readOne(payload: Buffer, built: (payload: Buffer) => readonly [Reader, Buffer]): Decoded {
  try {
    const [reader, rest] = built(payload);
    return { form: reader.form.slice(0, LONGEST_FORM), value: plainValue(reader.read(rest)) };
  } catch (error) {
    return { problem: `it is not as its schema says: ${reasonOf(error)}` };
  }
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s+/gu, ' ').slice(0, 200);
}
