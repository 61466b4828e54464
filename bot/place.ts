// Where a command acts: a cluster, a Kafka, or the bot itself; and what it comes to there. Dispatch, authorization and the words
// of refusals know places by these values alone; what is special to a kind of place is in places/. Types only.

import type { AuditResource } from './audit/row.ts';
import type { Asker } from './authorize.ts';
import type { Call, ChangeFacts, Output, Preview, Request } from './command.ts';
import type { OperatorError } from './errors.ts';
import type { BotServices, PolicyQuestion } from './ports.ts';

export interface Place {
  /** Of the settings; '' for the bot itself. */
  readonly name: string;
  readonly environment: string;
  /** What policy is asked about first: may this command be used here at all? */
  readonly resource: PolicyQuestion['resource'];
}

/** One thing that a command would do at its place. Policy decides over each. */
export interface Deed {
  readonly resource: PolicyQuestion['resource'];
  /** For people: `patch deployments.apps web in shop`, `Describe Topic orders`. */
  readonly words: string;
  /** As the audit's rows have it. */
  readonly about: AuditResource;
}

/** All that a call would do, known before anything is done. */
export interface Plan {
  /** Those that are covered by another are left out. */
  readonly deeds: readonly Deed[];
  readonly facts: ChangeFacts;
  /** For a place that has namespaces: the one that it is about, in words; '' where it is about none. */
  readonly namespace?: string;
  /** @throws OperatorError when it is not said as whom the place is to be asked. */
  bind(): BoundCall;
}

/** A call with the handle that lets through what was decided over, and nothing else. */
export interface BoundCall {
  /** As whom the place is asked; absent: as the bot. */
  readonly as?: string;
  /** For a change that has one. */
  preview?(live: Live): Promise<Preview>;
  run(live: Live): Promise<Output>;
}

/** What a call has while it is previewed or run. */
export interface Live {
  readonly signal: AbortSignal;
  readonly services: BotServices;
  /** Shows the output so far. */
  readonly show: (sofar: Output) => void;
  /** The substance of the preview that was agreed to; absent before that. */
  readonly agreed?: string;
}

/** A call of one person at one place. */
export interface Errand {
  readonly request: Request;
  readonly call: Call;
  readonly place: Place;
  readonly asker: Asker;
  /** Whether this person may use the same command at that place. */
  readonly isOpen: (place: Place) => boolean;
}

export interface PlaceKind {
  all(): readonly Place[];
  /** The name that is meant: said by a flag, of the channel, or the usual one; undefined when nothing says it. */
  wanted(request: Request, call: Call): Promise<string | undefined> | string | undefined;
  /** The words for a name that there is not. @param names those that are open to whoever asks */
  unknown(wanted: string | undefined, names: readonly string[]): OperatorError;
  plan(errand: Errand): Promise<Plan>;
}
