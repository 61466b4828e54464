// Reads values of unknown shape that came over the wire. It knows nothing of Slack's fields.

/** A JSON object whose fields nobody has checked yet. */
export type Json = { [field: string]: unknown };

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object, or an empty one. */
export function toObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The value as a string; numbers and booleans are written out, anything else is empty. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The objects of a list; anything that is no object is left out. */
export function toObjects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The strings of a list, or of one string parted by commas. */
export function toTexts(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : value.split(',').map((t) => t.trim());
  return Array.isArray(value) ? value.map(toText).filter((t) => t !== '') : [];
}

/** Slack's clients send flags as true, 'true', 1 or '1'. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === 'true' || value === '1';
}

/** Parses JSON text; undefined when it is none. */
export function parseJson(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch {
    return undefined;
  }
}
