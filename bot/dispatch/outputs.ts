// Pages, filter and file of a stored output. They read the store and never run a command again.

import type { Ask, Call, Request } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { parse } from '../parse.ts';
import type { StoredOutput } from '../ports.ts';
import type { Reply, Verdict } from '../reply.ts';
import { admit } from './admit.ts';
import { enqueue } from './answer.ts';
import { fileFor, isPrivate } from './private.ts';
import type { Rooms } from './rooms.ts';

export async function showPage(
  request: Request,
  ask: Extract<Ask, { kind: 'page' }>,
  rooms: Rooms,
): Promise<void> {
  const readable = await admitted(request, ask.outputId, rooms);
  if (readable === undefined) return;
  const { stored, call } = readable;
  const isAlone = isPrivate(call.command);
  const reply: Reply = {
    verdict: stored.verdict as Verdict,
    command: stored.command,
    cluster: stored.cluster,
    namespace: stored.namespace,
    userId: stored.userId,
    durationMs: stored.durationMs,
    output: pageOf(stored.output, ask),
    notes: [],
  };
  const { channelId } = request.address;
  const key =
    request.messageTs === undefined
      ? `page:${request.id}`
      : `page:${channelId}:${request.messageTs}`;
  await rooms.bot.store.transaction(async (store) => {
    await enqueue(store, rooms, {
      request,
      reply,
      kind: isAlone ? 'ephemeral' : 'message',
      key,
      ...(isAlone ? { replacesClicked: true } : { replaceTs: request.messageTs }),
    });
    await store.finish(request.id);
  });
  rooms.bot.outbound.wake();
}

export async function showFile(request: Request, outputId: string, rooms: Rooms): Promise<void> {
  const readable = await admitted(request, outputId, rooms);
  if (readable === undefined) return;
  const { stored, call } = readable;
  const { bot } = rooms;
  await bot.store.transaction(async (store) => {
    const file = { outputId, name: fileName(stored) };
    await store.enqueue(fileFor(request, call, file), bot.clock.nowMs());
    await store.finish(request.id);
  });
  bot.outbound.wake();
}

/** Whoever asked may read on; anybody else only what they may ask for themselves, at this moment. */
async function admitted(
  request: Request,
  outputId: string,
  rooms: Rooms,
): Promise<{ stored: StoredOutput; call: Call } | undefined> {
  const { bot } = rooms;
  const stored = await bot.store.output(outputId);
  if (stored === undefined || stored.channelId !== request.address.channelId) {
    throw new OperatorError({
      what: 'This output is not kept any more.',
      why: 'Outputs are kept for seven days, and shown only in the channel where they were asked for.',
      fix: 'Send the command again.',
    });
  }
  const call = parse(stored.command, bot.commands);
  const pinned = { place: stored.cluster };
  const mayRead = await admit(request, call, rooms, { fresh: false, pinned });
  if (mayRead === undefined) return undefined;
  const { teamId, userId } = request.address;
  const isAskers = stored.teamId === teamId && stored.userId === userId;
  if (!isAskers && call.command.effect === 'read' && mayRead.demands.length > 0) {
    throw new OperatorError({
      what: 'This output is not yours to read on.',
      why: 'Policy asks for approval of this command, and it was given to somebody else.',
      fix: 'Send the command yourself.',
    });
  }
  return { stored, call };
}

function fileName(stored: StoredOutput): string {
  const name = stored.command.replaceAll(/[^A-Za-z0-9.-]+/gu, '-').slice(0, 60);
  return `${name.replaceAll(/^-+|-+$/gu, '') || 'output'}.txt`;
}
