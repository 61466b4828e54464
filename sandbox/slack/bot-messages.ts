// Composes the messages an app posts, and Slackbot's, in the form Slack stores them.
import type { Json } from './json.ts';
import { isObject, toText } from './json.ts';
import type { Slack } from './slack.ts';
import { APP_ID, BOT_ID, SLACKBOT_ID } from './workspace.ts';
import type { Message } from './world.ts';

export interface BotContent {
  text: string;
  blocks?: Json[] | undefined;
  attachments?: Json[] | undefined;
  metadata?: Json | undefined;
  threadTs?: string | undefined;
  parentUser?: string | undefined;
}

/** A message of the app, not yet stored. */
export function composeBotMessage(slack: Slack, content: BotContent): Message {
  const { bot, team } = slack.world;
  const message: Message = {
    type: 'message',
    ts: slack.ids.ts(),
    text: escapeBotText(content.text),
    user: bot.id,
    bot_id: BOT_ID,
    app_id: APP_ID,
    team: team.id,
    bot_profile: {
      id: BOT_ID,
      app_id: APP_ID,
      user_id: bot.id,
      name: bot.name,
      deleted: false,
      team_id: team.id,
    },
  };
  if (content.blocks !== undefined && content.blocks.length > 0) {
    message.blocks = nameBlocks(slack, content.blocks);
    if (message.text === '') message.text = fallbackText(content.blocks);
  }
  if (content.attachments !== undefined && content.attachments.length > 0)
    message.attachments = content.attachments;
  if (content.metadata !== undefined) message.metadata = content.metadata;
  if (content.threadTs !== undefined) message.thread_ts = content.threadTs;
  if (content.parentUser !== undefined) message.parent_user_id = content.parentUser;
  return message;
}

/** A note of Slack itself that only one person sees. */
export function composeSlackbotNote(slack: Slack, to: string, text: string): Message {
  return {
    type: 'message',
    ts: slack.ids.ts(),
    text,
    user: SLACKBOT_ID,
    team: slack.world.team.id,
    is_ephemeral: true,
    ephemeral_to: to,
  };
}

export function makeEphemeral(message: Message, to: string): Message {
  return { ...message, is_ephemeral: true, ephemeral_to: to };
}

/** Slack gives each block and each interactive element without an id one of its own. */
export function nameBlocks(slack: Slack, blocks: readonly Json[]): Json[] {
  return blocks.map((block) => {
    const named: Json = { ...block, block_id: toText(block.block_id) || slack.ids.block() };
    if (Array.isArray(block.elements) && block.type === 'actions')
      named.elements = block.elements.map((element) => nameElement(slack, element));
    if (isObject(block.accessory)) named.accessory = nameElement(slack, block.accessory);
    if (isObject(block.element)) named.element = nameElement(slack, block.element);
    return named;
  });
}

function nameElement(slack: Slack, element: unknown): unknown {
  if (!isObject(element) || element.type === 'image') return element;
  return { ...element, action_id: toText(element.action_id) || slack.ids.block() };
}

/**
 * Escapes what is no control sequence, as Slack does with text from an app: `a < b & c` becomes
 * `a &lt; b &amp; c`, while `<@U1>`, `<#C1|x>`, `<!here>` and links stay what they are.
 */
export function escapeBotText(text: string): string {
  return text
    .replaceAll(/&(?!amp;|lt;|gt;)/g, '&amp;')
    .replaceAll(/<([^<>\n]*)>|<|>/g, (whole, inside: string | undefined) => {
      if (inside !== undefined && /^([@#!][^\s]|https?:\/\/|mailto:|tel:|slack:)/.test(inside))
        return whole;
      return whole.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    });
}

/** What notifications read when an app sends blocks and no text. */
function fallbackText(blocks: readonly Json[]): string {
  return blocks
    .map((block) => (isObject(block.text) ? toText(block.text.text) : ''))
    .filter((text) => text !== '')
    .join(' ');
}
