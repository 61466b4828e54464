// A press of a warning's button: the command that the button stands for, asked for by whoever pressed it, with everything checked as if
// they had typed it. Its result takes the place of the warning.

import type { Ask, Request } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { parse } from '../parse.ts';
import { whyOver } from '../switch/offer-end.ts';
import { admit } from './admit.ts';
import { answerProblem } from './answer.ts';
import { propose } from './commands.ts';
import type { Rooms } from './rooms.ts';
import { execute } from './run.ts';

type Press = Extract<Ask, { kind: 'offer' }>;

export async function takeOffer(request: Request, ask: Press, rooms: Rooms): Promise<void> {
  const { bot } = rooms;
  const offer = await bot.store.offer(ask.offerId);
  const way = offer?.ways.find(({ kind }) => kind === ask.way);
  if (offer === undefined || way === undefined || offer.channelId !== request.address.channelId) {
    throw unknownButton();
  }
  const call = parse(way.command, bot.commands);
  const over = await whyOver(offer, bot);
  if (over !== undefined) {
    return await answerProblem(request, rooms, late(over.lines.join(' ')), { command: call.text });
  }
  const admitted = await admit(request, call, rooms, { fresh: true });
  if (admitted === undefined) return;
  if (admitted.demands.length > 0) return await propose(request, admitted, rooms);
  const went = await execute(request, admitted, rooms, {
    key: offer.key,
    replaceTs: request.messageTs,
    // Whatever becomes of it, the message says that and has no buttons any more.
    claim: (store) => store.closeOffer(offer.id),
    detail: { offer: offer.id },
  });
  if (!went)
    await answerProblem(request, rooms, late('Somebody was first.'), { command: call.text });
}

function late(why: string): OperatorError {
  return new OperatorError({
    what: 'This button is over, and nothing was changed by it.',
    why,
    fix: 'The message says what became of it; a command such as "/cluster keep" can be typed at any time.',
  });
}

function unknownButton(): OperatorError {
  return new OperatorError({
    what: 'This button means nothing here.',
    why: 'The warning that it belonged to is gone, or was never in this channel.',
    fix: 'Type the command, for example "/cluster keep NAME --until 22:00".',
  });
}
