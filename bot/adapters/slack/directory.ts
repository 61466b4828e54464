// Who a person is, as Slack says it, kept for a short time. When Slack cannot be asked it throws: nobody is then allowed
// anything. It goes by ids only; a name never decides.

import type { webApi } from '@slack/bolt';
import { OperatorError } from '../../errors.ts';
import { LIMITS } from '../../limits.ts';
import type { Clock, Directory, Person } from '../../ports.ts';
import { createGroupReader, type Groups } from './groups.ts';

interface Kept<T> {
  readonly atMs: number;
  readonly value: Promise<T>;
}

const MOST_PEOPLE = 5000;

export interface SlackDirectory extends Directory {
  /** Slack names the channel in some deliveries; there is no scope to ask for it. For display only. */
  noteChannel(channelId: string, name: string): void;
}

export function createDirectory(
  client: webApi.WebClient,
  clock: Clock,
  ownTeamId: () => string,
): SlackDirectory {
  const people = new Map<string, Kept<Person>>();
  const names = new Map<string, string>();
  const groups = createGroupReader(client, clock);

  const look = async (teamId: string, userId: string, fresh: boolean): Promise<Person> => {
    const [{ user }, memberships] = await Promise.all([
      client.users.info({ user: userId }),
      groups.read(fresh),
    ]);
    if (user?.id !== userId) throw new Error('users.info spoke of somebody else');
    return toPerson(user, { teamId, ownTeamId: ownTeamId(), groups: memberships });
  };

  return {
    async person(teamId, userId, { fresh = false } = {}) {
      const key = `${teamId} ${userId}`;
      const known = people.get(key);
      if (!fresh && known !== undefined && !isOld(known, clock)) return await known.value;
      // Others who ask meanwhile wait for the same answer, and are told the same when there is none.
      const value = look(teamId, userId, fresh).catch((cause: unknown) => {
        throw cannotAsk(cause);
      });
      if (people.size >= MOST_PEOPLE) people.clear();
      people.set(key, { atMs: clock.nowMs(), value });
      try {
        return await value;
      } catch (error) {
        if (people.get(key)?.value === value) people.delete(key);
        throw error;
      }
    },
    async channelName(channelId) {
      return names.get(channelId) ?? channelId;
    },
    noteChannel(channelId, name) {
      if (names.size >= MOST_PEOPLE) names.clear();
      names.set(channelId, name);
    },
  };
}

function isOld({ atMs }: Kept<unknown>, clock: Clock): boolean {
  return clock.nowMs() - atMs >= LIMITS.personCacheMs;
}

type User = NonNullable<webApi.UsersInfoResponse['user']>;

interface Surroundings {
  /** Of the delivery: where Slack says the person belongs. */
  readonly teamId: string;
  readonly ownTeamId: string;
  readonly groups: Groups;
}

function toPerson(user: User, { teamId, ownTeamId, groups }: Surroundings): Person {
  const userId = user.id ?? '';
  return {
    teamId,
    userId,
    name: user.profile?.display_name || user.real_name || user.name || userId,
    isBot: user.is_bot === true,
    isGuest: user.is_restricted === true || user.is_ultra_restricted === true,
    isStranger: user.is_stranger === true || user.team_id !== ownTeamId || teamId !== ownTeamId,
    isDeleted: user.deleted === true,
    userGroups: groups.get(userId) ?? [],
  };
}

function cannotAsk(cause: unknown): OperatorError {
  return new OperatorError({
    what: 'This cannot be allowed now.',
    why: 'Slack could not be asked who you are.',
    fix: 'Try again in a minute; if it stays so, tell whoever runs the bot.',
    cause,
    isOutage: true,
  });
}
