// Looks for a message of our own whose post nobody knows the end of, by the key in its metadata. It is the one place where the bot reads what stands in a
// channel, it reads no further back than the key is old, and nothing of what people wrote leaves it.

import { webApi } from '@slack/bolt';
import type { Address } from '../../command.ts';

/** The clocks of Slack and of this machine may differ by so much. */
const CLOCKS_MS = 5 * 60_000;
/** Slack recommends no more a page; what is further down than all pages together is not found. */
const PAGE_MESSAGES = 200;
const PAGES = 10;

/**
 * By conversations.history, or conversations.replies in a thread, with include_all_metadata.
 * @returns its ts; undefined where there is none, or where the bot may not look: the scopes are optional
 * @throws when Slack does not answer, or says to wait
 */
export async function findPosted(
  client: webApi.WebClient,
  { channelId, threadTs }: Address,
  { key, sinceMs }: { readonly key: string; readonly sinceMs: number },
): Promise<string | undefined> {
  const where = {
    ...{ channel: channelId, include_all_metadata: true, limit: PAGE_MESSAGES },
    oldest: ((sinceMs - CLOCKS_MS) / 1_000).toFixed(6),
  };
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const more = { ...where, ...(cursor === undefined ? {} : { cursor }) };
    const read = await orNothing(() =>
      threadTs === undefined
        ? client.conversations.history(more)
        : client.conversations.replies({ ...more, ts: threadTs }),
    );
    const found = (read?.messages as readonly Read[] | undefined)?.find(
      ({ metadata }) =>
        metadata?.event_type === 'quartermaster' && metadata.event_payload?.key === key,
    );
    if (found?.ts !== undefined) return found.ts;
    cursor = read?.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return undefined;
  }
  return undefined;
}

interface Read {
  readonly ts?: string;
  readonly metadata?: {
    readonly event_type?: string;
    readonly event_payload?: { readonly key?: unknown };
  };
}

/** Nothing can be found there, or the bot may not look. */
const NOTHING = new Set([
  'missing_scope',
  'not_in_channel',
  'channel_not_found',
  'thread_not_found',
  'is_archived',
]);

async function orNothing<Answer>(call: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError && NOTHING.has(error.data.error)) {
      return undefined;
    }
    throw error;
  }
}
