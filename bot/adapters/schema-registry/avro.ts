// Reads Avro's binary form (https://avro.apache.org/docs/1.12.0/specification/#binary-encoding) by a schema and those it refers to.

import avro from 'avsc';
import type { Reader, SchemaText } from './decode.ts';

/** 64 bits whole: what JSON cannot hold as a number is text later. */
const LONG = avro.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (one: bigint, other: bigint) => (one === other ? 0 : one < other ? -1 : 1),
});

/** @throws Error for a schema that is none */
export function avroReader({ text, references }: SchemaText): Reader {
  const registry: Record<string, avro.Type> = { long: LONG };
  for (const reference of references) {
    avro.Type.forSchema(JSON.parse(reference.text) as avro.Schema, { registry });
  }
  const type = avro.Type.forSchema(JSON.parse(text) as avro.Schema, { registry });
  const name = type.name === undefined ? '' : ` ${type.name}`;
  return {
    form: `Avro${name}`,
    read: (payload) => type.fromBuffer(payload) as unknown,
  };
}
