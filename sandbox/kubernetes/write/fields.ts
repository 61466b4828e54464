// Small steps for filling in the fields of a freshly decoded object, which the caller owns and may change.

export type Fields = Record<string, unknown>;

/** The object under a field; it is made when there is none. */
export function fieldsOf(parent: Fields, field: string): Fields {
  const value = parent[field];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  const made: Fields = {};
  parent[field] = made;
  return made;
}

/** Sets the fields that are missing. */
export function setDefaults(fields: Fields, defaults: Fields): void {
  for (const [key, value] of Object.entries(defaults))
    if (fields[key] === undefined || fields[key] === null)
      fields[key] = typeof value === 'object' && value !== null ? structuredClone(value) : value;
}
