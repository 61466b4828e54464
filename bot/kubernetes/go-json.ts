// Writes JSON as Go's encoder does: keys in order, the characters of HTML escaped, four spaces where it is indented. It
// knows nothing of Kubernetes objects.

const STEP = '    ';

/** As `json.Marshal`: no spaces. */
export function encodeGoJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => encodeGoJson(item)).join(',')}]`;
  if (!isMapping(value)) return encodeScalar(value);
  const members = sortedKeys(value).map((key) => `${encodeText(key)}:${encodeGoJson(value[key])}`);
  return `{${members.join(',')}}`;
}

/** As `json.MarshalIndent` with four spaces; without a newline at the end. */
export function encodeIndentedGoJson(value: unknown): string {
  const parts: string[] = [];
  writeIndented(parts, value, '\n');
  return parts.join('');
}

function writeIndented(parts: string[], value: unknown, lineBreak: string): void {
  const inner = lineBreak + STEP;
  let separator = inner;
  if (Array.isArray(value)) {
    if (value.length === 0) {
      parts.push('[]');
      return;
    }
    parts.push('[');
    for (const item of value) {
      parts.push(separator);
      writeIndented(parts, item, inner);
      separator = `,${inner}`;
    }
    parts.push(lineBreak, ']');
    return;
  }
  if (!isMapping(value)) {
    parts.push(encodeScalar(value));
    return;
  }
  const keys = sortedKeys(value);
  if (keys.length === 0) {
    parts.push('{}');
    return;
  }
  parts.push('{');
  for (const key of keys) {
    parts.push(separator, encodeText(key), ': ');
    writeIndented(parts, value[key], inner);
    separator = `,${inner}`;
  }
  parts.push(lineBreak, '}');
}

/** An object of JSON, as it comes out of a parser. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function sortedKeys(mapping: Record<string, unknown>): string[] {
  return Object.keys(mapping).sort((a, b) => (a < b ? -1 : 1));
}

function encodeScalar(value: unknown): string {
  if (typeof value === 'string') return encodeText(value);
  if (typeof value === 'bigint') return String(value);
  // Both languages write numbers by the same rule of ECMAScript.
  return JSON.stringify(value) ?? 'null';
}

const NEEDS_CARE = /[<>&\u2028\u2029]/u;
const CARE = /[<>&\u2028\u2029]/gu;

function encodeText(text: string): string {
  const encoded = JSON.stringify(text);
  if (!NEEDS_CARE.test(encoded)) return encoded;
  return encoded.replace(
    CARE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
