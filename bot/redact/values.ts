// Finds the value that follows a name, and says whether it is a value at all or a reference to one. Linear in its length.

import { looksRandom } from './entropy.ts';
import type { Sensitivity } from './keys.ts';
import type { Span } from './span.ts';

export interface Place {
  readonly text: string;
  /** Where the value starts. */
  readonly at: number;
  /** The name stands at the start of its line: what follows it up to the line's end is the value. */
  readonly isWholeLine: boolean;
  /** The quote that closed the name, '' where it had none: JSON wants a string in the place of a number then. */
  readonly nameQuote: string;
}

const QUOTE = /\\*["'`]/y;
const BARE_END = /[\s"'`]|\\["nrt]/g;
const NEXT_ENTRY = /[,;&](?=\s|$|["'\\}\])]|[A-Za-z_][\w.-]{0,60}[=:])|[,}\])]+$/;

/** The value's span without its quotes; undefined where there is none. */
export function findValue(place: Place): Span | undefined {
  const { text, at } = place;
  QUOTE.lastIndex = at;
  const quote = QUOTE.exec(text)?.[0];
  if (quote !== undefined) {
    const start = at + quote.length;
    const end = findClosing(text, start, quote);
    return end > start ? { start, end } : undefined;
  }
  if (place.nameQuote === '' && place.isWholeLine) return restOfLine(text, at);
  const end = findBareEnd(text, at, place.nameQuote !== '');
  if (end <= at) return undefined;
  if (place.nameQuote === '') return { start: at, end };
  return { start: at, end, replacement: `${place.nameQuote}[redacted]${place.nameQuote}` };
}

/** The same quote, behind as many backslashes; a text that ends before it ends the value. */
function findClosing(text: string, start: number, quote: string): number {
  const lineEnd = endOfLine(text, start);
  for (let at = start; at < lineEnd; at += 1) {
    if (text.startsWith(quote, at)) return at;
    if (text[at] === '\\' && !quote.startsWith('\\')) at += 1;
    else if (text[at] === '\\' && text.startsWith('\\\\', at)) {
      // Within an escaped string a longer run of backslashes is part of the value.
      while (text[at + 1] === '\\') at += 1;
      at += 1;
    }
  }
  return lineEnd;
}

function restOfLine(text: string, at: number): Span | undefined {
  const line = text.slice(at, endOfLine(text, at)).trimEnd();
  return line === '' ? undefined : { start: at, end: at + line.length };
}

function findBareEnd(text: string, at: number, isJson: boolean): number {
  BARE_END.lastIndex = at;
  const end = BARE_END.exec(text)?.index ?? text.length;
  const bare = text.slice(at, end);
  const cut = isJson ? bare.search(/[,}\]]/) : bare.search(NEXT_ENTRY);
  return cut === -1 ? end : at + cut;
}

/** Remembers the line it was last asked about: a megabyte in one line is searched once, not at each name in it. */
export function endOfLine(text: string, at: number): number {
  if (text === known.text && at >= known.from && at <= known.end) return known.end;
  const end = text.indexOf('\n', at);
  known = { text, from: at, end: end === -1 ? text.length : end };
  return known.end;
}

let known = { text: '', from: 0, end: 0 };

const NOT_A_VALUE =
  /^(?:true|false|null|nil|none|undefined|yes|no|on|off|n\/a|unset|empty|\*+|x{3,}|\.{3}|-+|\[(?:.*\])?|\{(?:.*\})?|\(.*\)|[|>][+-]?\d?|&[\w-]+|\$\{[^}]*\}.{0,3}|\$\([^)]*\).{0,3}|\{\{.*\}\}|\$[A-Z_][A-Z0-9_]*|%[svdq]|\[?redacted\]?|masked|hidden|\d+ bytes)[,;]?$/i;
/** How Go prints a map or a list of anything. */
const GO_MAP = /^(?:map\[string|\[\]interface)/;
const ANGLED = /^<[^<>]{1,200}>(?:\s+Optional: (?:true|false))?$/;
const PATH = /^(?:[.~]?|file:\/\/|[A-Za-z]:)(?:\/[\w.@~-]+)+\/?$/;
const PROSE = /^(?:[a-z]+(?:[ ,.:;'’-]+|$))+$/;
const MECHANISMS =
  /^(?:basic|tls|mtls|oauth2?|oidc|ldap|token|bearer|rbac|enabled|disabled|required|optional|iam|sasl|scram|kerberos|plain|jwt|password|ok|failed|expired|invalid|valid|missing|secret|opaque|cluster|default|node,rbac|webhook)$/i;
const PASSWORD_PROSE =
  /^(?:is|was|are|for|must|does|do|did|cannot|has|incorrect|wrong|invalid|required|expired|authentication|mismatch|not|and|or|to|of|from|in|with|should|policy|can)\b/i;

/** Whether a value that was found is a secret, not a reference, a switch or words about one. */
export function isSecretValue(
  value: string,
  { sensitivity, isCertainPlace }: { sensitivity: Sensitivity; isCertainPlace: boolean },
): boolean {
  const trimmed = value.trim();
  if (trimmed === '' || NOT_A_VALUE.test(trimmed) || ANGLED.test(trimmed)) return false;
  if (GO_MAP.test(trimmed)) return false; // what is in it is looked at by itself
  if (sensitivity === 'certain') return isCertainPlace || !PASSWORD_PROSE.test(trimmed);
  if (/^[[{(]/.test(trimmed)) return false; // a list or a map: what is in it is looked at by itself
  if (/^[\d.,%]{1,5}[a-z]{0,2}$/.test(trimmed) || MECHANISMS.test(trimmed) || isPath(trimmed)) {
    return false;
  }
  if (isCertainPlace) return !(trimmed.includes(' ') && PROSE.test(trimmed));
  return trimmed.length >= 6 && /\d|[A-Z].*[a-z]|[a-z].*[A-Z]|[^\w.,:;'()-]/.test(trimmed);
}

/** A base64 secret may start with a slash, too. */
function isPath(value: string): boolean {
  return PATH.test(value) && !looksRandom(value);
}
