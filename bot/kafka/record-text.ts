// A record in words: where and when, its key and headers, and what it holds as JSON, text, a CloudEvent, or what its schema makes of
// it. Bytes that are none of these are counted and not shown: nothing in them could be hidden. Pure.

import type { KafkaRecord } from '../../pipeline/index.ts';
import { isPersonalField, maskText, maskValue } from './mask.ts';
import { type Decoded, readFrame } from './schemas.ts';
import { timeInWords } from './time.ts';

const MOST_KEY = 200;
const MOST_HEADERS = 20;
/** https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/kafka-protocol-binding.md */
const STRUCTURED = 'application/cloudevents+json';
const ATTRIBUTES = ['specversion', 'type', 'source', 'id', 'time', 'subject'];

/** What its schemas made of it; absent where it was not written with one, or there is no registry to ask. */
export interface DecodedRecord {
  readonly key?: Decoded | undefined;
  readonly value?: Decoded | undefined;
}

/** @param mostBytes of the value that are shown */
export function recordInWords(
  record: KafkaRecord,
  mostBytes: number,
  decoded: DecodedRecord = {},
): string {
  const { topic, partition, offset, timestamp, key } = record;
  const first = `${topic}-${partition} at ${offset}, ${timeInWords(timestamp)}`;
  const keyText = key === null ? undefined : (keyOf(decoded.key) ?? textOf(key) ?? bytesOf(key));
  const keyLine = keyText === undefined ? '' : `, key ${cut(maskText(keyText), MOST_KEY)}`;
  const lines = [
    ...eventLines(record),
    ...headerLines(record),
    ...valueLines(record.value, mostBytes, decoded.value),
  ];
  return `${first}${keyLine}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function keyOf(decoded: Decoded | undefined): string | undefined {
  return decoded !== undefined && 'form' in decoded
    ? JSON.stringify(maskValue(decoded.value))
    : undefined;
}

function headerLines({ headers }: KafkaRecord): readonly string[] {
  const shown = headers.filter(([name]) => !name.startsWith('ce_')).slice(0, MOST_HEADERS);
  return shown.map(([name, value]) => {
    const text = value === null ? 'null' : (textOf(value) ?? bytesOf(value));
    const masked = isPersonalField(name) ? '[hidden]' : maskText(text);
    return `${cut(maskText(oneLine(name)), MOST_KEY)}: ${cut(masked, MOST_KEY)}`;
  });
}

/** A CloudEvent says what it is in headers (binary mode), or in its value (structured mode). */
function eventLines({ headers, value }: KafkaRecord): readonly string[] {
  const header = (name: string) => {
    const found = headers.find(([each]) => each === name)?.[1];
    return found === undefined || found === null ? undefined : textOf(found);
  };
  const attributes = header('content-type')?.startsWith(STRUCTURED)
    ? (parseObject(value) ?? {})
    : Object.fromEntries(ATTRIBUTES.map((name) => [name, header(`ce_${name}`)]));
  if (typeof attributes.specversion !== 'string') return [];
  const said = ATTRIBUTES.filter((name) => typeof attributes[name] === 'string').map(
    (name) => `${name}=${cut(maskText(oneLine(String(attributes[name]))), MOST_KEY)}`,
  );
  return [`CloudEvent ${said.join(' ')}`];
}

function valueLines(
  value: Buffer | null,
  mostBytes: number,
  decoded: Decoded | undefined,
): readonly string[] {
  if (value === null) return ['null (a tombstone: deletes its key where the topic is compacted)'];
  if (value.length === 0) return ['(empty)'];
  const frame = readFrame(value);
  if (frame !== undefined) return framedLines(value, frame.schemaId, mostBytes, decoded);
  const text = textOf(value);
  if (text === undefined) return [bytesOf(value)];
  const parsed = parse(text);
  const shown =
    parsed === undefined ? maskText(text) : JSON.stringify(maskValue(parsed.value), null, 2);
  return linesOf(shown, mostBytes);
}

function framedLines(
  value: Buffer,
  schemaId: number,
  mostBytes: number,
  decoded: Decoded | undefined,
): readonly string[] {
  const what = `${bytesOf(value)}: written with schema ${schemaId} of a schema registry`;
  if (decoded === undefined) return [`${what}, which is not asked`];
  if ('problem' in decoded) return [what, `not read: ${maskText(oneLine(decoded.problem))}`];
  const shown = JSON.stringify(maskValue(decoded.value), null, 2);
  return [`${oneLine(decoded.form)}, schema ${schemaId}`, ...linesOf(shown, mostBytes)];
}

function linesOf(shown: string, mostBytes: number): readonly string[] {
  const rest = shown.length - mostBytes;
  const lines = cut(shown, mostBytes).split(/\r?\n/u);
  return rest > 0 ? [...lines, `(${rest} more characters)`] : lines;
}

function parse(text: string): { readonly value: unknown } | undefined {
  if (!/^\s*[[{"]/u.test(text)) return undefined; // a bare number or word is text as well
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function parseObject(value: Buffer | null): Readonly<Record<string, unknown>> | undefined {
  const found = parse(value === null ? '' : (textOf(value) ?? ''))?.value;
  return typeof found === 'object' && found !== null && !Array.isArray(found)
    ? (found as Readonly<Record<string, unknown>>)
    : undefined;
}

const STRICT = new TextDecoder('utf-8', { fatal: true });

/** undefined for bytes that are no text. */
function textOf(bytes: Buffer): string | undefined {
  try {
    const text = STRICT.decode(bytes);
    // Line ends and tabs are of text; no other control character is.
    return /[^\P{Cc}\t\r\n]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function bytesOf(bytes: Buffer): string {
  return `(${bytes.length} bytes that are no text)`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ');
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
