// Switches one workload: its step is worked out from the object as it was read, sent for that version of it alone, and worked out anew
// where somebody came between, or where no answer came.

import { OperatorError } from '../errors.ts';
import { type ApiRequest, type Catalog, type Resource, StatusError } from '../kubernetes/api.ts';
import type { Journal } from './journal.ts';
import { type SwitchKind, servedAs, whereOf } from './kinds.ts';
import { listObjects } from './list-objects.ts';
import { holdersOf, isOff, originalOf, readMark } from './original.ts';
import { readPipeline, switchPipeline } from './pipelines.ts';
import type { Target } from './plan.ts';
import { type Step, stepFor } from './step.ts';
import type { StepBody } from './step-body.ts';
import { trimmed } from './trimmed.ts';
import type { TurnPorts, TurnWish } from './turn.ts';
import type { Workload } from './workload.ts';

export interface Switched {
  readonly target: Target;
  readonly step: Step;
  /** Why it was not done. */
  readonly failure?: string;
  /** It would not be done the next time either. */
  readonly isRefused?: boolean;
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
      await send(target, step.body, ports);
      journal.done(target, step.to === 'off' ? step : undefined);
      return { target, step };
    } catch (error) {
      if (ports.signal.aborted || !isOfTheCluster(error)) throw error;
      if (attempt === TRIES || isFinal(error)) {
        return { target, step: NOTHING, failure: error.message, isRefused: isFinal(error) };
      }
    }
    const object = await readAgain(target, ports);
    if (object === undefined) return { target, step: NOTHING };
    target = { ...target, object };
  }
}

async function send(target: Target, body: StepBody, ports: TurnPorts): Promise<void> {
  if (target.kind !== 'Pipeline') await ports.api.request(requestOf(target, body, ports));
  else if (ports.pipelines !== undefined)
    await switchPipeline(target.object, body, ports.pipelines);
}

/** A turn before this one may have been cut off between its request and its note of it. */
function noteDone(target: Target, { name, state }: TurnWish, journal: Journal): void {
  if (state === 'on') {
    journal.done(target);
    return;
  }
  const mark = readMark(target.object);
  const isOurs = typeof mark === 'object' && holdersOf(mark).includes(name);
  if (isOurs && isOff(originalOf(target.kind, target.object))) journal.done(target, mark);
}

const NOTHING: Step = { kind: 'none' };

function isOfTheCluster(error: unknown): error is StatusError | OperatorError {
  return error instanceof StatusError || error instanceof OperatorError;
}

/** A refusal of the server that would be the same the next time: 409 says that somebody else has changed the object since it was read. */
function isFinal(error: StatusError | OperatorError): boolean {
  if (!(error instanceof StatusError)) return false;
  const { code } = error.status;
  return code < 500 && code !== 409 && code !== 429;
}

export function requestOf(
  { kind, namespace, name }: Target,
  body: object,
  { catalog }: Pick<TurnPorts, 'catalog'>,
): ApiRequest {
  const resource = resourceOf(kind, catalog);
  return { verb: 'patch', resource, ...whereOf(namespace), name, patch: 'merge', body };
}

function resourceOf(kind: SwitchKind, catalog: Catalog): Resource {
  const served = servedAs(kind, catalog);
  if (served === undefined) throw new Error(`${kind} was listed and is not served`);
  return served.resource;
}

/** @returns undefined where it is there no longer. */
async function readAgain(
  { kind, namespace, name, tier }: Target,
  { api, catalog, pipelines }: TurnPorts,
): Promise<Workload | undefined> {
  if (kind === 'Pipeline') {
    return pipelines === undefined ? undefined : (await readPipeline(name, tier, pipelines)).object;
  }
  const resource = resourceOf(kind, catalog);
  const query = { fieldSelector: `metadata.name=${name}` };
  const where = { ...whereOf(namespace), query };
  const [object] = await listObjects<Workload>(resource, where, { api });
  return object === undefined ? undefined : trimmed(object);
}
