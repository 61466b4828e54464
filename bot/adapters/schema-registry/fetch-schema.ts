// Asks a schema registry for a schema and for those that it refers to: few, and not large.

import { z } from 'zod';
import { type HttpService, HttpServiceError, jsonOf } from '../http-service.ts';
import type { SchemaText } from './decode.ts';

/** Why there is no schema, in words for people. */
export class RegistryProblem extends Error {
  /** Whether another schema would not be got either. */
  readonly isOutage: boolean;

  constructor(message: string, isOutage = false) {
    super(message);
    this.name = 'RegistryProblem';
    this.isOutage = isOutage;
  }
}

export interface FetchSchema {
  /** The Kafka beside which it stands. */
  readonly kafka: string;
  readonly service: HttpService;
  /** Of one schema with all that it refers to. */
  readonly limits: { readonly schemaBytes: number };
}

/** Schemas that one refers to, with those that these refer to. */
const MOST_REFERENCES = 30;

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

/** @throws RegistryProblem where it is not there, not one, too large, or nobody answers; OperatorError for a secret that is not there */
export async function fetchSchema(id: number, about: FetchSchema): Promise<SchemaText> {
  const { schemaBytes } = about.limits;
  let left = schemaBytes;
  const get = async (path: string, what: string) => {
    const found = await getSchema(path, what, about);
    left -= Buffer.byteLength(found.schema);
    if (left >= 0) return found;
    throw new RegistryProblem(
      `schema ${id} and those that it refers to have more than ${schemaBytes} bytes`,
    );
  };
  const main = await get(`/schemas/ids/${id}`, `schema ${id}`);
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
      const found = await get(path, `a schema that schema ${id} refers to`);
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
  { kafka, service }: FetchSchema,
): Promise<z.infer<typeof Schema>> {
  const registry = `the schema registry of ${kafka}`;
  try {
    const { status, text } = await service.ask({ method: 'GET', path, signal: NEVER });
    if (status === 404) throw new RegistryProblem(`${registry} has no ${what}`);
    if (status === 401 || status === 403) {
      throw new RegistryProblem(`${registry} does not let the bot in`, true);
    }
    if (status !== 200) throw new RegistryProblem(`${registry} answered with HTTP ${status}`);
    const parsed = Schema.safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    throw new RegistryProblem(`${registry} answered with something else than a schema`);
  } catch (error) {
    if (!(error instanceof HttpServiceError)) throw error;
    if (error.code === 'too large') throw new RegistryProblem(`${what} is too large to be read`);
    const why =
      error.code === 'late' ? 'gave no answer in time' : `cannot be asked (${error.code})`;
    throw new RegistryProblem(`${registry} ${why}`, true);
  }
}

/** Others wait for the same schema: who gives up takes it from nobody. The registry has a deadline of its own. */
const NEVER = new AbortController().signal;
