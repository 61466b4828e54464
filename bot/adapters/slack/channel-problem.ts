// Whether the bot can write in a channel, found out without writing anything and without a scope to look at channels: a message that never was is edited,
// and what Slack says is missing, the message or the channel, is the answer.

import { webApi } from '@slack/bolt';

/** Older than Slack. */
const NEVER = '1.000000';

/** @returns why not, with what to do about it; undefined: nothing is known against it. @throws what is no answer of Slack's. */
export async function channelProblem(
  client: webApi.WebClient,
  channelId: string,
): Promise<string | undefined> {
  try {
    await client.chat.update({ channel: channelId, ts: NEVER, text: '-' });
    return undefined;
  } catch (error) {
    if (!(error instanceof webApi.WebAPIPlatformError)) throw error;
    return WORDS[error.data.error];
  }
}

const WORDS: Readonly<Record<string, string | undefined>> = {
  channel_not_found:
    'there is none of this id, or the bot is not in it: correct the settings, or /invite the bot',
  not_in_channel: 'the bot is not in it: /invite the bot there',
  is_archived: 'it is archived: name another in the settings',
};
