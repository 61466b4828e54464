// Switches one workload: its step is worked out from the object as it was read, sent for that version of it alone, and worked out anew
// where somebody came between, or where no answer came.

import { OperatorError } from '../errors.ts';
import type { ApiRequest } from '../kubernetes/api.ts';
import { StatusError } from '../kubernetes/api.ts';
import type { Journal } from './journal.ts';
import { servedKinds } from './kinds.ts';
import { isOff, originalOf, readMark } from './original.ts';
import type { Target } from './plan.ts';
import { type Step, stepFor } from './step.ts';
import { isConflict, type TurnPorts, type TurnWish } from './turn.ts';
import type { Workload } from './workload.ts';

export interface Switched {
  readonly target: Target;
  readonly step: Step;
  /** Why it was not done. */
  readonly failure?: string;
}

interface Parts {
  readonly ports: TurnPorts;
  readonly journal: Journal;
}

/** How often it is begun anew before it is given up until the next turn. */
const TRIES = 6;

/** @throws only when the turn is to end: its signal was aborted, or another process does it. */
export async function switchWorkload(
  read: Target,
  wish: TurnWish,
  { ports, journal }: Parts,
): Promise<Switched> {
  let target = read;
  for (let attempt = 1; ; attempt += 1) {
    const step = stepFor(wish.state, journal.situationOf(target, wish));
    if (step.kind !== 'patch') {
      if (step.kind === 'none') noteDone(target, wish, journal);
      return { target, step };
    }
    if (attempt > 1) await journal.renew(target, step);
    try {
      await ports.api.request(requestOf(target, step, ports));
      journal.done(target, step.to === 'off' ? step.original : undefined);
      return { target, step };
    } catch (error) {
      if (ports.signal.aborted || !isOfTheCluster(error)) throw error;
      const failure = attempt < TRIES ? undefined : error.message;
      if (failure !== undefined || isFinal(error))
        return { target, step: NOTHING, failure: error.message };
    }
    const object = await readAgain(target, ports);
    if (object === undefined) return { target, step: NOTHING };
    target = { ...target, object };
  }
}

/** A turn before this one may have been cut off between its request and its note of it. */
function noteDone(target: Target, { name, state }: TurnWish, journal: Journal): void {
  if (state === 'on') {
    journal.done(target, undefined);
    return;
  }
  const mark = readMark(target.object);
  const isOurs = typeof mark === 'object' && mark.by === name;
  if (isOurs && isOff(originalOf(target.kind, target.object))) journal.done(target, mark.original);
}

const NOTHING: Step = { kind: 'none' };

function isOfTheCluster(error: unknown): error is StatusError | OperatorError {
  return error instanceof StatusError || error instanceof OperatorError;
}

/** A refusal of the server that would be the same the next time. */
function isFinal(error: StatusError | OperatorError): boolean {
  if (!(error instanceof StatusError)) return false;
  const { code } = error.status;
  return !isConflict(error) && code < 500 && code !== 429;
}

export function requestOf(
  { kind, namespace, name }: Target,
  { body }: Extract<Step, { kind: 'patch' }>,
  { catalog }: Pick<TurnPorts, 'catalog'>,
): ApiRequest {
  const served = servedKinds(catalog).find((each) => each.kind === kind);
  if (served === undefined) throw new Error(`${kind} was listed and is not served`);
  return { verb: 'patch', resource: served.resource, namespace, name, patch: 'merge', body };
}

/** @returns undefined where it is there no longer. */
async function readAgain(target: Target, ports: TurnPorts): Promise<Workload | undefined> {
  const { resource, namespace, name } = requestOf(target, EMPTY, ports);
  const where = { resource, ...(namespace === undefined ? {} : { namespace }) };
  const query = { fieldSelector: `metadata.name=${name}` };
  const { body } = await ports.api.request({ verb: 'list', ...where, query });
  return (body as { readonly items?: readonly Workload[] }).items?.[0];
}

const EMPTY = {
  kind: 'patch',
  to: 'on',
  body: {},
  original: { kind: 'suspend', suspend: false },
} as const;
