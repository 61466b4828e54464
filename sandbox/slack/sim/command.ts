// A person types: a slash command, a mention, or a plain message.
import { composeSlackbotNote } from '../bot-messages.ts';
import type { Outcome } from '../deliveries.ts';
import { sendEvent } from '../events.ts';
import { type Json, toText } from '../json.ts';
import { addMessage, echoMessage, eventOf, findMessage } from '../messages.ts';
import { readTypedText } from '../people-text.ts';
import { SlackRefusal } from '../refusal.ts';
import { applyResponse } from '../respond.ts';
import type { Slack } from '../slack.ts';
import { APP_ID } from '../workspace.ts';
import type { Channel, Message, User } from '../world.ts';
import { errorOf, outcomeJson } from './delivered.ts';
import { SimRefusal } from './refuse.ts';
import { assertCanAct, readChannel, readUser } from './who-and-where.ts';

export async function typeText(slack: Slack, body: Json): Promise<Json> {
  const user = readUser(slack, body.user);
  const channel = readChannel(slack, body.channel, user);
  const text = toText(body.text);
  if (text.trim() === '') throw new SimRefusal(400, 'no_text', { detail: 'There is no text.' });
  assertCanAct(user, channel, body);
  slack.journal.add('person', { user: user.name, channel: channel.name, text });
  if (text.startsWith('/')) return runCommand(slack, { user, channel, text, body });
  return sayMessage(slack, { user, channel, text, body });
}

interface Typed {
  user: User;
  channel: Channel;
  text: string;
  body: Json;
}

async function runCommand(slack: Slack, typed: Typed): Promise<Json> {
  const { user, channel, body } = typed;
  const { command, text, shouldEscape } = readCommand(slack, typed);
  const triggerId = slack.triggers.mint(user.id);
  const id = slack.ids.envelope();
  const team = user.team_id === slack.world.team.id ? slack.world.team : slack.world.otherTeam;
  const token = slack.responseUrls.mint({ user: user.id, channel: channel.id });
  const sending = slack.deliveries.send({
    id,
    kind: 'slash_commands',
    label: `${command} ${text}`.trim(),
    user: user.id,
    triggerId,
    payload: {
      token: 'sandbox',
      team_id: team.id,
      team_domain: team.domain,
      channel_id: channel.id,
      channel_name: channel.name,
      user_id: user.id,
      user_name: user.name,
      command,
      text: shouldEscape ? readTypedText(slack.world, text).text : text,
      api_app_id: APP_ID,
      is_enterprise_install: 'false',
      response_url: `${slack.url}/response/${token}`,
      trigger_id: triggerId,
    },
  });
  const { world } = slack;
  const answered = sending.then((outcome) =>
    slack.world === world
      ? showAnswer(slack, { user, channel, command }, outcome)
      : outcomeJson(outcome),
  );
  const said = { ok: true, kind: 'command', trigger_id: triggerId, envelope_id: id };
  if (body.wait !== false) return { ...said, ...(await answered) };
  answered.catch((error: unknown) => slack.journal.add('failure', { error: String(error) }));
  return said;
}

