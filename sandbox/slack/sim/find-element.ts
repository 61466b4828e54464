// Finds the element a person means: in a message they can see, in an open modal, or in their Home tab.
import { type Json, toText } from '../json.ts';
import { canSee, findMessage, logOf } from '../messages.ts';
import type { Slack } from '../slack.ts';
import { elementsOf, findView } from '../views.ts';
import type { Channel, Message, User, View } from '../world.ts';
import { SimRefusal } from './refuse.ts';
import { readChannel } from './who-and-where.ts';

export interface Place {
  channel?: Channel;
  message?: Message;
  view?: View;
  block: Json;
  element: Json;
}

/** @throws SimRefusal 404 `no_such_view`, `message_not_found` or `no_such_element` */
export function findPlace(slack: Slack, user: User, body: Json): Place {
  if (toText(body.view_id) !== '') return inView(slack, user, body);
  const channel = readChannel(slack, body.channel, user);
  const ts = toText(body.ts);
  if (ts === '') return inNewest(slack, user, channel, body);
  const message = findMessage(slack.world, channel.id, ts);
  if (message === undefined || !canSee(message, user.id))
    return (
      forged(body, { channel }) ??
      refuse('message_not_found', `${user.name} sees no message ${ts} in ${channel.name}.`)
    );
  const found = inBlocks(message.blocks ?? [], body);
  if (found === undefined) return forged(body, { channel, message }) ?? refuseElement(body);
  return { channel, message, ...found };
}

function inView(slack: Slack, user: User, body: Json): Place {
  const view = findView(slack, toText(body.view_id));
  if (view === undefined || (view.user !== user.id && body.force !== true))
    return refuse('no_such_view', `${user.name} has no view ${toText(body.view_id)} open.`);
  const found = inBlocks(view.blocks, body);
  if (found === undefined) return forged(body, { view }) ?? refuseElement(body);
  return { view, ...found };
}

function inNewest(slack: Slack, user: User, channel: Channel, body: Json): Place {
  for (const message of logOf(slack.world, channel.id).list.toReversed()) {
    if (!canSee(message, user.id)) continue;
    const found = inBlocks(message.blocks ?? [], body);
    if (found !== undefined) return { channel, message, ...found };
  }
  return forged(body, { channel }) ?? refuseElement(body);
}

function inBlocks(blocks: readonly Json[], body: Json): { block: Json; element: Json } | undefined {
  const actionId = toText(body.action_id);
  const blockId = toText(body.block_id);
  for (const block of blocks) {
    if (blockId !== '' && block.block_id !== blockId) continue;
    const nested = block.type === 'container' && Array.isArray(block.child_blocks);
    if (nested) {
      const found = inBlocks(block.child_blocks as Json[], body);
      if (found !== undefined) return found;
    }
    const element = elementsOf(block).find((candidate) => candidate.action_id === actionId);
    if (element !== undefined) return { block, element };
  }
  return undefined;
}

/** With `force`, a button that is not there: what a forged request would claim. */
function forged(body: Json, where: Omit<Place, 'block' | 'element'>): Place | undefined {
  if (body.force !== true) return undefined;
  const element = {
    type: 'button',
    action_id: toText(body.action_id),
    text: { type: 'plain_text', text: '' },
  };
  return {
    ...where,
    block: { type: 'actions', block_id: toText(body.block_id) || 'forged' },
    element,
  };
}

function refuseElement(body: Json): never {
  return refuse(
    'no_such_element',
    `There is nothing with action_id "${toText(body.action_id)}" to be seen there.`,
  );
}

function refuse(error: string, detail: string): never {
  throw new SimRefusal(404, error, { detail });
}
