// The bot itself as a place: there is one, it needs no name, and what its commands do there is decided over as a whole.

import type { BotCommand, BotContext } from '../command.ts';
import { OperatorError } from '../errors.ts';
import type { Live, Place, PlaceKind } from '../place.ts';
import type { PlaceParts } from '../places.ts';

export const THE_BOT: Place = { name: '', environment: '', resource: { kind: 'bot' } };

export function botKind(command: BotCommand, { clock }: Pick<PlaceParts, 'clock'>): PlaceKind {
  return {
    all: () => [THE_BOT],
    wanted: () => THE_BOT.name,
    unknown: (wanted) =>
      new OperatorError({
        what: `"${wanted}" is no place of "${command.name}".`,
        why: 'It is about the bot itself.',
        fix: 'Send the command again.',
      }),
    plan: async ({ call, request }) => {
      const { preview } = command;
      const contextOf = ({ services, signal }: Live): BotContext => {
        return { request, services, signal, nowMs: () => clock.nowMs() };
      };
      return {
        deeds: [],
        facts: {},
        bind: () => ({
          ...(preview === undefined
            ? {}
            : { preview: (live) => preview(call.args, contextOf(live)) }),
          run: (live) => command.run(call.args, contextOf(live)),
        }),
      };
    },
  };
}
