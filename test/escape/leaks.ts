// Looks for what must never come out: the value of a Secret in any disguise, and text of a cluster or a person that would call
// people or turn into a link in Slack.

import { CANARY } from './world.ts';

/** Pieces of the canary as it is, and as the usual disguises have it. Any run of two pieces' length holds a whole one. */
const PIECES: readonly string[] = disguises(CANARY).flatMap((text) => piecesOf(text, 9));

export function secretIn(text: string): string | undefined {
  return PIECES.find((piece) => text.includes(piece));
}

function disguises(canary: string): readonly string[] {
  const bytes = Buffer.from(canary);
  const base64 = bytes.toString('base64');
  const shifted = [1, 2].map((by) =>
    Buffer.from('x'.repeat(by) + canary)
      .toString('base64')
      .slice(4),
  );
  const percent = [...bytes].map((byte) => `%${byte.toString(16)}`).join('');
  return [
    canary,
    canary.toUpperCase(),
    canary.toLowerCase(),
    [...canary].join(' '),
    base64,
    ...shifted,
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    percent,
    Buffer.from(base64).toString('base64'),
  ].flatMap((text) => [text, [...text].reverse().join('')]);
}

function piecesOf(text: string, length: number): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at + length <= text.length; at += length)
    pieces.push(text.slice(at, at + length));
  return pieces;
}

/**
 * What in a message of Slack's would ring, or be a link, beside the people that may be named.
 * @param message anything that is sent: a message, a view, an acknowledgement.
 */
export function callsIn(message: unknown, mayName: readonly string[]): readonly string[] {
  const found: string[] = [];
  visit(message, (value, key) => {
    const { type, text } = value;
    if (typeof type === 'string' && LIVE_ELEMENTS.has(type)) found.push(`element ${type}`);
    const isMarkup = type === 'mrkdwn' || (type === undefined && key !== 'plain_text');
    if (typeof text !== 'string' || !isMarkup) return;
    for (const [call] of text.matchAll(/<[!@#][^>]*>|<(?:https?|mailto|tel):[^>]*>/gu)) {
      const [, person] = /^<@(\w+)>$/u.exec(call) ?? [];
      const isNamed = person !== undefined && mayName.includes(person);
      if (!isNamed && !/^<!date\^\d+\^/u.test(call)) found.push(call);
    }
  });
  return found;
}

/** Elements of rich text that are more than text. */
const LIVE_ELEMENTS = new Set(['broadcast', 'usergroup', 'user', 'channel', 'link', 'team']);

function visit(
  value: unknown,
  look: (value: Readonly<Record<string, unknown>>, key: string) => void,
  key = '',
): void {
  if (Array.isArray(value)) for (const one of value) visit(one, look, key);
  else if (typeof value === 'object' && value !== null) {
    look(value as Readonly<Record<string, unknown>>, key);
    for (const [name, one] of Object.entries(value)) visit(one, look, name);
  }
}
