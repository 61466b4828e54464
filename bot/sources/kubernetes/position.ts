// How far each kind of a cluster was read, as a source keeps it: the resourceVersion by resource. Pure.

import { z } from 'zod';

const shape = z.object({ v: z.literal(1), at: z.record(z.string(), z.string().regex(/^\d+$/u)) });

/** Nothing is known of what nobody can read: then all is listed afresh. */
export function readPosition(text: string | undefined): Readonly<Record<string, string>> {
  try {
    const parsed = shape.safeParse(JSON.parse(text ?? ''));
    return parsed.success ? parsed.data.at : {};
  } catch {
    return {};
  }
}

/** @returns undefined where nothing was read yet. */
export function writePosition(at: ReadonlyMap<string, string | undefined>): string | undefined {
  const known = [...at].filter((each): each is [string, string] => each[1] !== undefined);
  return known.length === 0 ? undefined : JSON.stringify({ v: 1, at: Object.fromEntries(known) });
}
