// What is due about a group though nothing of it has changed: the next to be called, an acknowledgement or a silence that runs out. Pure.

import type { Escalation } from '../config/on-call.ts';
import type { AlertGroup } from './alert.ts';
import { ALERT_LIMITS } from './limits.ts';

export type Due =
  /** The step is called now. */
  | { readonly kind: 'call'; readonly step: number }
  | { readonly kind: 'remind'; readonly by: string; readonly untilMs: number }
  | { readonly kind: 'ack over'; readonly by: string }
  | { readonly kind: 'silence over' };

export interface Woken {
  readonly group: AlertGroup;
  readonly due: readonly Due[];
}

/** How many steps there are with all repetitions. */
export function stepsOf({ steps, repeat }: Escalation): number {
  return steps.length * (repeat + 1);
}

/**
 * Everything that is due by now, each thing once.
 * @param escalation that of the group's route; undefined: it has none, or none any more
 */
export function wake(group: AlertGroup, escalation: Escalation | undefined, nowMs: number): Woken {
  const due: Due[] = [];
  let now = group;
  const { acknowledged, silenced } = group.handling;
  if (group.state === 'firing') {
    if (acknowledged !== undefined && acknowledged.untilMs <= nowMs) {
      due.push({ kind: 'ack over', by: acknowledged.by });
      const { acknowledged: _, ...handling } = now.handling;
      // Whoever said they look after it may be asleep: it begins anew.
      now = { ...now, handling, ...callsAnew(now, nowMs) };
    } else if (
      acknowledged !== undefined &&
      acknowledged.isReminded !== true &&
      remindMs(acknowledged) <= nowMs
    ) {
      due.push({ kind: 'remind', by: acknowledged.by, untilMs: acknowledged.untilMs });
      now = {
        ...now,
        handling: { ...now.handling, acknowledged: { ...acknowledged, isReminded: true } },
      };
    }
    if (silenced !== undefined && silenced.untilMs <= nowMs) {
      due.push({ kind: 'silence over' });
      now = withoutSilence(now, nowMs);
    }
    const step = dueStep(now, escalation);
    if (step !== undefined && step.atMs <= nowMs) {
      due.push({ kind: 'call', step: step.step });
      now = {
        ...now,
        ...(now.calls && { calls: { ...now.calls, sinceMs: nowMs, done: step.step + 1 } }),
      };
    }
  }
  return { group: withWake(now, escalation), due };
}

/** The group with when it is to be woken next. */
export function withWake(group: AlertGroup, escalation: Escalation | undefined): AlertGroup {
  const { wakeAtMs: _, ...rest } = group;
  if (group.state !== 'firing') return rest;
  const { acknowledged, silenced } = group.handling;
  const step = dueStep(group, escalation);
  const times = [
    ...(acknowledged === undefined
      ? []
      : [acknowledged.isReminded === true ? acknowledged.untilMs : remindMs(acknowledged)]),
    ...(silenced === undefined ? [] : [silenced.untilMs]),
    ...(step === undefined ? [] : [step.atMs]),
  ];
  return times.length === 0 ? rest : { ...rest, wakeAtMs: Math.min(...times) };
}

/** Only what is told is called for, and nothing that somebody looks after. */
function dueStep(
  { calls, handling, telling, severity }: AlertGroup,
  escalation: Escalation | undefined,
): { readonly step: number; readonly atMs: number } | undefined {
  if (calls === undefined || escalation === undefined) return undefined;
  if (telling.kind === 'muted' || telling.kind === 'held') return undefined;
  if (!calls.callFor.includes(severity)) return undefined;
  if (handling.acknowledged !== undefined || handling.silenced !== undefined) return undefined;
  if (calls.done >= stepsOf(escalation)) return undefined;
  return { step: calls.done, atMs: calls.sinceMs + waitBefore(calls.done, escalation) };
}

/** Before all of it begins again there is as much time to answer as before the last step, and some at least. */
export function waitBefore(step: number, { steps }: Escalation): number {
  const wait = steps[step % steps.length]?.after ?? 0;
  if (step === 0 || step % steps.length !== 0) return wait;
  return Math.max(wait, steps.at(-1)?.after ?? 0, ALERT_LIMITS.callAgainMs);
}

/** From the first step on. */
export function callsAnew({ calls }: AlertGroup, nowMs: number): Pick<AlertGroup, 'calls'> {
  return calls === undefined ? {} : { calls: { ...calls, sinceMs: nowMs, done: 0 } };
}

/** Whoever is called for it is called from the first step on. */
export function withoutSilence(group: AlertGroup, nowMs: number): AlertGroup {
  const { silenced: _, ...handling } = group.handling;
  return { ...group, handling, ...callsAnew(group, nowMs) };
}

function remindMs({ atMs, untilMs }: { readonly atMs: number; readonly untilMs: number }): number {
  return Math.max(untilMs - ALERT_LIMITS.remindMs, (atMs + untilMs) / 2);
}
