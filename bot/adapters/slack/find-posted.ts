// Looks for a message of our own whose post nobody knows the end of, by the key in its metadata. It is the one place where the bot reads what stands in a
// channel, it reads no further back than the key is old, and nothing of what people wrote leaves it.

import type { webApi } from '@slack/bolt';
import type { Address } from '../../command.ts';
import { isLockedOut } from '../../outbound/deliver.ts';
import type { Delivery, Found } from '../../ports.ts';
import { CLOCKS_MS, PAGE_ENTRIES } from './looking.ts';

/** What is further down than all pages together is not found. */
const PAGES = 10;

export interface Looking {
  readonly key: string;
  /** When it first came to wait. */
  readonly sinceMs: number;
  /** What an error of a call says; throws what is no answer of Slack's. */
  readonly meaningOf: (error: unknown) => Delivery;
}

/** By conversations.history, or conversations.replies in a thread, with include_all_metadata. */
export async function findPosted(
  client: webApi.WebClient,
  { channelId, threadTs }: Address,
  { key, sinceMs, meaningOf }: Looking,
): Promise<Found> {
  const where = {
    ...{ channel: channelId, include_all_metadata: true, limit: PAGE_ENTRIES },
    oldest: ((sinceMs - CLOCKS_MS) / 1_000).toFixed(6),
  };
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const more = { ...where, ...(cursor === undefined ? {} : { cursor }) };
    const read = await pageOf(
      () =>
        threadTs === undefined
          ? client.conversations.history(more)
          : client.conversations.replies({ ...more, ts: threadTs }),
      meaningOf,
    );
    if ('kind' in read) return read;
    const found = read.messages?.find(
      ({ metadata }) =>
        metadata?.event_type === 'quartermaster' && metadata.event_payload?.key === key,
    );
    if (found?.ts !== undefined) return { kind: 'found', ts: found.ts };
    cursor = read.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return { kind: 'none' };
  }
  return { kind: 'none' };
}

interface Page {
  readonly messages?: readonly {
    readonly ts?: string;
    readonly metadata?: {
      readonly event_type?: string;
      readonly event_payload?: { readonly key?: unknown };
    };
  }[];
  readonly response_metadata?: { readonly next_cursor?: string };
}

/** Of this call alone: to post it takes another scope. */
const NOT_TO_LOOK = 'missing_scope';

/** What is refused for good counts as nothing found: rather twice than never. */
async function pageOf(
  ask: () => Promise<unknown>,
  meaningOf: Looking['meaningOf'],
): Promise<Page | Found> {
  try {
    return (await ask()) as Page;
  } catch (error) {
    const meaning = meaningOf(error);
    if (meaning.kind === 'limited' || meaning.kind === 'unsure') return meaning;
    if (meaning.kind !== 'refused' || meaning.code === NOT_TO_LOOK) return { kind: 'none' };
    return isLockedOut(meaning) ? { kind: 'unsure', reason: meaning.code } : { kind: 'none' };
  }
}
