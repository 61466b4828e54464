// May this call go on, and with what: who asks, at which place, to do what there. Everything is decided here, nothing is done.

import type { Demand } from '../approval.ts';
import { resourcesDetail } from '../audit/resources.ts';
import type { AuditResource } from '../audit/row.ts';
import {
  ALL_GIVEN,
  askerOf,
  authorizeDeeds,
  authorizeEntry,
  type Case,
  demandsOf,
  type Given,
  refusalOf,
} from '../authorize.ts';
import type { BreakGlass } from '../break-glass.ts';
import type { Call, Request } from '../command.ts';
import type { OperatorError } from '../errors.ts';
import { type Freeze, freezeOf } from '../freeze.ts';
import type { BoundCall, Deed, Place } from '../place.ts';
import { THE_BOT } from '../places/bot.ts';
import { placeKindOf } from '../places.ts';
import type { PolicyDecision } from '../ports.ts';
import { answerProblem } from './answer.ts';
import type { Rooms } from './rooms.ts';

/** A call that may go on: everything is decided, nothing is done. */
export interface Admitted {
  readonly call: Call;
  readonly place: Place;
  readonly namespace?: string;
  readonly bound: BoundCall;
  readonly policies: readonly string[];
  /** What policy still asks for before it runs. */
  readonly demands: readonly Demand[];
  /** In force for the asker: what runs under it is marked. */
  readonly brokenGlass: BreakGlass | undefined;
  /** In force for the place. */
  readonly freeze: Freeze | undefined;
  /** What is touched, for the record. */
  readonly about: readonly AuditResource[];
}

export interface AdmitOptions {
  /** Whether Slack is asked anew who the asker is. */
  readonly fresh: boolean;
  /** The place of an earlier decision, whatever the channel's default is now. */
  readonly pinned?: { readonly place: string };
  /** What has been given already; absent: nothing. */
  readonly given?: Given;
  /** What is done with a refusal; absent: the asker is told. */
  readonly refused?: (error: OperatorError, about: RefusalAbout) => Promise<void>;
}

/** @returns undefined when the request was refused: then it has its answer and its audit row. */
export async function admit(
  request: Request,
  call: Call,
  rooms: Rooms,
  options: AdmitOptions,
): Promise<Admitted | undefined> {
  const { bot } = rooms;
  const { pinned } = options;
  const about = await caseOf(request, call, rooms, options);
  const { asker, freezes, brokenGlass } = about;
  const refuse = (context: Case, decision: PolicyDecision, denied?: Deed) =>
    refuseIt(context, decision, { rooms, options, denied });
  const isOpen = (place: Place) => authorizeEntry({ ...about, place }).allowed;
  const kind = placeKindOf(call.command, bot);
  const wanted = pinned?.place ?? (await kind.wanted(request, call));
  const place = kind.all().find(({ name }) => name === wanted);
  if (place === undefined) {
    const open = kind.all().filter(isOpen);
    if (open.length === 0 && kind.all().length > 0)
      return await refuse({ ...about, place: THE_BOT }, DENIED);
    throw kind.unknown(
      wanted,
      open.map(({ name }) => name),
    );
  }
  const context: Case = { ...about, place };
  const entry = authorizeEntry(context);
  if (!entry.allowed) return await refuse(context, entry);
  const { deeds, facts, namespace, bind } = await kind.plan({
    request,
    call,
    place,
    asker,
    isOpen,
  });
  const { decision, denied } = authorizeDeeds(context, deeds, facts);
  if (!decision.allowed) return await refuse(context, decision, denied);
  return {
    call,
    place,
    ...(namespace === undefined ? {} : { namespace }),
    bound: bind(),
    policies: decision.policies,
    demands: demandsOf([entry, decision]),
    brokenGlass,
    freeze: freezeOf(freezes, place),
    about: deeds.map(({ about: each }) => each),
  };
}

/** For whom no place is open, which there are is not said. */
const DENIED = { allowed: false, policies: [], errors: [] } as const;

/** Who asks, and what holds at this moment. */
export async function caseOf(
  request: Request,
  call: Call,
  { bot }: Rooms,
  { fresh, given }: Pick<AdmitOptions, 'fresh' | 'given'>,
): Promise<Omit<Case, 'place'>> {
  const settings = bot.settings();
  const { teamId, userId } = request.address;
  const person = await bot.directory.person(teamId, userId, { fresh });
  const nowMs = bot.clock.nowMs();
  const isChange = call.command.effect === 'change';
  const broken = await bot.store.breakGlasses(nowMs);
  return {
    asker: askerOf(person, settings),
    request,
    call,
    settings,
    policies: bot.policies,
    nowMs,
    freezes: isChange ? await bot.store.freezes(nowMs) : [],
    brokenGlass: broken.find((one) => one.teamId === teamId && one.userId === userId),
    // What is only tried changes nothing: nobody has to agree to it.
    ...(isTried(call) ? { given: ALL_GIVEN } : given === undefined ? {} : { given }),
  };
}

/** A change that a person asked to be tried only. */
export function isTried({ words }: Call): boolean {
  return words.flags['dry-run'] === 'server';
}

export interface RefusalAbout {
  readonly command: string;
  readonly cluster: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

async function refuseIt(
  context: Case,
  decision: PolicyDecision,
  { rooms, options, denied }: { rooms: Rooms; options: AdmitOptions; denied: Deed | undefined },
): Promise<undefined> {
  const about = {
    command: context.call.text,
    cluster: context.place.name,
    detail: {
      policies: decision.policies,
      policyVersion: rooms.bot.policies.version,
      ...resourcesDetail(denied === undefined ? [] : [denied.about]),
    },
  };
  const error = refusalOf(context, decision, denied);
  if (options.refused === undefined) await answerProblem(context.request, rooms, error, about);
  else await options.refused(error, about);
}
