// A schema registry in Confluent's API (https://docs.confluent.io/platform/current/schema-registry/develop/api.html), as Apicurio and
// others have it too. Schemas are fetched once: an id never comes to mean another. What they describe is read in a process of its own,
// because neither they nor the records can be trusted to end.

import { fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { OperatorError } from '../errors.ts';
import type { Decoded, Framed, Schemas } from '../kafka/schemas.ts';
import { type HttpService, HttpServiceError, jsonOf } from './http-service.ts';
import type { DecodeWish, DecodeWork, SchemaText } from './schema-registry/decode.ts';

export interface SchemaRegistryOptions {
  /** The Kafka beside which it stands. */
  readonly kafka: string;
  readonly service: HttpService;
  readonly limits: {
    /** How many schemas are kept. */
    readonly schemasKept: number;
    /** How long the records of one command may take to be read, and how much memory. */
    readonly schemaDecodeMs: number;
    readonly schemaDecodeMegabytes: number;
  };
}

export interface SchemaRegistry {
  open(signal: AbortSignal): Schemas;
}

/** Schemas that one refers to, with those that these refer to. */
const MOST_REFERENCES = 30;

export function createSchemaRegistry(options: SchemaRegistryOptions): SchemaRegistry {
  const kept = new Map<number, Promise<SchemaText>>();
  const schemaOf = (id: number): Promise<SchemaText> => {
    const known = kept.get(id);
    if (known !== undefined) return known;
    const fetching = fetchSchema(id, options);
    kept.set(id, fetching);
    fetching.catch(() => kept.delete(id));
    const oldest = kept.keys().next().value;
    if (kept.size > options.limits.schemasKept && oldest !== undefined) kept.delete(oldest);
    return fetching;
  };
  return {
    open: (signal) => ({
      decode: async (_topic, framed) => {
        const ids = [...new Set(framed.map(({ schemaId }) => schemaId))];
        const found = await Promise.all(
          ids.map(async (id) => [id, await textOrProblem(schemaOf(id), signal)] as const),
        );
        return await decodeAll(framed, new Map(found), options, signal);
      },
    }),
  };
}

async function textOrProblem(
  fetching: Promise<SchemaText>,
  signal: AbortSignal,
): Promise<SchemaText | string> {
  try {
    return await Promise.race([fetching, untilAborted(signal)]);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof RegistryProblem || error instanceof OperatorError) return error.message;
    throw error;
  }
}

/** Others wait for the same schema: who gives up takes it from nobody. The registry has a deadline of its own. */
const NEVER = new AbortController().signal;

async function untilAborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  return await new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function decodeAll(
  framed: readonly Framed[],
  schemas: ReadonlyMap<number, SchemaText | string>,
  { limits }: SchemaRegistryOptions,
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
  const decoded =
    works.length === 0 ? [] : await inProcess({ schemas: texts, works }, limits, signal);
  const left = [...decoded];
  return framed.map(({ schemaId }) => {
    const schema = schemas.get(schemaId);
    if (typeof schema !== 'object') return { problem: schema ?? 'there is no schema' };
    return left.shift() ?? { problem: 'to read it took too long, or too much memory' };
  });
}

/**
 * What was read when the time was up is told; whatever hung is ended with its process. It is a process and no thread: what runs out of
 * memory in a thread can take all of the bot along.
 */
async function inProcess(
  wish: DecodeWish,
  { schemaDecodeMs, schemaDecodeMegabytes }: SchemaRegistryOptions['limits'],
  signal: AbortSignal,
): Promise<readonly Decoded[]> {
  signal.throwIfAborted();
  const child = fork(DECODER, [], {
    execArgv: [
      `--max-old-space-size=${schemaDecodeMegabytes}`,
      ...['--permission', ...READABLE.map((each) => `--allow-fs-read=${path.join(ROOT, each)}`)],
      '--disable-warning=ExperimentalWarning',
    ],
    ...{ env: {}, serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  });
  const decoded: Decoded[] = [];
  try {
    await new Promise<void>((resolve) => {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(schemaDecodeMs)]);
      deadline.addEventListener('abort', () => resolve(), { once: true });
      child.on('message', (each) => {
        decoded.push(each as Decoded);
        if (decoded.length === wish.works.length) resolve();
      });
      child.once('error', () => resolve()).once('exit', () => resolve()); // too much memory, for example
      child.send(wish, () => {}); // one that is gone already is told as such
    });
  } finally {
    child.kill('SIGKILL');
  }
  if (signal.aborted) throw signal.reason;
  return decoded;
}

const DECODER = fileURLToPath(new URL('schema-registry/decode.ts', import.meta.url));
const ROOT = path.dirname(path.dirname(path.dirname(path.dirname(DECODER))));
/** Its own code, and nothing else: beside it lie settings and what the bot keeps. */
const READABLE = [
  'package.json',
  path.join('bot', 'adapters', 'schema-registry', '*'),
  path.join('node_modules', '*'),
];

class RegistryProblem extends Error {}

const Reference = z.object({
  name: z.string().min(1).max(500),
  subject: z.string().min(1).max(500),
  version: z.int().min(1),
});
const Schema = z.object({
  schema: z.string(),
  schemaType: z.enum(['AVRO', 'PROTOBUF', 'JSON']).nullish(),
  references: z.array(Reference).nullish(),
});

async function fetchSchema(
  id: number,
  about: Pick<SchemaRegistryOptions, 'kafka' | 'service'>,
): Promise<SchemaText> {
  const main = await getSchema(`/schemas/ids/${id}`, `schema ${id}`, about);
  const seen = new Set<string>();
  const references: { readonly name: string; readonly text: string }[] = [];
  /** Those that others need come first. */
  const gather = async (wanted: readonly z.infer<typeof Reference>[]): Promise<void> => {
    for (const { name, subject, version } of wanted) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (seen.size > MOST_REFERENCES) {
        throw new RegistryProblem(`schema ${id} refers to more than ${MOST_REFERENCES} others`);
      }
      const path = `/subjects/${encodeURIComponent(subject)}/versions/${version}`;
      const found = await getSchema(path, `a schema that schema ${id} refers to`, about);
      await gather(found.references ?? []);
      references.push({ name, text: found.schema });
    }
  };
  await gather(main.references ?? []);
  return { type: main.schemaType ?? 'AVRO', text: main.schema, references };
}

async function getSchema(
  path: string,
  what: string,
  { kafka, service }: Pick<SchemaRegistryOptions, 'kafka' | 'service'>,
): Promise<z.infer<typeof Schema>> {
  try {
    const { status, text } = await service.ask({ method: 'GET', path, signal: NEVER });
    if (status === 404) throw new RegistryProblem(`the schema registry of ${kafka} has no ${what}`);
    if (status === 401 || status === 403) {
      throw new RegistryProblem(`the schema registry of ${kafka} does not let the bot in`);
    }
    const parsed = Schema.safeParse(status === 200 ? jsonOf(text) : undefined);
    if (parsed.success) return parsed.data;
    throw new RegistryProblem(
      status === 200
        ? `the schema registry of ${kafka} answered with something else than a schema`
        : `the schema registry of ${kafka} answered with HTTP ${status}`,
    );
  } catch (error) {
    if (!(error instanceof HttpServiceError)) throw error;
    const why =
      error.code === 'late' ? 'gave no answer in time' : `cannot be asked (${error.code})`;
    throw new RegistryProblem(`the schema registry of ${kafka} ${why}`);
  }
}
