// Ends silences that last as long as a rollout: when it is complete, has failed or its workload is gone, and says so. It looks as the bot itself, as
// sources do. What cannot be looked at stays silent, at most to the end that the silence has anyway.

import type { Access } from '../command.ts';
import type { Log } from '../dispatch/rooms.ts';
import { OperatorError } from '../errors.ts';
import { KubectlError, StatusError } from '../kubernetes/api.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { rolloutState } from '../kubernetes/rollout-state.ts';
import type { Clock, Clusters, Store } from '../ports.ts';
import { instant } from '../render/instant.ts';
import { quiet } from '../render/text.ts';
import type { AlertGroup } from './alert.ts';
import { escalationOf, type NotifySettings } from './escalation.ts';
import { afterSilence } from './held-further.ts';
import { ALERT_LIMITS } from './limits.ts';
import { withoutSilence, withWake } from './wake.ts';
import { remind, tellAfterSilence } from './waking.ts';
import { type LabelledWorkload, ROLLING_KINDS, wordOfWorkload } from './workload-of.ts';

export interface RolloutParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => NotifySettings;
  readonly clusters: () => Pick<Clusters, 'open'>;
  readonly outbound: { readonly wake: () => void };
  /** In each transaction, before anything is written: throws where this process does not lead any more. */
  readonly guard: (store: Store) => Promise<void>;
}

const LOOKED_AT = 1_000;
/** All that it may ask of a cluster. */
export const ROLLOUT_ACCESSES: readonly Access[] = ROLLING_KINDS.map(accessOf);

/** @returns a look at what is silenced so. @throws what the store throws. */
export function createRolloutWatch(parts: RolloutParts, signal: AbortSignal): () => Promise<void> {
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  /** Numbers of those of which it was said that nobody can look. */
  const unseen = new Set<number>();
  return async () => {
    const nowMs = parts.clock.nowMs();
    if (nowMs < lookedAtMs + ALERT_LIMITS.rolloutEveryMs) return;
    lookedAtMs = nowMs;
    const groups = await parts.store.liveAlertGroups(nowMs - ALERT_LIMITS.rolloutMs, LOOKED_AT);
    for (const group of groups) {
      const { rollout, untilMs = 0 } = group.handling.silenced ?? {};
      if (rollout === undefined || untilMs <= nowMs) continue;
      const ended = await endOf(rollout, parts, signal).catch(async (error: unknown) => {
        if (signal.aborted) throw error;
        if (!unseen.has(group.number)) await tellUnseen(group, rollout, whyOf(error), parts);
        unseen.add(group.number);
        return undefined;
      });
      if (ended !== undefined) await endSilence(group, ended, parts);
    }
  };
}

/** @returns how it has ended, in words; undefined: it goes on. @throws whatever hindered the look. */
async function endOf(
  workload: LabelledWorkload,
  { clusters }: RolloutParts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { cluster, namespace, kind, name } = workload;
  const access = accessOf(kind);
  const { resource } = access;
  const within = AbortSignal.any([signal, AbortSignal.timeout(ALERT_LIMITS.rolloutLookMs)]);
  const api = clusters().open(cluster, [{ ...access, namespace, name }], undefined, within);
  const word = wordOfWorkload(workload);
  try {
    const { body } = await api.request({
      ...{ verb: 'get', resource: { group: 'apps', version: 'v1', resource }, namespace, name },
    });
    const { isDone } = rolloutState(body as KubernetesObject, resource);
    return isDone ? `The rollout of ${word} is complete` : undefined;
  } catch (error) {
    if (error instanceof KubectlError) {
      return `The rollout of ${word} has failed: ${quiet(error.message, 300)}`;
    }
    if (error instanceof StatusError && error.status.code === 404) return `${word} is gone`;
    throw error;
  }
}

function accessOf(kind: LabelledWorkload['kind']): Access {
  return { verb: 'get', group: 'apps', resource: `${kind.toLowerCase()}s` };
}

function whyOf(error: unknown): string {
  if (error instanceof StatusError) return error.message;
  return error instanceof OperatorError ? error.why : 'the look failed; see the log';
}

/** One that was silenced anew meanwhile is another. */
async function endSilence(
  { number, handling: { silenced } }: AlertGroup,
  ended: string,
  { store, clock, settings, guard, outbound }: RolloutParts,
): Promise<void> {
  await store.transaction(async (inner) => {
    await inner.holdAlerts();
    await guard(inner);
    const group = await inner.numberedAlertGroup(number);
    if (group === undefined || group.handling.silenced?.atMs !== silenced?.atMs) return;
    const nowMs = clock.nowMs();
    const now = afterSilence(withoutSilence(group, nowMs), settings(), nowMs);
    await inner.saveAlertGroup(withWake(now, escalationOf(now, settings())), true);
    const line = { groupId: group.id, atMs: nowMs, text: `${ended}: its silence is over` };
    await inner.addAlertLines([line], true);
    if (group.state !== 'firing') return;
    const text = `${ended}. The silence of alert ${number} is over, and it still fires.`;
    await remind(now, text, { store: inner, clock, nowMs });
    await tellAfterSilence(now, { store: inner, clock, nowMs, settings: settings() });
  });
  outbound.wake();
}

async function tellUnseen(
  group: AlertGroup,
  workload: LabelledWorkload,
  why: string,
  { store, clock, log, guard, outbound }: RolloutParts,
): Promise<void> {
  log.warn({ alert: group.number, why }, 'a rollout that a silence waits for cannot be looked at');
  const { untilMs = 0 } = group.handling.silenced ?? {};
  const text = `It cannot be seen whether the rollout of ${wordOfWorkload(workload)} goes on: ${quiet(why, 300)} The silence of alert ${group.number} lasts until ${instant(untilMs)} at the latest.`;
  await store.transaction(async (inner) => {
    await guard(inner);
    await remind(group, text, { store: inner, clock, nowMs: clock.nowMs() });
  });
  outbound.wake();
}
