// Finds strings that look random and are none of the random-looking things that Kubernetes prints all day: UUIDs, digests,
// hashes in names, certificates, versions. A guess, and the last of the rules: what it misses has no other mark either.

import { splitWords } from './keys.ts';
import type { Span } from './span.ts';

const TOKEN = /[A-Za-z0-9+/_=-]{20,}/g;
const HEX = /^[0-9a-f]{32,}$|^[0-9A-F]{32,}$/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const DIGEST_BEFORE = /(?:sha\d{1,3}|md5|blake\w{1,3}|h1)[:=-]$/i;
const DIGEST = /^(?:sha\d{1,3}|md5)-/i;
const NAME_BEFORE =
  /([A-Za-z][\w./-]{0,80}(?: (?:ID|Id|id|UUID|Hash|hash))?)(?:\\*["'])?[ \t]{0,40}[:=][ \t]{0,40}(?:\\*["'])?$/;
/** `- name: KAFKA_CLUSTER_ID` with the value behind it. */
const PAIR_BEFORE =
  /\bname(?:\\*["'])?[:=][ \t]*(?:\\*["'])?([\w.-]{1,60})(?:\\*["'])?,?\s{0,60}(?:\\*["'])?value(?:\\*["'])?[:=][ \t]*(?:\\*["'])?$/;
/** How ssh's public keys begin. */
const SSH_PUBLIC = /^AAAA[BCE][0-9A-Za-z]/;
/** `ReplicaSet/web-86dd7cf8d`: how describe and events name an object. */
const OBJECT = /^[A-Z][A-Za-z]{1,40}\/[a-z0-9-]+$/;
const BASE64_CERTIFICATE = /^LS0tLS1CRUdJTi(?:BDRVJUSUZJQ0FUR|BQVUJMSUMg|BSU0EgUFVCTElD|BYNTA5)/;
const CONTEXT_CHARACTERS = 130;

/** Names whose random-looking values are public. */
const PUBLIC_NAMES = new Set(
  (
    'public id ids uid uuid guid hash digest checksum sha sum fingerprint revision version commit etag trace span nonce certificate ' +
    'cert crt ca bundle csr image build identity thumbprint serial sha256 continue cluster topic holder instance'
  ).split(' '),
);

export function findRandom(text: string, publics: readonly Span[]): Span[] {
  const spans: Span[] = [];
  let passed = 0;
  for (const hit of text.matchAll(TOKEN)) {
    const end = hit.index + hit[0].length;
    while ((publics[passed]?.end ?? Number.POSITIVE_INFINITY) <= hit.index) passed += 1;
    if ((publics[passed]?.start ?? Number.POSITIVE_INFINITY) < end) continue;
    const start = skipEscape(text, hit.index);
    if (
      isRandom(text.slice(start, end), text.slice(Math.max(0, start - CONTEXT_CHARACTERS), start))
    ) {
      spans.push({ start, end });
    }
  }
  return spans;
}

/** The letter of an escape (\n, \u003c) is no part of the token. */
function skipEscape(text: string, start: number): number {
  if (text[start - 1] !== '\\') return start;
  return text[start] === 'u' ? start + 5 : start + 1;
}

function isRandom(token: string, before: string): boolean {
  if (token.length < 20 || DIGEST_BEFORE.test(before) || DIGEST.test(token)) return false;
  if (BASE64_CERTIFICATE.test(token) || OBJECT.test(token)) return false;
  if (SSH_PUBLIC.test(token) && /(?:ssh|ecdsa)-[\w-]+[ \t]+$/.test(before)) return false;
  const isHex = HEX.test(token);
  if (!isHex && !looksRandom(token.replace(UUID, ''))) return false;
  const name = PAIR_BEFORE.exec(before)?.[1] ?? NAME_BEFORE.exec(before)?.[1];
  // A run of hex digits by itself is far more often a digest than a secret: it needs a name that does not say so.
  if (name === undefined) return !isHex;
  return !splitWords(name).some((word) => PUBLIC_NAMES.has(word));
}

/** Random letters change between upper, lower and digits most of the time; words, names and paths seldom do. */
export function looksRandom(token: string): boolean {
  const letters = token.replace(/[+/_=-]+/g, '');
  if (letters.length < 18) return false;
  const upper = count(letters, /[A-Z]/g);
  const lower = count(letters, /[a-z]/g);
  const digits = letters.length - upper - lower;
  if (upper < 2 || lower < 2) return false;
  const changes = countChanges(token) / (letters.length - 1);
  if (digits === 0) return upper >= 5 && lower >= 5 && changes >= 0.45 && !isCamelCase(letters);
  return changes >= 0.36;
}

/** `FallbackToLogsOnError`: letters drawn at random seldom keep every capital apart. */
function isCamelCase(letters: string): boolean {
  return !/[A-Z]{2}/.test(letters);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Between neighbours of different kinds; signs are no neighbours. */
function countChanges(token: string): number {
  let changes = 0;
  let before = 0;
  for (let at = 0; at < token.length; at += 1) {
    const kind = kindOf(token.charCodeAt(at));
    if (kind !== 0 && before !== 0 && kind !== before) changes += 1;
    before = kind;
  }
  return changes;
}

function kindOf(code: number): number {
  if (code >= 48 && code <= 57) return 1;
  if (code >= 65 && code <= 90) return 2;
  return code >= 97 && code <= 122 ? 3 : 0;
}
