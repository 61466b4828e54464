// The only path from a person to an effect: receive once, parse, authorize, preview and confirm a change, write the intent,
// run, redact, store, answer. Every request ends in a visible outcome; nothing is run twice.

import type { Request } from './command.ts';
import { answerProblem } from './dispatch/answer.ts';
import { settleClick } from './dispatch/clicks.ts';
import { runTyped } from './dispatch/commands.ts';
import { showFile, showPage } from './dispatch/outputs.ts';
import { recover, recoverDead } from './dispatch/recover.ts';
import { type Bot, createRooms, type Rooms } from './dispatch/rooms.ts';
import { sweep } from './dispatch/sweep.ts';
import { takeAlert } from './dispatch/take-alert.ts';
import { takeOffer } from './dispatch/take-offer.ts';
import { takePin } from './dispatch/take-pin.ts';
import { takeVote } from './dispatch/votes.ts';
import { OperatorError } from './errors.ts';
import { LIMITS } from './limits.ts';

export type { Bot } from './dispatch/rooms.ts';

export type Receipt = 'accepted' | 'duplicate' | { readonly refused: string };

export interface Dispatcher {
  /** Records the request durably, then works on it in the background: the caller may tell Slack that it is in good hands. */
  handle(request: Request): Promise<Receipt>;
  /** Settles what an earlier process left: nothing is run twice, nothing stays without an outcome. */
  recover(): Promise<void>;
  /** The same, while this process runs, for other processes on the same store that died. */
  recoverDead(): Promise<void>;
  /** Does what is due: reminders, and the ends of what nobody decided in time. */
  sweep(): Promise<void>;
  /** How many requests are being worked on. */
  inFlight(): number;
  /** Takes nothing new, ends what runs, waits for its outcomes. */
  stop(): Promise<void>;
}

export function createDispatcher(bot: Bot): Dispatcher {
  const rooms = createRooms(bot);
  return {
    handle: (request) => receive(request, rooms),
    recover: () => recover(rooms, (request) => begin(request, rooms)),
    recoverDead: () => recoverDead(rooms, (request) => begin(request, rooms)),
    sweep: () => sweep(rooms),
    inFlight: () => rooms.working.size,
    stop: async () => {
      rooms.isStopping = true;
      for (const run of rooms.runs.values()) run.end('shutdown');
      const drained = Promise.allSettled(rooms.working.values());
      await Promise.race([drained, bot.clock.sleep(LIMITS.stopDrainMs)]);
    },
  };
}

async function receive(request: Request, rooms: Rooms): Promise<Receipt> {
  if (rooms.isStopping)
    return { refused: 'Quartermaster is restarting. Send the command again in a moment.' };
  if (rooms.working.size >= LIMITS.waitingMax) {
    return {
      refused: `${rooms.working.size} commands are waiting already, so this one was not taken. Try again in a minute.`,
    };
  }
  if (!(await rooms.bot.store.receive(request))) return 'duplicate';
  begin(request, rooms);
  return 'accepted';
}

function begin(request: Request, rooms: Rooms): void {
  const { teamId, userId } = request.address;
  // Whoever stops a command must not wait for it to end.
  const isUrgent = request.ask.kind === 'stop';
  const done = isUrgent
    ? workOn(request, rooms)
    : rooms.line.through(`${teamId}/${userId}`, () => workOn(request, rooms));
  const work = done.finally(() => rooms.working.delete(request.id));
  rooms.working.set(request.id, work);
}

/** Never throws: what nobody expected becomes an answer with a reference, and the whole stack in the log. */
async function workOn(request: Request, rooms: Rooms): Promise<void> {
  const { log } = rooms.bot;
  try {
    await perform(request, rooms);
  } catch (error) {
    const reference = rooms.bot.clock.id().slice(0, 8);
    const expected = error instanceof OperatorError;
    log[expected ? 'warn' : 'error'](
      { err: error, requestId: request.id, reference },
      'request ended by an error',
    );
    await answerProblem(request, rooms, expected ? error : unexpected(reference)).catch(
      (failure: unknown) =>
        log.error({ err: failure, requestId: request.id }, 'the answer could not be stored'),
    );
  }
}

function perform(request: Request, rooms: Rooms): Promise<void> {
  const { ask } = request;
  switch (ask.kind) {
    case 'command':
      return runTyped(request, ask.text, rooms);
    case 'confirm':
    case 'cancel':
    case 'ask-approval':
      return settleClick(request, ask, rooms);
    case 'approve':
    case 'reject':
    case 'withdraw':
      return takeVote(request, ask, rooms);
    case 'offer':
      return takeOffer(request, ask, rooms);
    case 'stop':
      return stopRun(request, ask.runId, rooms);
    case 'page':
      return showPage(request, ask, rooms);
    case 'file':
      return showFile(request, ask.outputId, rooms);
    case 'alert':
      return takeAlert(request, ask, rooms);
    case 'pin':
      return takePin(request, ask, rooms);
  }
}

async function stopRun(request: Request, runId: string, rooms: Rooms): Promise<void> {
  const run = rooms.runs.get(runId);
  const { teamId, userId } = request.address;
  if (run === undefined) {
    throw new OperatorError({
      what: 'There is nothing to stop.',
      why: 'That command has ended already.',
      fix: 'Its result is in the message, or follows in a moment.',
    });
  }
  if (run.teamId !== teamId || run.userId !== userId) {
    throw new OperatorError({
      what: 'You may not stop this command.',
      why: 'It is somebody else’s.',
      fix: `Ask <@${run.userId}> to stop it.`,
    });
  }
  run.end('stopped');
  await rooms.bot.store.finish(request.id);
}

function unexpected(reference: string): OperatorError {
  return new OperatorError({
    what: 'Quartermaster failed while working on this.',
    why: `It is a fault of ours, not of the command (reference ${reference}).`,
    fix: 'If it was a change, look at its state before trying again; give the reference to whoever runs the bot.',
  });
}
