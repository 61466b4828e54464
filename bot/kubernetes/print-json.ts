// `-o json`: an object or a List as kubectl prints it.

import { encodeIndentedGoJson, isMapping } from './go-json.ts';

export interface ManifestOptions {
  /** Who wrote which field is left out unless asked for. */
  readonly showManagedFields: boolean;
}

export function printJson(document: unknown, options: ManifestOptions): string {
  return `${encodeIndentedGoJson(options.showManagedFields ? document : omitManagedFields(document))}\n`;
}

/** Of a List, from each of its items. The given document stays as it is. */
export function omitManagedFields(document: unknown): unknown {
  if (!isMapping(document)) return document;
  if (Array.isArray(document.items)) {
    return { ...document, items: document.items.map((item) => withoutManagedFields(item)) };
  }
  return withoutManagedFields(document);
}

function withoutManagedFields(object: unknown): unknown {
  if (!isMapping(object) || !isMapping(object.metadata)) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
