// One delivery to a webhook, and what its readers have in common: they turn what others sent into notices or say what is wrong with it, without
// repeating any of it. Pure.

import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { WebhookSettings } from '../config/webhooks.ts';
import type { Notice, Severity } from './source.ts';
import { UnreadableDelivery } from './unreadable-delivery.ts';

export interface Delivery {
  /** The webhook's, as the settings name it. */
  readonly name: string;
  readonly settings: Pick<WebhookSettings, 'kind' | 'labels'>;
  /** In lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly nowMs: number;
}

/** @throws UnreadableDelivery */
export function jsonBody({ body, headers }: Delivery, types: readonly string[]): unknown {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(type)) {
    throw new UnreadableDelivery(`the content type must be ${types.join(' or ')}`, 415);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    throw new UnreadableDelivery('the body is no JSON in UTF-8');
  }
}

/** @throws UnreadableDelivery that names the paths and what was expected there, and no value. */
export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues
    .slice(0, 5)
    .map(
      ({ path, code }) =>
        `${path.map(plain).join('.') || 'the whole'}: ${WRONG[code] ?? 'not as it has to be'}`,
    );
  throw new UnreadableDelivery(problems.join('; '));
}

const WRONG: Readonly<Record<string, string>> = {
  invalid_type: 'missing, or of another type',
  invalid_value: 'not one of the values that it may have',
  invalid_format: 'not of its form',
  too_big: 'too long',
  too_small: 'too short',
};

/** Names of members are the sender's too, where they are not those of the form. */
function plain(part: PropertyKey): string {
  return typeof part === 'number' || /^[A-Za-z]{1,30}$/u.test(String(part))
    ? String(part)
    : '(a name)';
}

const SEVERITIES: readonly (readonly [RegExp, Severity])[] = [
  [/^(?:critical|crit|fatal|emergency|alert|page|high|error|p1|sev1)$/iu, 'critical'],
  [/^(?:info|information|informational|notice|none|low|debug|p4|p5|sev4|sev5)$/iu, 'info'],
];

/** A warning, unless it is one of the words for what is more or less than that. */
export function severityOf(word: string | undefined): Severity {
  return SEVERITIES.find(([words]) => words.test(word?.trim() ?? ''))?.[1] ?? 'warning';
}

/** The first that is an address of the web without a user in it: anything else could do more than be looked at. */
export function linkOf(...all: readonly (string | undefined)[]): string | undefined {
  return all.find((text) => {
    if (text === undefined || text.length > 2_000 || !URL.canParse(text)) return false;
    const { protocol, username, password } = new URL(text);
    return ['http:', 'https:'].includes(protocol) && `${username}${password}` === '';
  });
}

export function linksOf(
  runbook: string | undefined,
  graph: string | undefined,
): Pick<Notice, 'links'> {
  if (runbook === undefined && graph === undefined) return {};
  return {
    links: {
      ...(runbook === undefined ? {} : { runbook }),
      ...(graph === undefined ? {} : { graph }),
    },
  };
}

export function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}

const KEY_CHARACTERS = 300;

/** Two long keys that begin alike stay two. */
export function keyOf(...parts: readonly string[]): string {
  const text = parts.length === 1 ? (parts[0] ?? '') : JSON.stringify(parts);
  if (text.length <= KEY_CHARACTERS) return text;
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
