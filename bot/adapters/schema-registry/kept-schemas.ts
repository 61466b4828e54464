// Schemas that were fetched: an id never comes to mean another, so they are kept, those that were asked for last, within so many bytes.

import type { SchemaText } from './decode.ts';

export interface KeptSchemasLimits {
  readonly schemasKept: number;
  readonly schemasKeptBytes: number;
}

/** @returns what gives a schema by its id: whoever asks for one that is being fetched waits for the same; one that failed is fetched again */
export function createKeptSchemas(
  fetch: (id: number) => Promise<SchemaText>,
  { schemasKept, schemasKeptBytes }: KeptSchemasLimits,
): (id: number) => Promise<SchemaText> {
  const fetching = new Map<number, Promise<SchemaText>>();
  /** The one that was asked for longest ago comes first. */
  const kept = new Map<number, SchemaText>();
  let bytes = 0;
  const drop = (id: number) => {
    const text = kept.get(id);
    if (text === undefined) return;
    kept.delete(id);
    bytes -= bytesOf(text);
  };
  const keep = (id: number, text: SchemaText) => {
    kept.set(id, text);
    bytes += bytesOf(text);
    for (const oldest of kept.keys()) {
      if (kept.size <= schemasKept && bytes <= schemasKeptBytes) break;
      drop(oldest);
    }
  };
  const fetchOnce = async (id: number) => {
    try {
      const text = await fetch(id);
      keep(id, text);
      return text;
    } finally {
      fetching.delete(id);
    }
  };
  return async (id) => {
    const known = kept.get(id);
    if (known !== undefined) {
      kept.delete(id);
      kept.set(id, known);
      return known;
    }
    const running = fetching.get(id) ?? fetchOnce(id);
    fetching.set(id, running);
    return await running;
  };
}

/** Of the schema and of all that it refers to. */
export function bytesOf({ text, references }: SchemaText): number {
  return references.reduce(
    (sum, each) => sum + Buffer.byteLength(each.text),
    Buffer.byteLength(text),
  );
}
