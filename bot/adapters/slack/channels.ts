// What Slack is asked about channels beside messages: one call each, with what became of it as a value. No retry, no decision.

import { webApi } from '@slack/bolt';
import { OperatorError } from '../../errors.ts';
import type { Asked, Channels, PostedMessage } from '../../incidents/channels.ts';
import { deliveryOf } from './chat.ts';
import { CLOCKS_MS, PAGE_ENTRIES } from './looking.ts';

export function createChannels(client: webApi.WebClient, botUserId: () => string): Channels {
  return {
    create: async (name) => {
      let channelId = '';
      const asked = await ask(async () => {
        const { channel } = await client.conversations.create({ name });
        channelId = channel?.id ?? '';
      });
      return asked.kind === 'done' ? { kind: 'made', channelId } : asked;
    },
    findMade: (name, sinceMs) => findMade(client, { name, sinceMs, botUserId: botUserId() }),
    invite: (channel, users) => ask(() => client.conversations.invite({ channel, users })),
    pin: (channel, timestamp) => ask(() => client.pins.add({ channel, timestamp })),
    unpin: (channel, timestamp) => ask(() => client.pins.remove({ channel, timestamp })),
    setTopic: (channel, topic) => ask(() => client.conversations.setTopic({ channel, topic })),
    bookmark: async (channelId, { title, url }) => {
      const there = await bookmarkedAt(client, channelId, url);
      if (there !== undefined) return there;
      return await ask(() =>
        client.bookmarks.add({ channel_id: channelId, title, type: 'link', link: url }),
      );
    },
    message: (channel, timestamp) => readMessage(client, channel, timestamp),
  };
}

/** An answer may have got lost, and Slack takes the same bookmark twice. @returns undefined where it is not there, or the bot may not look */
async function bookmarkedAt(
  client: webApi.WebClient,
  channelId: string,
  url: string,
): Promise<Asked | undefined> {
  let isThere = false;
  const asked = await ask(async () => {
    const { bookmarks = [] } = await client.bookmarks.list({ channel_id: channelId });
    isThere = bookmarks.some(({ link }) => link === url);
  });
  if (asked.kind === 'later') return asked;
  return isThere ? asked : undefined;
}

/** Of those that the bot is in, by users.conversations. Others of that name are of somebody else, or of an earlier day. */
async function findMade(
  client: webApi.WebClient,
  { name, sinceMs, botUserId }: { name: string; sinceMs: number; botUserId: string },
): ReturnType<Channels['findMade']> {
  let channelId = '';
  const asked = await ask(async () => {
    let cursor = '';
    for (let page = 0; page < PAGES && channelId === ''; page += 1) {
      const { channels = [], response_metadata: more } = await client.users.conversations({
        ...{ types: 'public_channel', exclude_archived: true, limit: PAGE_ENTRIES },
        ...(cursor === '' ? {} : { cursor }),
      });
      const made = channels.find(
        (each) =>
          each.name === name &&
          each.creator === botUserId &&
          (each.created ?? 0) * 1_000 >= sinceMs - CLOCKS_MS,
      );
      channelId = made?.id ?? '';
      cursor = more?.next_cursor ?? '';
      if (cursor === '') break;
    }
  });
  if (asked.kind !== 'done') return asked;
  if (channelId === '') return { kind: 'refused', code: 'channel_not_found' };
  return { kind: 'made', channelId };
}

const PAGES = 20;

/** What is so already, or is gone already, is as it was to be. */
const DONE = new Set(['already_pinned', 'no_pin', 'already_in_channel', 'message_not_found']);

async function ask(call: () => Promise<unknown>): Promise<Asked> {
  try {
    await call();
    return { kind: 'done' };
  } catch (error) {
    const delivery = deliveryOf(error);
    if (delivery.kind !== 'refused') return { kind: 'later', reason: delivery.kind };
    if (DONE.has(delivery.code)) return { kind: 'done' };
    const scope = neededBy(error);
    return {
      ...{ kind: 'refused', code: delivery.code },
      ...(scope === undefined ? {} : { scope }),
    };
  }
}

/** Slack says which scope the app lacks. */
function neededBy(error: unknown): string | undefined {
  if (!(error instanceof webApi.WebAPIPlatformError)) return undefined;
  const { error: code, needed } = error.data as {
    readonly error: string;
    readonly needed?: string;
  };
  return code === 'missing_scope' ? (needed ?? 'that it needs') : undefined;
}

/** With the scope reactions:read alone: a message is told with its reactions. */
async function readMessage(
  client: webApi.WebClient,
  channel: string,
  timestamp: string,
): Promise<PostedMessage | undefined> {
  try {
    const { message } = await client.reactions.get({ channel, timestamp, full: false });
    if (message === undefined) return undefined;
    const { text = '', user, bot_id: botId, thread_ts: threadTs } = message as Message;
    return {
      text,
      ...(user === undefined || botId !== undefined ? {} : { userId: user }),
      ...(threadTs === undefined ? {} : { threadTs }),
    };
  } catch (cause) {
    const delivery = deliveryOf(cause);
    if (delivery.kind === 'refused' && delivery.code === 'message_not_found') return undefined;
    const scope = neededBy(cause);
    throw new OperatorError({
      what: 'The message could not be noted.',
      why:
        scope === undefined
          ? 'Slack did not say what stands in it.'
          : `The app lacks the scope ${scope}, so Slack does not say what stands in it.`,
      fix: 'Set 📌 anew in a minute, or say it with "incident note".',
      cause,
    });
  }
}

interface Message {
  readonly text?: string;
  readonly user?: string;
  readonly bot_id?: string;
  readonly thread_ts?: string;
}
