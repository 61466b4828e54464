// A person presses a button or picks from a menu: in a message, a modal or the Home tab.
import { chosenValue } from '../input-values.ts';
import { type Json, toText } from '../json.ts';
import type { Slack } from '../slack.ts';
import { showModals, stateOf, viewJson } from '../views.ts';
import { APP_ID } from '../workspace.ts';
import type { Message, User } from '../world.ts';
import { outcomeJson } from './delivered.ts';
import { findPlace, type Place } from './find-element.ts';
import { interactionJson, sendInteraction } from './interaction.ts';
import { SimRefusal } from './refuse.ts';
import { suggestedOptions } from './suggest.ts';
import { assertCanAct, readUser, withIds } from './who-and-where.ts';

export async function click(slack: Slack, body: Json): Promise<Json> {
  const user = readUser(slack, body.user);
  const place = findPlace(slack, user, body);
  assertCanAct(user, place.channel, body);
  const action = readAction(slack, user, place, body);
  slack.journal.add('person', { user: user.name, clicks: toText(body.action_id) });
  if (place.block.type === 'input' && place.block.dispatch_action !== true)
    return { ok: true, delivered: false };
  const label = `click ${toText(action.action_id)}`;
  const sent = sendInteraction(
    slack,
    user,
    label,
    payloadOf(slack, user, place, action, body),
    place.view?.id,
  );
  if (body.wait === false) return interactionJson(sent);
  return { ...interactionJson(sent), ...outcomeJson(await sent.outcome) };
}

/** The entry of `actions[]`; a choice is also remembered as the input's state. */
function readAction(slack: Slack, user: User, place: Place, body: Json): Json {
  const { block, element } = place;
  const action_id = toText(element.action_id);
  const block_id = toText(block.block_id);
  const shared = { action_id, block_id, action_ts: slack.ids.ts() };
  if (element.type === 'button') {
    if (body.value !== undefined && body.force !== true)
      throw new SimRefusal(400, 'invalid_value', {
        detail: 'A button sends its own value. Use force:true for a forged click.',
      });
    const value = body.value ?? element.value;
    const { type, text } = element;
    return { type, text, ...shared, ...(value === undefined ? {} : { value: toText(value) }) };
  }
  const suggested = suggestedOptions(slack, user, action_id);
  const value = withIds(slack, element, body.value);
  const chosen = value === undefined ? undefined : chosenValue(element, value, suggested);
  if (chosen === undefined)
    throw new SimRefusal(400, 'invalid_value', {
      detail: `"${action_id}" does not offer ${JSON.stringify(body.value)}.`,
    });
  remember(slack, user, place, action_id, chosen);
  return { ...chosen, ...shared, ...placeholderOf(element) };
}

function remember(slack: Slack, user: User, place: Place, actionId: string, chosen: Json): void {
  const blockId = toText(place.block.block_id);
  const { view } = place;
  if (view === undefined) return;
  view.edits.set(blockId, { ...view.edits.get(blockId), [actionId]: chosen });
  if (view.type === 'modal') showModals(slack, user.id);
}

function placeholderOf(element: Json): Json {
  return element.placeholder === undefined ? {} : { placeholder: element.placeholder };
}

function payloadOf(
  slack: Slack,
  user: User,
  place: Place,
  action: Json,
  body: Json,
): Json & { type: string } {
  const shared = { type: 'block_actions', actions: [action] };
  const { view, channel, message } = place;
  if (view !== undefined)
    return { ...shared, view: viewJson(view), container: { type: 'view', view_id: view.id } };
  if (channel === undefined) throw new SimRefusal(400, 'channel_not_found');
  const ts = message?.ts ?? toText(body.ts);
  const isEphemeral = message?.is_ephemeral === true;
  const token = slack.responseUrls.mint({ user: user.id, channel: channel.id, messageTs: ts });
  return {
    ...shared,
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message?.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
    },
    channel: { id: channel.id, name: channel.name },
    ...(message === undefined || isEphemeral ? {} : { message: asClicked(message) }),
    state: { values: stateOf(message?.blocks ?? [], stateFrom(action)) },
    response_url: `${slack.url}/response/${token}`,
  };
}

/** The state of a message's inputs with the choice just made. */
function stateFrom(action: Json): Map<string, Json> {
  const { action_id, block_id, action_ts: _ts, placeholder: _hint, ...value } = action;
  return new Map([[toText(block_id), { [toText(action_id)]: value }]]);
}

function asClicked(message: Message): Json {
  return { ...message, app_id: message.app_id ?? APP_ID };
}
