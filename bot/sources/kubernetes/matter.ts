// What a condition finds in one object: something that is wrong, and from when until when it is worth telling. The conditions do not look at
// the clock, so that the same object always gives the same matters. Pure.

import type { Severity } from '../source.ts';
import type { Condition } from './objects.ts';

export interface Matter {
  /** In Kubernetes' own words, for example `CrashLoopBackOff`: with the object's uid and `part` it says which matter this is. */
  readonly reason: string;
  /** A part of the object that has it, such as a container. */
  readonly part?: string;
  readonly severity: Severity;
  /** One line; it may hold what the cluster says, which is not trusted. */
  readonly title: string;
  readonly lines: readonly string[];
  /** How often it was seen, at least 1. */
  readonly count: number;
  /** Milliseconds since the epoch: when it began. */
  readonly sinceMs: number;
  /** It is told from then on: what comes and goes by itself before is no matter. At once when unset. */
  readonly fromMs?: number;
  /** It is over then, if the object does not change before. With the object when unset. */
  readonly untilMs?: number;
  /** Events of these reasons about the object say why, and how often. */
  readonly events?: readonly string[];
  /** The container whose last lines say why, and whether those of the run before. */
  readonly log?: { readonly container: string; readonly previous: boolean };
  /** It is over when its CronJob has succeeded since. */
  readonly endsBySuccess?: true;
  /** It is none where this storage class waits for the first Pod that uses the claim. */
  readonly unlessWaits?: string;
}

const CHARACTERS = 300;

/** On one line and no longer than a line: what a cluster says may be a page. */
export function short(text: string | undefined): string {
  const line = (text ?? '').replaceAll(/\s+/gu, ' ').trim();
  return line.length > CHARACTERS ? `${line.slice(0, CHARACTERS)} …`.toWellFormed() : line;
}

/** @returns milliseconds since the epoch; 0 for what is no time. */
export function msOf(time: string | undefined): number {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? 0 : ms;
}

export function conditionOf(
  { conditions = [] }: { readonly conditions?: readonly Condition[] },
  type: string,
): Condition | undefined {
  return conditions.find((each) => each.type === type);
}

/** `reason: message`, as far as they are there. */
export function saidBy({ reason, message }: Pick<Condition, 'reason' | 'message'>): string {
  return short([reason, message].filter((each) => each !== undefined && each !== '').join(': '));
}
