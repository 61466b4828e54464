// One attempt to get one wish to its reader, with the other ways that are left when Slack refuses the first. It keeps no
// state and never waits: when to try again is the loop's business.

import type { Address } from '../command.ts';
import type { Chat, Delivery, Found, Message, Outgoing, Store } from '../ports.ts';
import { cut } from './digest.ts';

export interface Attempt {
  readonly outgoing: Outgoing;
  /** The message to edit, where the key has one already. */
  readonly ts: string | undefined;
  /** An earlier post of this key may have come through unseen. */
  readonly isDoubtful: boolean;
  /** When the key first came to wait. */
  readonly sinceMs: number;
}

/** The message that was to be edited is gone or closed: a new one takes its place. */
const NOT_EDITABLE = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'is_inactive',
]);

/** Slack does not take the blocks: the words alone are sent, once. */
const BLOCKS_REFUSED = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'block_mismatch',
  'invalid_attachments',
]);

/** Nothing can be sent at all until a person mends the credentials: the wish stays. */
const NOT_LET_IN = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'org_login_required',
]);

const PLAIN_CHARACTERS = 3000;

export function isLockedOut(delivery: Delivery): boolean {
  return delivery.kind === 'refused' && NOT_LET_IN.has(delivery.code);
}

/** 'refused' only when no way is left; the code is that of the first way. */
export async function deliver(
  { chat, store }: { chat: Chat; store: Pick<Store, 'output'> },
  attempt: Attempt,
): Promise<Delivery> {
  const first = await sendAsWished({ chat, store }, attempt);
  if (first.kind !== 'refused' || isLockedOut(first)) return first;
  const last = await sendPrivately(chat, attempt.outgoing);
  return last.kind === 'refused' ? first : withoutTs(last);
}

async function sendAsWished(
  { chat, store }: { chat: Chat; store: Pick<Store, 'output'> },
  attempt: Attempt,
): Promise<Delivery> {
  const { outgoing } = attempt;
  switch (outgoing.kind) {
    case 'message':
      return await sendMessage(chat, attempt);
    case 'ephemeral': {
      const send = (message: Message) =>
        chat.ephemeral(outgoing.address, message, outgoing.replacesClicked);
      return withoutTs(await orPlain(send, outgoing.message));
    }
    case 'file':
      return withoutTs(await sendFile({ chat, store }, outgoing));
  }
}

async function sendMessage(chat: Chat, attempt: Attempt): Promise<Delivery> {
  const { address, message, key } = attempt.outgoing;
  const found = await findMessage(chat, attempt);
  if (found.kind === 'limited' || found.kind === 'unsure') return found;
  if (found.kind === 'found') {
    const { ts } = found;
    const edited = await orPlain((each) => chat.update(address, ts, each), message);
    if (edited.kind === 'delivered') return { kind: 'delivered', ts };
    if (edited.kind !== 'refused' || !NOT_EDITABLE.has(edited.code)) return edited;
  }
  return await orPlain((each) => chat.post(address, each, key), message);
}

async function findMessage(chat: Chat, attempt: Attempt): Promise<Found> {
  const { ts, isDoubtful, outgoing, sinceMs } = attempt;
  if (ts !== undefined) return { kind: 'found', ts };
  if (!isDoubtful || chat.findPosted === undefined) return { kind: 'none' };
  return await chat.findPosted(outgoing.address, outgoing.key, sinceMs);
}

async function sendFile(
  { chat, store }: { chat: Chat; store: Pick<Store, 'output'> },
  { address, message, file }: Outgoing,
): Promise<Delivery> {
  const stored = file === undefined ? undefined : await store.output(file.outputId);
  if (file === undefined || stored === undefined) {
    const text = `${message.text}\nThe output is no longer kept: run the command again.`;
    return await chat.ephemeral(address, { text, blocks: [] });
  }
  const { stdout, stderr, charts = [] } = stored.output;
  const chart = file.chart === undefined ? undefined : charts[file.chart];
  const gap = stdout === '' || stderr === '' || stdout.endsWith('\n') ? '' : '\n';
  return await chat.file(address, {
    name: file.name,
    title: file.name,
    content:
      chart !== undefined ? chart : file.onlyStdout === true ? stdout : `${stdout}${gap}${stderr}`,
    ...(file.isPrivate === undefined ? {} : { isPrivate: file.isPrivate }),
  });
}

/** For when the channel cannot be written to: to the person alone, there or in a direct message. */
async function sendPrivately(chat: Chat, { kind, address, message }: Outgoing): Promise<Delivery> {
  if (kind !== 'ephemeral') {
    const there = await orPlain((each) => chat.ephemeral(address, each), message);
    if (there.kind !== 'refused') return there;
  }
  return await orPlain((each) => chat.direct(withoutThread(address), each), message);
}

async function orPlain(
  send: (message: Message) => Promise<Delivery>,
  message: Message,
): Promise<Delivery> {
  const delivery = await send(message);
  if (delivery.kind !== 'refused' || !BLOCKS_REFUSED.has(delivery.code)) return delivery;
  return await send({ text: cut(message.text, PLAIN_CHARACTERS), blocks: [] });
}

/** What is not in the channel, or is the reader's alone, cannot be edited by its key later. */
function withoutTs(delivery: Delivery): Delivery {
  return delivery.kind === 'delivered' ? { kind: 'delivered' } : delivery;
}

function withoutThread({ threadTs: _, ...address }: Address): Address {
  return address;
}
