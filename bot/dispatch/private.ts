// What only the asker reads: answers of the bot about itself, such as the audit, which policy does not open to all of a channel.

import type { Call, Command, Output, Request } from '../command.ts';
import type { Outgoing } from '../ports.ts';
import { escaped } from '../render/text.ts';

/** Of the command, where a file is named after it. */
const COMMAND_CHARACTERS = 300;

export function isPrivate({ on, effect, isPrivate: isStated = false }: Command): boolean {
  return isStated || (effect === 'read' && on === 'bot');
}

/** A stored output as a file: where it is to go, else where the command was asked for, or in the asker's direct messages. */
export function fileFor(
  request: Request,
  call: Call,
  file: Omit<NonNullable<Outgoing['file']>, 'isPrivate'>,
  place?: Output['place'],
): Outgoing {
  const { teamId, userId } = request.address;
  return {
    key: file.chart === undefined ? `file:${request.id}` : `file:${request.id}:${file.chart}`,
    address: place === undefined ? request.address : { teamId, userId, ...place },
    kind: 'file',
    message: { text: escaped(call.text, COMMAND_CHARACTERS), blocks: [] },
    file: isPrivate(call.command) && place === undefined ? { ...file, isPrivate: true } : file,
    final: true,
  };
}
