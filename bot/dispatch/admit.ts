// May this call go on, and with what: who asks, at which place, to do what there. Everything is decided here, nothing is done.

import { resourcesDetail } from '../audit/resources.ts';
import type { AuditResource } from '../audit/row.ts';
import { askerOf, authorizeDeeds, authorizeEntry, type Case, refusalOf } from '../authorize.ts';
import type { Call, Request } from '../command.ts';
import type { BoundCall, Deed, Place } from '../place.ts';
import { THE_BOT } from '../places/bot.ts';
import { placeKindOf } from '../places.ts';
import { answerProblem } from './answer.ts';
import type { Rooms } from './rooms.ts';

/** A call that may go on: everything is decided, nothing is done. */
export interface Admitted {
  readonly call: Call;
  readonly place: Place;
  readonly namespace?: string;
  readonly bound: BoundCall;
  readonly policies: readonly string[];
  /** What is touched, for the record. */
  readonly about: readonly AuditResource[];
}

/** @returns undefined when the request was refused: then it has its answer and its audit row. */
export async function admit(
  request: Request,
  call: Call,
  rooms: Rooms,
  { fresh, pinned }: { fresh: boolean; pinned?: { place: string } },
): Promise<Admitted | undefined> {
  const { bot } = rooms;
  const settings = bot.settings();
  const { teamId, userId } = request.address;
  const person = await bot.directory.person(teamId, userId, { fresh });
  const asker = askerOf(person, settings);
  const nowMs = bot.clock.nowMs();
  const freezes = call.command.effect === 'change' ? await bot.store.freezes(nowMs) : [];
  const about = { asker, request, call, settings, policies: bot.policies, nowMs, freezes };
  const isOpen = (place: Place) => authorizeEntry({ ...about, place }).allowed;
  const kind = placeKindOf(call.command, bot);
  const wanted = pinned?.place ?? kind.wanted(request, call);
  const place = kind.all().find(({ name }) => name === wanted);
  if (place === undefined) {
    const open = kind.all().filter(isOpen);
    if (open.length === 0 && kind.all().length > 0)
      return await refuse({ ...about, place: THE_BOT }, DENIED, rooms);
    throw kind.unknown(
      wanted,
      open.map(({ name }) => name),
    );
  }
  const context: Case = { ...about, place };
  const entry = authorizeEntry(context);
  if (!entry.allowed) return await refuse(context, entry, rooms);
  const { deeds, facts, namespace, bind } = await kind.plan({
    request,
    call,
    place,
    asker,
    isOpen,
  });
  const { decision, denied } = authorizeDeeds(context, deeds, facts);
  if (!decision.allowed) return await refuse(context, decision, rooms, denied);
  return {
    call,
    place,
    ...(namespace === undefined ? {} : { namespace }),
    bound: bind(),
    policies: decision.policies,
    about: deeds.map(({ about: each }) => each),
  };
}

/** For whom no place is open, which there are is not said. */
const DENIED = { allowed: false, policies: [], errors: [] } as const;

async function refuse(
  context: Case,
  decision: Parameters<typeof refusalOf>[1],
  rooms: Rooms,
  denied?: Deed,
): Promise<undefined> {
  await answerProblem(context.request, rooms, refusalOf(context, decision, denied), {
    command: context.call.text,
    cluster: context.place.name,
    detail: {
      policies: decision.policies,
      policyVersion: rooms.bot.policies.version,
      ...resourcesDetail(denied === undefined ? [] : [denied.about]),
    },
  });
}
