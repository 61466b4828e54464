// Parses and writes JSON without losing a digit of an integer that Go would keep: 64 bits, where JavaScript has 53. Such
// integers are bigint in the parsed value, all other numbers are number, as in Go's own reading.

const LONG_INTEGER = /[:,[{\s]-?\d{16,}/u;
const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/** @throws SyntaxError for what is no JSON. */
export function parseJson(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  return JSON.parse(text, keepLongInteger as (key: string, value: unknown) => unknown);
}

export function writeJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'bigint' ? rawJson(String(each)) : each,
  );
}

function keepLongInteger(
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  if (!/^-?\d+$/u.test(source)) return value;
  const integer = BigInt(source);
  return integer < LEAST || integer > MOST ? value : integer;
}

/** JSON.rawJSON of ES2026, which Node has and the type library has not yet. */
function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}
