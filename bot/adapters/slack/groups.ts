// Who is in which user group, asked at the pace that Slack allows: about 20 times a minute for a whole workspace
// (usergroups.list is of tier 2). Whoever needs it afresh at the same time shares one answer, which was asked for after all
// of them came.

import type { webApi } from '@slack/bolt';
import { LIMITS } from '../../limits.ts';
import type { Clock } from '../../ports.ts';

/** The groups of each person, by id. */
export type Groups = ReadonlyMap<string, readonly string[]>;

export interface GroupReader {
  /** @param fresh asked for after this call, not kept from before. */
  read(fresh: boolean): Promise<Groups>;
}

/** So many at once, and one more after each interval: 20 in the first minute, 10 in each after it. */
const BURST = 10;
const INTERVAL_MS = 6000;

export function createGroupReader(client: webApi.WebClient, clock: Clock): GroupReader {
  let kept: { readonly atMs: number; readonly value: Promise<Groups> } | undefined;
  /** What will be asked for in a moment. */
  let coming: Promise<Groups> | undefined;
  /** When the pace allows as many as it ever does. */
  let fullAtMs = 0;

  const ask = async (): Promise<Groups> => {
    const nowMs = clock.nowMs();
    const waitMs = Math.max(0, fullAtMs - nowMs - (BURST - 1) * INTERVAL_MS);
    fullAtMs = Math.max(fullAtMs, nowMs) + INTERVAL_MS;
    await clock.sleep(waitMs);
    coming = undefined;
    return await askForGroups(client);
  };
  return {
    read: (fresh) => {
      const isOld = kept === undefined || clock.nowMs() - kept.atMs >= LIMITS.personCacheMs;
      if (kept !== undefined && !fresh && !isOld) return kept.value;
      if (coming !== undefined) return coming;
      const value = ask();
      coming = value;
      kept = { atMs: clock.nowMs(), value };
      value.catch(() => {
        if (kept?.value === value) kept = undefined;
      });
      return value;
    },
  };
}

async function askForGroups(client: webApi.WebClient): Promise<Groups> {
  const { usergroups = [] } = await client.usergroups.list({ include_users: true });
  const groups = new Map<string, string[]>();
  for (const { id, users = [] } of usergroups) {
    if (id === undefined) continue;
    for (const user of users) groups.set(user, [...(groups.get(user) ?? []), id]);
  }
  return groups;
}