/** Only the manifest's commands exist, and none of them in a thread. */
function readCommand(
  slack: Slack,
  { user, channel, text, body }: Typed,
): { command: string; text: string; shouldEscape: boolean } {
  const [, command = '', rest = ''] = /^(\/\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const known = slack.manifest.scopes.has('commands')
    ? slack.manifest.commands.find((candidate) => candidate.command === command)
    : undefined;
  if (known === undefined)
    refuseVisibly(
      slack,
      user,
      channel,
      'unknown_command',
      `${command} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`,
    );
  if (toText(body.thread_ts) !== '')
    refuseVisibly(
      slack,
      user,
      channel,
      'not_in_thread',
      `${command} is not supported in threads. Sorry!`,
    );
  return { command, text: rest.trimEnd(), shouldEscape: known?.should_escape === true };
}

function refuseVisibly(
  slack: Slack,
  user: User,
  channel: Channel,
  error: string,
  detail: string,
): void {
  addMessage(slack, channel, composeSlackbotNote(slack, user.id, detail));
  throw new SimRefusal(400, error, { detail });
}

/** The ack's payload becomes a message; no ack becomes Slackbot's complaint. */
function showAnswer(
  slack: Slack,
  at: { user: User; channel: Channel; command: string },
  outcome: Outcome,
): Json {
  const { user, channel, command } = at;
  const complain = (error: string, words: string): Json => {
    addMessage(slack, channel, composeSlackbotNote(slack, user.id, words));
    return { ...outcomeJson(outcome), ok: false, error, detail: words };
  };
  if (!outcome.acked) {
    const error = errorOf(outcome);
    return complain(error, `${command} failed because the app did not respond (${error}).`);
  }
  const { payload } = outcome;
  const hasContent = ['text', 'blocks', 'attachments'].some(
    (name) => payload?.[name] !== undefined,
  );
  if (payload === undefined || !hasContent) return outcomeJson(outcome);
  try {
    applyResponse(slack, { user: user.id, channel: channel.id }, payload);
    return outcomeJson(outcome);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return complain(error.code, `${command} failed with the error "${error.code}".`);
  }
}

async function sayMessage(slack: Slack, typed: Typed): Promise<Json> {
  const { user, channel, body } = typed;
  const { message, mentioned } = composeTyped(slack, typed);
  addMessage(slack, channel, message);
  const isMention = mentioned.includes(slack.world.bot.id) && !channel.is_im;
  const { subtype: _subtype, ...fields } = eventOf(channel, message);
  const strange =
    user.team_id === slack.world.team.id
      ? {}
      : { user_team: user.team_id, source_team: user.team_id };
  const mention =
    isMention && channel.members.has(slack.world.bot.id)
      ? sendEvent(
          slack,
          { ...fields, ...strange, type: 'app_mention' },
          { user, channel, label: `mention in #${channel.name}` },
        )
      : undefined;
  const plain = channel.members.has(slack.world.bot.id)
    ? echoMessage(slack, channel, message, strange)
    : undefined;
  const first = mention ?? plain;
  const said = {
    ok: true,
    kind: 'message',
    channel: channel.id,
    ts: message.ts,
    ...(first === undefined ? {} : { event_id: first.id }),
    event_ids: {
      ...(mention === undefined ? {} : { app_mention: mention.id }),
      ...(plain === undefined ? {} : { message: plain.id }),
    },
  };
  if (body.wait === false || first === undefined) return said;
  return { ...said, ...outcomeJson(await first.outcome) };
}

function composeTyped(
  slack: Slack,
  { user, channel, text, body }: Typed,
): { message: Message; mentioned: string[] } {
  const { text: escaped, block, mentioned } = readTypedText(slack.world, text);
  const message: Message = {
    type: 'message',
    ts: slack.ids.ts(),
    user: user.id,
    text: escaped,
    team: user.team_id,
    client_msg_id: slack.ids.envelope(),
    blocks: [{ ...block, block_id: slack.ids.block() }],
  };
  if (user.bot_id !== undefined && user.app_id !== undefined) {
    message.bot_id = user.bot_id;
    message.app_id = user.app_id;
    delete message.client_msg_id;
  }
  const threadTs = toText(body.thread_ts);
  if (threadTs === '') return { message, mentioned };
  const named = findMessage(slack.world, channel.id, threadTs);
  if (named === undefined || named.is_ephemeral === true)
    throw new SimRefusal(404, 'thread_not_found', { detail: `No message ${threadTs} to answer.` });
  const parent = findMessage(slack.world, channel.id, named.thread_ts ?? named.ts) ?? named;
  message.thread_ts = parent.ts;
  if (parent.user !== undefined) message.parent_user_id = parent.user;
  return { message, mentioned };
}
