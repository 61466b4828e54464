// What an app says through a response_url or in the ack of a command: it becomes a message, changes one, or removes one.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readContent } from './api/chat.ts';
import { composeBotMessage, makeEphemeral } from './bot-messages.ts';
import { readJsonBody, sendJson } from './http.ts';
import { isTrue, type Json, toText } from './json.ts';
import { addMessage, echoMessage, findMessage, removeMessage, replaceMessage } from './messages.ts';
import { SlackRefusal } from './refusal.ts';
import type { ResponseTarget } from './response-urls.ts';
import type { Slack } from './slack.ts';
import type { Channel, Message } from './world.ts';

/** Answers a POST to a response_url. */
export async function answerResponseUrl(
  slack: Slack,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = (await readJsonBody(request)) ?? {};
  const fault = slack.faults.take('response_url', '');
  const { delay_ms: delayMs } = fault ?? {};
  if (delayMs !== undefined)
    await new Promise<void>((resolve) => void slack.clock.after(delayMs, resolve));
  const isRefused = fault?.status !== undefined || fault?.error !== undefined;
  const answer = isRefused
    ? { status: fault?.status ?? 404, error: fault?.error ?? 'fault' }
    : use(slack, token, body);
  slack.journal.add('response_url', { body, ...answer });
  if (fault?.drop === true) return void response.destroy();
  const ok = answer.error === undefined;
  const headers: Record<string, string> =
    answer.status === 429 ? { 'retry-after': String(fault?.retry_after ?? 1) } : {};
  sendJson(response, answer.status, ok ? { ok } : { ok, error: answer.error }, headers);
}

function use(slack: Slack, token: string, body: Json): { status: number; error?: string } {
  const target = slack.responseUrls.use(token);
  if ('error' in target) return { status: 404, error: target.error };
  try {
    applyResponse(slack, target, body);
    return { status: 200 };
  } catch (error) {
    if (error instanceof SlackRefusal) return { status: 400, error: error.code };
    throw error;
  }
}

/**
 * Puts an app's response where it belongs: ephemeral to the person unless `response_type` says `in_channel`.
 * @throws SlackRefusal as chat.postMessage does
 */
export function applyResponse(slack: Slack, target: ResponseTarget, body: Json): void {
  const channel = slack.world.channels.get(target.channel);
  if (channel === undefined) throw new SlackRefusal('channel_not_found');
  const original =
    target.messageTs === undefined
      ? undefined
      : findMessage(slack.world, channel.id, target.messageTs);
  if (isTrue(body.delete_original)) {
    if (original !== undefined) removeMessage(slack, channel, original);
    return;
  }
  const message = composeResponse(slack, channel, body);
  if (isTrue(body.replace_original) && original !== undefined) {
    replaceMessage(slack, channel, inPlaceOf(original, message));
    return;
  }
  if (body.response_type === 'in_channel') {
    addMessage(slack, channel, message);
    echoMessage(slack, channel, message);
    return;
  }
  addMessage(slack, channel, makeEphemeral(message, target.user));
}

function composeResponse(slack: Slack, channel: Channel, body: Json): Message {
  const threadTs = toText(body.thread_ts);
  const parent = threadTs === '' ? undefined : findMessage(slack.world, channel.id, threadTs);
  return composeBotMessage(slack, {
    ...readContent(body),
    threadTs: parent?.ts,
    parentUser: parent?.user,
  });
}

/** The new content under the old ts, in the old thread, with the old readers. */
function inPlaceOf(original: Message, fresh: Message): Message {
  const { blocks: _blocks, attachments: _attachments, ...kept } = original;
  const { text, blocks, attachments, metadata } = fresh;
  return {
    ...kept,
    text,
    ...(blocks === undefined ? {} : { blocks }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}
