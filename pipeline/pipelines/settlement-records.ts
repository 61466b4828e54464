// The records of the settlement, as they must be to count: read from JSON, each wrong one with its reason. Written by hand,
// because every click goes through it.
import { createReadPlain, type PlainRecord, type ReadPlain } from './plain-record.ts';

export interface Click {
  readonly clickId: string;
  readonly campaignId: string;
  /** In minor units of the currency. */
  readonly cost: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Charge {
  readonly chargeId: string;
  readonly campaignId: string;
  readonly amount: number;
  readonly at: number;
}

/** A record, or why it is none. */
export type Read<Value> = { readonly value: Value } | { readonly reason: string };

/** What a single click or charge may come to: far above any real one, far below where numbers end. */
export const MOST_MONEY = 1_000_000_000_000;
const LONGEST_ID = 128;

/** What of a record says what it is. */
export interface RecordValue {
  bytes(): Buffer | null;
  text(): string | null;
}

const readPlainClick = createReadPlain('clickId', 'cost');
const readPlainCharge = createReadPlain('chargeId', 'amount');

export function readClick(record: RecordValue): Read<Click> {
  const plain = readPlain(record, readPlainClick);
  if (plain === undefined) return parseClick(record.text());
  const { id: clickId, campaignId, money: cost, at } = plain;
  return { value: { clickId, campaignId, cost, at } };
}

export function readCharge(record: RecordValue): Read<Charge> {
  const plain = readPlain(record, readPlainCharge);
  if (plain === undefined) return parseCharge(record.text());
  const { id: chargeId, campaignId, money: amount, at } = plain;
  return { value: { chargeId, campaignId, amount, at } };
}

export function parseClick(text: string | null): Read<Click> {
  const found = parse(text);
  if (typeof found === 'string') return { reason: found };
  const { clickId, campaignId, cost, at } = found;
  if (!isId(clickId)) return { reason: 'clickId is no text of 1 to 128 characters' };
  if (!isId(campaignId)) return { reason: 'campaignId is no text of 1 to 128 characters' };
  if (!isMoney(cost)) return { reason: `cost is no whole number from 0 to ${MOST_MONEY}` };
  if (!isTime(at)) return { reason: 'at is no time in milliseconds' };
  return { value: { clickId, campaignId, cost, at } };
}

export function parseCharge(text: string | null): Read<Charge> {
  const found = parse(text);
  if (typeof found === 'string') return { reason: found };
  const { chargeId, campaignId, amount, at } = found;
  if (!isId(chargeId)) return { reason: 'chargeId is no text of 1 to 128 characters' };
  if (!isId(campaignId)) return { reason: 'campaignId is no text of 1 to 128 characters' };
  if (!isMoney(amount)) return { reason: `amount is no whole number from 0 to ${MOST_MONEY}` };
  if (!isTime(at)) return { reason: 'at is no time in milliseconds' };
  return { value: { chargeId, campaignId, amount, at } };
}

/** The text as it stands in JSON. */
export function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

const PLAIN = /^[\w:./-]+$/u;

/** What is plain, and within the limits; undefined is for `parse` to judge. */
function readPlain(record: RecordValue, read: ReadPlain): PlainRecord | undefined {
  const bytes = record.bytes();
  const plain = bytes === null ? undefined : read(bytes);
  if (plain === undefined || !isId(plain.id) || !isId(plain.campaignId)) return undefined;
  return plain.money <= MOST_MONEY ? plain : undefined;
}

function parse(text: string | null): Readonly<Record<string, unknown>> | string {
  if (text === null) return 'the record has no value';
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === 'object' && found !== null && !Array.isArray(found)) {
      return found as Readonly<Record<string, unknown>>;
    }
  } catch {
    return 'the value is no JSON';
  }
  return 'the value is no JSON object';
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST_ID;
}

function isMoney(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_MONEY;
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
