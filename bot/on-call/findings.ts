// What is to be said of on-call duty, and of where alerts are told, when everything that the bot depends on is looked at.

import type { AlertSettings } from '../config/alerts.ts';
import type { OnCallSettings } from '../config/on-call.ts';
import type { PagerSettings } from '../config/pagers.ts';
import type { Pager } from '../pager.ts';
import type { UserGroups } from '../user-groups.ts';

export interface OnCallFindingParts {
  readonly settings: () => {
    readonly onCall: OnCallSettings;
    readonly alerts?: AlertSettings | undefined;
  };
  readonly openPager: (settings: PagerSettings) => Pager;
  readonly userGroups: UserGroups;
  /** Why the bot could not write in a channel; undefined: nothing is known against it. */
  readonly channelProblem: (channelId: string) => Promise<string | undefined>;
}

/** Slack answers 50 such questions in a minute, and edits need them too. */
const MOST_CHANNELS = 15;

/** @returns by what is looked at: a look, which says what is wrong, or nothing. */
export function onCallChecks({
  settings,
  openPager,
  userGroups,
  channelProblem,
}: OnCallFindingParts): Readonly<Record<string, () => Promise<string | undefined>>> {
  const { alerts, onCall } = settings();
  const { pagers, rotations } = onCall;
  const channels = [
    ...(alerts?.digests === undefined ? [] : [alerts.digests.channel]),
    ...(alerts?.routes ?? []).flatMap(({ channel = [] }) => channel),
    ...Object.values(rotations).flatMap(({ channel = [] }) => channel),
  ];
  const groupIds = Object.values(rotations).flatMap(({ userGroup = [] }) => userGroup);
  return Object.fromEntries([
    ...[...new Set(channels)]
      .slice(0, MOST_CHANNELS)
      .map((id) => [`channel ${id} of alerts`, () => channelProblem(id)] as const),
    ...[...new Set(groupIds)].map(
      (groupId) => [`user group ${groupId}`, () => userGroups.problem(groupId)] as const,
    ),
    ...Object.entries(pagers).map(
      ([name, pager]) =>
        [
          `pager ${name}`,
          // Nobody is woken by a look: whether it takes pages is seen at the first.
          async () => {
            const opened = openPager(pager);
            const problem = opened.problem();
            await opened.close();
            return problem;
          },
        ] as const,
    ),
  ]);
}
