// Whether a text, written without quotes, would be read back as something else than a text: by the rules of YAML 1.1 that
// sigs.k8s.io/yaml follows (`yes` is a bool, `1_000` a number, `2026-01-31` a time).

const WORDS = new Set(
  `y Y yes Yes YES true True TRUE on On ON n N no No NO false False FALSE off Off OFF ~ null Null NULL
   .nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF`.split(/\s+/u),
);
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/u;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/u;
const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/u;
const LARGEST_UNSIGNED = 2n ** 64n - 1n;
const LARGEST_NEGATIVE = 2n ** 63n;

export function readsAsText(text: string): boolean {
  if (text === '' || WORDS.has(text)) return false;
  const first = text[0] ?? '';
  if (first === '.') return !isFloat(text);
  if (!/[-+0-9]/u.test(first)) return true;
  const plain = text.replaceAll('_', '');
  return !(isTimestamp(text) || isInteger(plain) || isFloat(plain) || BASE_60.test(text));
}

function isFloat(text: string): boolean {
  // Too large a number is no number to Go.
  return FLOAT.test(text) && Number.isFinite(Number(text));
}

function isInteger(text: string): boolean {
  if (!INTEGER.test(text)) return false;
  const isNegative = text.startsWith('-');
  const digits = text.replace(/^[-+]/u, '');
  const isOctal = /^0[0-7]+$/u.test(digits);
  const size = BigInt(isOctal ? `0o${digits.slice(1)}` : digits.toLowerCase());
  if (isNegative) return size <= LARGEST_NEGATIVE;
  return size <= (text.startsWith('+') ? LARGEST_NEGATIVE - 1n : LARGEST_UNSIGNED);
}

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})(.*)$/u;
const TIME_OF_DAY = /^(?:[Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(Z|[-+]\d{2}:\d{2})?$/u;

function isTimestamp(text: string): boolean {
  const [, year = '', month = '', day = '', rest = ''] = DATE.exec(text) ?? [];
  if (year === '' || !isDate(Number(year), Number(month), Number(day))) return false;
  if (rest === '') return true;
  const match = TIME_OF_DAY.exec(rest);
  if (match === null) return false;
  const [, hour = '', minute = '', second = '', zone] = match;
  // With a T a zone is needed; after a space there may be none.
  if (rest.startsWith(' ') !== (zone === undefined)) return false;
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 && isZone(zone ?? 'Z');
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isZone(zone: string): boolean {
  const [hours = '0', minutes = '0'] = zone.slice(1).split(':');
  return zone === 'Z' || (Number(hours) <= 24 && Number(minutes) < 60);
}
