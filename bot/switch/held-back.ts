// What sets workloads back, and these, wait for each other: a workload is left on while its owner is not suspended, and the owner stays suspended
// until the last of its workloads is back. Else what is switched off would be set back at once. Pure.

import type { State } from '../timetable/timetable.ts';
import { isOff, originalOf } from './original.ts';
import { keyOf, type Target } from './plan.ts';
import type { Planned } from './plan-turn.ts';
import type { Switched } from './switch-workload.ts';

/**
 * @param targets of one tier
 * @param stuck what was to be switched before them and was not
 */
export function heldBack(
  state: State,
  targets: readonly Target[],
  stuck: readonly Switched[],
): { readonly own: readonly Target[]; readonly held: readonly Switched[] } {
  const held = targets.flatMap((target): readonly Switched[] => {
    const missing = stuck.filter((each) => waitsFor(state, target, each.target));
    if (missing.length === 0 || isAs(state, target)) return [];
    const failure = whyOf(
      state,
      missing.map((each) => each.target),
    );
    const isRefused = missing.every((each) => each.isRefused === true);
    return [{ target, step: { kind: 'none' }, failure, isRefused }];
  });
  return { own: targets.filter((each) => !held.some(({ target }) => target === each)), held };
}

/** The same before anything is done: by what is known to be left as it is. */
export function holdBack(state: State, planned: readonly Planned[]): readonly Planned[] {
  const left = planned
    .filter(({ step }) => step.kind === 'refused' || step.kind === 'drift')
    .map(({ target }) => target);
  return planned.map(({ target, step }) => {
    const missing = left.filter((each) => waitsFor(state, target, each));
    if (missing.length === 0 || step.kind !== 'patch') return { target, step };
    return { target, step: { kind: 'held', why: whyOf(state, missing) } };
  });
}

/** What is as it is wanted need not wait. */
function isAs(state: State, { kind, object }: Target): boolean {
  return isOff(originalOf(kind, object)) === (state === 'off');
}

function waitsFor(state: State, target: Target, other: Target): boolean {
  const [owner, owned] = state === 'on' ? [target, other] : [other, target];
  return owner.owns?.includes(keyOf(owned)) === true;
}

function whyOf(state: State, missing: readonly Target[]): string {
  const words = missing.map(keyOf).join(' and ');
  return state === 'on'
    ? `it stays suspended until ${words} is back`
    : `it is left on while ${words} is not suspended`;
}
