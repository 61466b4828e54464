// What Slack is asked about channels beside messages: one call each, with what became of it as a value. No retry, no decision.

import { webApi } from '@slack/bolt';
import { OperatorError } from '../../errors.ts';
import type { Asked, Channels, PostedMessage } from '../../incidents/channels.ts';
import { deliveryOf } from './chat.ts';

export function createChannels(client: webApi.WebClient): Channels {
  return {
    create: async (name) => {
      let channelId = '';
      const asked = await ask(async () => {
        const { channel } = await client.conversations.create({ name });
        channelId = channel?.id ?? '';
      });
      return asked.kind === 'done' ? { kind: 'made', channelId } : asked;
    },
    invite: (channel, users) => ask(() => client.conversations.invite({ channel, users })),
    pin: (channel, timestamp) => ask(() => client.pins.add({ channel, timestamp })),
    unpin: (channel, timestamp) => ask(() => client.pins.remove({ channel, timestamp })),
    bookmark: (channelId, { title, url }) =>
      ask(() => client.bookmarks.add({ channel_id: channelId, title, type: 'link', link: url })),
    message: (channel, timestamp) => readMessage(client, channel, timestamp),
  };
}

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
