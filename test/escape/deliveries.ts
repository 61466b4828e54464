// What Slack would deliver for an input: the bodies of its HTTP requests and socket messages. It decides nothing.

import { BUILDER } from '../../bot/builder.ts';
import type { Act, Input } from './inputs.ts';
import { BOT_USER } from './slack-recorder.ts';
import { PEOPLE, type Player } from './world.ts';

export type Body = Readonly<Record<string, unknown>>;

export interface Sender {
  readonly player: Player;
  readonly channel: string;
  /** Names the delivery; Slack's ids in it are made of this. */
  readonly serial: string;
}

const THREAD = '1780000000.000100';
const MESSAGE = '1780000000.000200';

export function senderOf(
  { person, channel }: Pick<Input, 'person' | 'channel'>,
  serial: string,
): Sender {
  const player = PEOPLE[person];
  if (player === undefined) throw new Error(`nobody is called ${person}`);
  return { player, channel, serial };
}

/** @returns undefined for what is no delivery of its own: a stored proposal. */
export function deliveryOf(act: Act, sender: Sender): Body | undefined {
  switch (act.on) {
    case 'slash':
      return slash(act.text, sender);
    case 'mention':
    case 'thread':
      return mention(act.text, act.on === 'thread', sender);
    case 'proposal':
      return undefined;
    case 'builder':
      return submission(
        BUILDER,
        { channelId: sender.channel, threadTs: THREAD, root: act.root },
        { ...act.values },
        sender,
      );
    case 'builder-change':
      return {
        ...click('verb', '', sender),
        actions: [{ type: 'static_select', block_id: 'verb', action_id: 'verb', action_ts: '1' }],
        view: viewOf(BUILDER, aboutBuilder(act, sender), { ...act.values }, sender),
      };
    case 'suggest':
      return {
        type: 'block_suggestion',
        ...personOf(sender),
        action_id: act.field,
        block_id: act.field,
        value: act.text,
        view: viewOf(BUILDER, aboutBuilder(act, sender), { ...act.values }, sender),
      };
    case 'filter': {
      const about = { channelId: sender.channel, messageTs: MESSAGE, outputId: act.outputId };
      return submission('output_filter', about, { filter: act.filter }, sender);
    }
    case 'click':
      return click(act.actionId, act.value, sender);
    case 'home':
      return {
        type: 'event_callback',
        team_id: sender.player.teamId,
        event_id: `Ev${sender.serial}`,
        event: { type: 'app_home_opened', user: sender.player.userId, tab: act.tab },
      };
  }
}

function aboutBuilder({ root }: { readonly root: string }, { channel }: Sender): Body {
  return { channelId: channel, root };
}

/** The first word is the slash command where it is one of ours. */
function slash(text: string, sender: Sender): Body {
  const [, root = 'kubectl', rest = ''] = /^(kubectl|qm)(?:\s([\s\S]*))?$/u.exec(text) ?? [
    '',
    'kubectl',
    text,
  ];
  return {
    command: `/${root}`,
    text: rest,
    trigger_id: `trigger.${sender.serial}`,
    team_id: sender.player.teamId,
    user_id: sender.player.userId,
    channel_id: sender.channel,
    channel_name: '<!channel>',
    response_url: 'https://hooks.example/once',
  };
}

function mention(text: string, inThread: boolean, sender: Sender): Body {
  return {
    type: 'event_callback',
    event_id: `Ev${sender.serial}`,
    team_id: 'T0SHOP',
    event: {
      type: 'app_mention',
      user: sender.player.userId,
      team: sender.player.teamId,
      channel: sender.channel,
      text: `<@${BOT_USER}> ${text}`,
      ts: MESSAGE,
      ...(inThread ? { thread_ts: THREAD } : {}),
    },
  };
}

export function click(actionId: string, value: string, sender: Sender): Body {
  return {
    type: 'block_actions',
    ...personOf(sender),
    trigger_id: `trigger.${sender.serial}`,
    channel: { id: sender.channel, name: 'shop' },
    container: { type: 'message', message_ts: MESSAGE, channel_id: sender.channel },
    response_url: 'https://hooks.example/once',
    actions: [
      { type: 'button', block_id: 'b', action_id: actionId, action_ts: sender.serial, value },
    ],
  };
}

export function submission(
  callback: string,
  about: Body,
  fields: Readonly<Record<string, string>>,
  sender: Sender,
): Body {
  return {
    type: 'view_submission',
    ...personOf(sender),
    view: viewOf(callback, about, fields, sender),
  };
}

function viewOf(
  callback: string,
  about: Body,
  fields: Readonly<Record<string, string>>,
  sender: Sender,
): Body {
  const values = Object.entries(fields).map(([name, value]) => [
    name,
    { [name]: name === 'verb' ? { selected_option: { value } } : { value } },
  ]);
  return {
    id: `V${sender.serial}`,
    hash: `h.${sender.serial}`,
    type: 'modal',
    callback_id: callback,
    private_metadata: JSON.stringify(about),
    state: { values: Object.fromEntries(values) },
  };
}

function personOf({ player }: Sender): Body {
  const { userId, teamId } = player;
  return { user: { id: userId, team_id: teamId }, team: { id: teamId, domain: 'shop' } };
}
