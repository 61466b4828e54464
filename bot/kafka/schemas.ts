// Values that were written with a schema registry: how they begin, and what they are once they were read by their schema. The framing is
// that of Confluent's serializers (https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/#wire-format). Pure.

import { type KafkaAccess, needAccesses } from './access.ts';

const FRAME_BYTES = 5;

export interface Framed {
  readonly schemaId: number;
  readonly payload: Buffer;
}

/** undefined for what does not begin with a zero and the id of a schema. */
export function readFrame(value: Buffer | null): Framed | undefined {
  if (value === null || value.length < FRAME_BYTES || value[0] !== 0) return undefined;
  return { schemaId: value.readInt32BE(1), payload: value.subarray(FRAME_BYTES) };
}

export type Decoded =
  /** As JSON has it; bytes are only counted in it. */
  | { readonly form: string; readonly value: unknown }
  /** For people: why it cannot be read. */
  | { readonly problem: string };

/** What reads them; undefined in place of it where the settings have no registry. */
export interface Schemas {
  /**
   * @param topic where they stand: only what may be read is decoded
   * @returns each by its schema, in their order. What cannot be read says why: a record that is broken hides no other.
   */
  decode(topic: string, framed: readonly Framed[]): Promise<readonly Decoded[]>;
}

/** Lets through what one of a command's accesses lets it read. */
export function guardSchemas(schemas: Schemas, accesses: readonly KafkaAccess[]): Schemas {
  const need = needAccesses(accesses);
  return {
    decode: async (topic, framed) => {
      need({ operation: 'Read', resourceType: 'Topic', name: topic });
      return await schemas.decode(topic, framed);
    },
  };
}
