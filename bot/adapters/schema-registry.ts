// A schema registry in Confluent's API (https://docs.confluent.io/platform/current/schema-registry/develop/api.html), as Apicurio and
// others have it too. Schemas are fetched once and kept within bounds. What they describe is read in a process of its own, because neither
// they nor the records can be trusted to end, and in few of these at once.

import { OperatorError } from '../errors.ts';
import type { Decoded, Framed, Schemas } from '../kafka/schemas.ts';
import type { HttpService } from './http-service.ts';
import type { DecodeWork, SchemaText } from './schema-registry/decode.ts';
import { fetchSchema, RegistryProblem } from './schema-registry/fetch-schema.ts';
import {
  bytesOf,
  createKeptSchemas,
  type KeptSchemasLimits,
} from './schema-registry/kept-schemas.ts';
import { type DecoderLimits, runDecoder } from './schema-registry/run-decoder.ts';
import type { Slots } from './schema-registry/slots.ts';

export interface SchemaRegistryOptions {
  /** The Kafka beside which it stands. */
  readonly kafka: string;
  readonly service: HttpService;
  /** The processes that read, of all registries together. */
  readonly decoders: Slots;
  readonly limits: KeptSchemasLimits &
    DecoderLimits & {
      /** Of one schema with all that it refers to, and of those of the records of one command together. */
      readonly schemaBytes: number;
      readonly schemasOfOneBytes: number;
    };
}

export interface SchemaRegistry {
  open(signal: AbortSignal): Schemas;
}

type SchemaOf = (id: number) => Promise<SchemaText>;

export function createSchemaRegistry(options: SchemaRegistryOptions): SchemaRegistry {
  const schemaOf = createKeptSchemas((id) => fetchSchema(id, options), options.limits);
  return {
    open: (signal) => ({
      decode: async (_topic, framed) => {
        const ids = [...new Set(framed.map(({ schemaId }) => schemaId))];
        const found = await schemasOf(ids, schemaOf, options, signal);
        return await decodeAll(framed, found, options, signal);
      },
    }),
  };
}

const AT_ONCE = 4;

/** Some at once, as long as there is room for what they have in them; of a registry that cannot be asked no more are asked for. */
async function schemasOf(
  ids: readonly number[],
  schemaOf: SchemaOf,
  { limits }: SchemaRegistryOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, SchemaText | string>> {
  const found = new Map<number, SchemaText | string>();
  let leftBytes = limits.schemasOfOneBytes;
  let outage: string | undefined;
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const full = leftBytes > 0 ? undefined : tooMuch(limits);
    const asked = ids.slice(from, from + AT_ONCE).map(async (id) => {
      const given = outage ?? full ?? (await schemaOrProblem(schemaOf(id), signal));
      return [id, given] as const;
    });
    for (const [id, given] of await Promise.all(asked)) {
      if (given instanceof RegistryProblem && given.isOutage) outage = given.message;
      const isText = typeof given === 'object' && !(given instanceof RegistryProblem);
      leftBytes -= isText ? bytesOf(given) : 0;
      if (isText) found.set(id, leftBytes < 0 ? tooMuch(limits) : given);
      else found.set(id, typeof given === 'string' ? given : given.message);
    }
  }
  return found;
}

function tooMuch({ schemasOfOneBytes }: SchemaRegistryOptions['limits']): string {
  return `the schemas of these records have more than ${schemasOfOneBytes} bytes; look at fewer at once`;
}

async function schemaOrProblem(
  fetching: Promise<SchemaText>,
  signal: AbortSignal,
): Promise<SchemaText | RegistryProblem> {
  try {
    return await Promise.race([fetching, untilAborted(signal)]);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof RegistryProblem) return error;
    if (error instanceof OperatorError) return new RegistryProblem(error.message, true);
    throw error;
  }
}

async function untilAborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  return await new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function decodeAll(
  framed: readonly Framed[],
  schemas: ReadonlyMap<number, SchemaText | string>,
  { limits, decoders }: SchemaRegistryOptions,
  signal: AbortSignal,
): Promise<readonly Decoded[]> {
  const texts = [...schemas].filter(
    (each): each is [number, SchemaText] => typeof each[1] === 'object',
  );
  const works = framed
    .filter(({ schemaId }) => typeof schemas.get(schemaId) === 'object')
    .map(({ schemaId, payload }): DecodeWork => {
      return { schema: schemaId, payload: new Uint8Array(payload) };
    });
  const run = async () => await runDecoder({ schemas: texts, works }, limits, signal);
  const decoded = works.length === 0 ? [] : await decoders.within(signal, run);
  const left = [...decoded];
  return framed.map(({ schemaId }) => {
    const schema = schemas.get(schemaId);
    if (typeof schema !== 'object') return { problem: schema ?? 'there is no schema' };
    return left.shift() ?? { problem: 'to read it took too long, or too much memory' };
  });
}
