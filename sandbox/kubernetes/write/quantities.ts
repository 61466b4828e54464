// Refuses a patch whose resource quantities cannot be read, as the API server's decoder does before any validation.
import { isObject, type Json, type JsonObject } from '../patch/json.ts';
import { isQuantity } from '../quantity.ts';
import { invalid } from '../status.ts';

export const NO_QUANTITY =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

export function assertQuantities(patch: JsonObject): void {
  if (!hasBadQuantity(patch, '')) return;
  const message = `Invalid value: "${goText(patch)}": ${NO_QUANTITY}`;
  throw invalid('', '', '', [{ reason: 'FieldValueInvalid', message, field: 'patch' }]);
}

export function hasBadQuantity(value: unknown, path: string): boolean {
  if (Array.isArray(value)) return value.some((item) => hasBadQuantity(item, path));
  if (isObject(value))
    return Object.entries(value).some(([key, item]) => hasBadQuantity(item, `${path}.${key}`));
  if (!/\.resources\.(limits|requests)\.[^.]/.test(path)) return false;
  return value !== null && !isQuantity(String(value));
}

/** How Go prints a decoded JSON value with %v. */
function goText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${key}:${goText(value[key] ?? null)}`);
  return `map[${members.join(' ')}]`;
}
