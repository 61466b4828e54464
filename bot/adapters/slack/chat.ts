// The outbound half of Slack: one call each, with what became of it as a value. No queue, no retry, no decision.

import { webApi } from '@slack/bolt';
import type { Address } from '../../command.ts';
import type { Chat, Delivery, Message, OutgoingFile } from '../../ports.ts';
import { drawChart } from '../chart.ts';
import { findPosted } from './find-posted.ts';

type Client = webApi.WebClient;

export function createChat(client: Client): Chat {
  const privateChannels = new Map<string, string>();
  /** A file needs the id of a channel; Slack tells that of the direct messages when something is written there. */
  const privately = async (address: Address, title: string): Promise<Address> => {
    const { threadTs: _, ...there } = address;
    const known = privateChannels.get(address.userId);
    if (known !== undefined) return { ...there, channelId: known };
    const text = `A file for you: ${title}`;
    const message = contentOf({ ...there, channelId: address.userId }, { text, blocks: [] });
    const { channel = '' } = await client.chat.postMessage(message);
    privateChannels.set(address.userId, channel);
    return { ...there, channelId: channel };
  };
  return {
    post: (address, message, key) =>
      attempt(async () => {
        const { ts } = await client.chat.postMessage({
          ...contentOf(address, message),
          ...(key === undefined ? {} : { metadata: metadataOf(key) }),
        });
        return ts;
      }),
    update: ({ channelId }, ts, { text, blocks }) =>
      attempt(async () => {
        await client.chat.update({
          channel: channelId,
          ts,
          text,
          blocks: blocks as webApi.KnownBlock[],
          parse: 'none',
        });
        return ts;
      }),
    ephemeral: (address, message, replace = false) => whisper(client, address, message, replace),
    file: (address, file) =>
      attempt(async () => {
        const place = file.isPrivate === true ? await privately(address, file.title) : address;
        await client.filesUploadV2(await uploadOf(place, file));
        return undefined;
      }),
    // The id of a person is an address of its own to chat.postMessage: no further scope is needed.
    direct: (address, message) =>
      attempt(async () => {
        const { threadTs: _, ...toPerson } = { ...address, channelId: address.userId };
        const { ts } = await client.chat.postMessage(contentOf(toPerson, message));
        return ts;
      }),
    findPosted: (address, key, sinceMs) =>
      findPosted(client, address, { key, sinceMs, meaningOf: deliveryOf }),
  };
}

async function uploadOf({ channelId, threadTs }: Address, { name, title, content }: OutgoingFile) {
  return {
    channel_id: channelId,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    file:
      typeof content === 'string' ? Buffer.from(content) : Buffer.from(await drawChart(content)),
    ...(typeof content === 'string' ? {} : { alt_text: content.alt }),
    filename: name,
    title,
  } as webApi.FilesUploadV2Arguments;
}

/** Nothing in it is linked, unfurled or parsed: what a cluster printed stays text. */
function contentOf({ channelId, threadTs }: Address, { text, blocks }: Message) {
  return {
    channel: channelId,
    text,
    ...(blocks.length === 0 ? {} : { blocks: blocks as webApi.KnownBlock[] }),
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    unfurl_links: false,
    unfurl_media: false,
    parse: 'none' as const,
    link_names: false,
  };
}

function metadataOf(key: string) {
  return { event_type: 'quartermaster', event_payload: { key } };
}

/** Where the bot is not in the channel, the answer's own address still reaches the person for half an hour. */
async function whisper(
  client: Client,
  address: Address,
  message: Message,
  replace: boolean,
): Promise<Delivery> {
  const { responseUrl, channelId, threadTs, userId } = address;
  // What only one person sees can be replaced in no other way.
  if (replace && responseUrl !== undefined && (await respond(responseUrl, message, true))) {
    return { kind: 'delivered' };
  }
  const { text, blocks } = message;
  const delivery = await attempt(async () => {
    await client.chat.postEphemeral({
      channel: channelId,
      user: userId,
      text,
      ...(blocks.length === 0 ? {} : { blocks: blocks as webApi.KnownBlock[] }),
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      parse: 'none',
      link_names: false,
    });
    return undefined;
  });
  if (delivery.kind !== 'refused' || responseUrl === undefined) return delivery;
  return (await respond(responseUrl, message)) ? { kind: 'delivered' } : delivery;
}

/** @returns whether Slack took it. The address is a secret: it goes into no error and no log. */
export async function respond(
  responseUrl: string,
  { text, blocks }: Message,
  replace = false,
): Promise<boolean> {
  try {
    const response = await fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
      body: JSON.stringify({
        response_type: 'ephemeral',
        replace_original: replace,
        text,
        ...(blocks.length === 0 ? {} : { blocks }),
      }),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // the network, or a time-out: the caller has another way
  }
}

async function attempt(call: () => Promise<string | undefined>): Promise<Delivery> {
  try {
    const ts = await call();
    return ts === undefined ? { kind: 'delivered' } : { kind: 'delivered', ts };
  } catch (error) {
    return deliveryOf(error);
  }
}

/** What an error of a Web API call says of the message. */
export function deliveryOf(error: unknown): Delivery {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { kind: 'limited', retryAfterMs: Math.max(1, error.retryAfter) * 1000 };
  }
  if (error instanceof webApi.WebAPIPlatformError) {
    const code = error.data.error;
    if (code === 'ratelimited') return { kind: 'limited', retryAfterMs: 1000 };
    return MAYBE_DONE.has(code) ? { kind: 'unsure', reason: code } : { kind: 'refused', code };
  }
  if (error instanceof webApi.WebAPIHTTPError) {
    return { kind: 'unsure', reason: `Slack answered with HTTP ${error.statusCode}` };
  }
  if (error instanceof webApi.WebAPIRequestError) {
    return { kind: 'unsure', reason: 'the connection to Slack broke' };
  }
  throw error;
}

/** Slack's own troubles: the call may have taken effect. */
const MAYBE_DONE = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);
