// Reads a quoted text with Go's escapes, as JSONPath templates carry it in single or double quotes.

const ESCAPE =
  /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))|[\s\S]/gu;

const CHARACTERS: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** The text within the quotes, or undefined where Go says "invalid syntax". */
export function unquoteGo(quoted: string): string | undefined {
  const quote = quoted[0];
  if (quoted.length < 2 || quote !== quoted.at(-1) || (quote !== '"' && quote !== "'")) {
    return undefined;
  }
  const inner = quoted.slice(1, -1);
  if (!inner.includes('\\') && !inner.includes(quote)) return inner;
  const bytes: Buffer[] = [];
  for (const match of inner.matchAll(ESCAPE)) {
    const part = readPart(match, quote);
    if (part === undefined) return undefined;
    bytes.push(part);
  }
  return Buffer.concat(bytes).toString('utf8');
}

function readPart(match: RegExpMatchArray, quote: string): Buffer | undefined {
  const [whole, simple, byte, short, long, octal] = match;
  if (simple !== undefined) return readSimple(simple, quote);
  if (byte !== undefined) return Buffer.from([Number.parseInt(byte, 16)]);
  if (octal !== undefined) {
    const value = Number.parseInt(octal, 8);
    return value > 255 ? undefined : Buffer.from([value]);
  }
  const point = short ?? long;
  if (point !== undefined) return readCodePoint(Number.parseInt(point, 16));
  // A lone backslash begins no escape that Go knows, and a quote must be escaped within itself.
  return whole === '\\' || whole === quote ? undefined : Buffer.from(whole, 'utf8');
}

function readSimple(letter: string, quote: string): Buffer | undefined {
  // Go allows to escape only the quote that is in use.
  if ((letter === "'" || letter === '"') && letter !== quote) return undefined;
  return Buffer.from(CHARACTERS[letter] ?? '', 'utf8');
}

function readCodePoint(value: number): Buffer | undefined {
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return undefined;
  return Buffer.from(String.fromCodePoint(value), 'utf8');
}
