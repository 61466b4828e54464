// Keeps user groups of Slack in step with who is on call: when this process begins to lead, and at each hand-off. Only groups that rotations of the
// settings name, and never empty: where nobody is on call, or Slack does not do it, a group stays as it was.

import { eventRow } from '../audit/event-row.ts';
import type { OnCallSettings } from '../config/on-call.ts';
import type { Log } from '../dispatch/rooms.ts';
import { OperatorError } from '../errors.ts';
import type { Clock, Store } from '../ports.ts';
import type { UserGroups } from '../user-groups.ts';
import { onCallAt } from './rotation.ts';

export interface KeepGroupsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => { readonly onCall: OnCallSettings };
  readonly userGroups: UserGroups;
  /** In each transaction, before anything is written: throws where this process does not lead any more. */
  readonly guard: (store: Store) => Promise<void>;
}

const AGAIN_MS = 60_000;
const AGAIN_LONGEST_MS = 30 * 60_000;

interface Kept {
  /** Who it was brought to, or tried to be. */
  readonly members: string;
  /** Undefined: it is as it is to be. */
  readonly again?: { readonly atMs: number; readonly waitMs: number };
}

/** @returns a look at each group. What fails is told in the log and the audit, and tried again later each time. */
export function createGroupKeeper(parts: KeepGroupsParts): () => Promise<void> {
  const kept = new Map<string, Kept>();
  return async () => {
    for (const [groupId, members] of await wantedMembers(parts)) {
      const nowMs = parts.clock.nowMs();
      const before = kept.get(groupId);
      const wanted = members.join(',');
      const isSame = before?.members === wanted;
      if (isSame && (before.again === undefined || before.again.atMs > nowMs)) continue;
      const isKept = await keep(groupId, members, parts);
      const waitMs = isSame
        ? Math.min((before.again?.waitMs ?? AGAIN_MS) * 2, AGAIN_LONGEST_MS)
        : AGAIN_MS;
      kept.set(groupId, {
        members: wanted,
        ...(isKept ? {} : { again: { atMs: nowMs + waitMs, waitMs } }),
      });
    }
  };
}

/** A group may be that of several rotations. */
async function wantedMembers({
  store,
  clock,
  settings,
}: KeepGroupsParts): Promise<ReadonlyMap<string, readonly string[]>> {
  const nowMs = clock.nowMs();
  const wanted = new Map<string, Set<string>>();
  for (const [name, rotation] of Object.entries(settings().onCall.rotations)) {
    if (rotation.userGroup === undefined) continue;
    const { person } = onCallAt(rotation, await store.swaps(name, nowMs), nowMs);
    const [, userId] = person?.split('/') ?? [];
    const members = wanted.get(rotation.userGroup) ?? new Set();
    wanted.set(rotation.userGroup, userId === undefined ? members : members.add(userId));
  }
  return new Map(
    [...wanted]
      .filter(([, members]) => members.size > 0)
      .map(([groupId, members]) => [groupId, [...members].sort()]),
  );
}

async function keep(
  groupId: string,
  members: readonly string[],
  { store, clock, log, userGroups, guard }: KeepGroupsParts,
): Promise<boolean> {
  const record = (verdict: string, more: Readonly<Record<string, unknown>> = {}) =>
    store.transaction(async (inner) => {
      await guard(inner);
      const row = eventRow(`keep user group ${groupId}`, verdict, { members, ...more });
      await inner.appendAudit(row, clock.nowMs());
    });
  try {
    const are = await userGroups.members(groupId);
    if (are.toSorted().join(',') === members.join(',')) return true;
    await record('running', { were: are });
    await userGroups.setMembers(groupId, members);
    await record('succeeded');
    return true;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    log.warn(
      { err: error, groupId },
      'a user group is not in step with who is on call; trying again',
    );
    await record('failed', { reason: error.message });
    return false;
  }
}
