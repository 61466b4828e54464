// Calls people for a group: in direct messages, and by their names in its thread.

import type { Escalation, OnCallSettings } from '../config/on-call.ts';
import { onCallAt } from '../on-call/rotation.ts';
import type { Clock, Store } from '../ports.ts';
import { alertMessage } from '../render/alert.ts';
import { callMessage } from '../render/call.ts';
import type { AlertGroup } from './alert.ts';
import { ALERT_LIMITS } from './limits.ts';
import { headOf, messageOf } from './show-group.ts';
import { stepsOf, waitBefore } from './wake.ts';

export interface Called {
  /** TEAM_ID/USER_ID, each once. */
  readonly people: readonly string[];
  /** Rotations in which nobody is on call. */
  readonly empty: readonly string[];
  /** Names of pagers. */
  readonly pagers: readonly string[];
}

/** Whom a step means now. @param step counted on over repetitions */
export async function whomToCall(
  escalation: Escalation,
  step: number,
  {
    rotations,
    store,
    nowMs,
  }: {
    readonly rotations: OnCallSettings['rotations'];
    readonly store: Store;
    readonly nowMs: number;
  },
): Promise<Called> {
  const {
    rotations: named = [],
    people = [],
    pager,
  } = escalation.steps[step % escalation.steps.length] ?? {};
  const called = new Set(people);
  const empty: string[] = [];
  for (const name of named) {
    const rotation = rotations[name];
    const person =
      rotation === undefined
        ? undefined
        : onCallAt(rotation, await store.swaps(name, nowMs), nowMs).person;
    if (person === undefined) empty.push(name);
    else called.add(person);
  }
  return { people: [...called], empty, pagers: pager === undefined ? [] : [pager] };
}

interface CallParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly nowMs: number;
}

/** Each of them gets the alert itself, with its buttons; the thread says who is called, and who comes next. */
export async function callPeople(
  group: AlertGroup,
  {
    called,
    escalation,
    step,
  }: { readonly called: Called; readonly escalation: Escalation; readonly step: number },
  { store, clock, nowMs }: CallParts,
): Promise<void> {
  const worst = await store.worstAlerts(group.id, ALERT_LIMITS.shownAlerts);
  const isOwn = group.telling.kind === 'own';
  const place = messageOf(group);
  // Of a storm there is one call to each and one answer, which change: five hundred of them would be no call any more. But whoever is called for it
  // again later gets a new message, since one that is edited rings no phone.
  const round = `${step}:${Math.floor(nowMs / ALERT_LIMITS.callAgainMs)}`;
  for (const account of called.people) {
    const [teamId = '', userId = ''] = account.split('/');
    await store.enqueue(
      {
        key: `${place}:call:${userId}:${isOwn ? clock.id() : round}`,
        address: { teamId, channelId: userId, userId },
        kind: 'message',
        message: alertMessage({ group, worst, nowMs, called: true }),
        isUrgent: true,
      },
      nowMs,
    );
  }
  const threadTs = await store.postedTs(messageOf(group));
  const of = stepsOf(escalation);
  const nextAfterMs = step + 1 < of ? waitBefore(step + 1, escalation) : undefined;
  await store.enqueue(
    {
      key: isOwn ? `${headOf(group)}:called:${clock.id()}` : `${place}:called:${round}`,
      address: {
        teamId: '',
        channelId: group.channelId,
        userId: '',
        ...(threadTs === undefined ? {} : { threadTs }),
      },
      kind: 'message',
      message: callMessage({ group, called, step, of, nextAfterMs }),
      isUrgent: true,
    },
    nowMs,
  );
}
