// Who is in a user group of Slack, and that others are (usergroups.users.list and usergroups.users.update, both of tier 2). It asks once and tries
// nothing again.

import { webApi } from '@slack/bolt';
import { OperatorError } from '../../errors.ts';
import type { UserGroups } from '../../user-groups.ts';

const SCOPE = 'usergroups:write';

export function createUserGroups(client: webApi.WebClient): UserGroups {
  const members = async (groupId: string) => {
    const { users = [] } = await client.usergroups.users.list({ usergroup: groupId });
    return users;
  };
  return {
    members: (groupId) => inWords(groupId, () => members(groupId)),
    setMembers: (groupId, userIds) =>
      inWords(groupId, async () => {
        await client.usergroups.users.update({ usergroup: groupId, users: userIds.join(',') });
      }),
    problem: async (groupId) => {
      try {
        return await inWords(groupId, async () => {
          const { response_metadata: { scopes } = {} } = await client.auth.test();
          if (scopes !== undefined && !scopes.includes(SCOPE)) return noScope();
          await members(groupId);
          return undefined;
        });
      } catch (error) {
        if (error instanceof OperatorError) return `${error.why} ${error.fix}`;
        throw error;
      }
    },
  };
}

function noScope(): string {
  return `The scope ${SCOPE} is missing: the group stays as it is. ${REINSTALL}`;
}

const REINSTALL =
  'Bring the app up to manifest.yml on its page at api.slack.com, and install it to the workspace again.';

async function inWords<T>(groupId: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const code = cause instanceof webApi.WebAPIPlatformError ? cause.data.error : undefined;
    const [why, fix] = wordsOf(code, groupId);
    throw new OperatorError({
      what: `The user group ${groupId} cannot be kept in step with who is on call.`,
      ...{ why, fix, cause, isOutage: code === undefined },
    });
  }
}

function wordsOf(code: string | undefined, groupId: string): readonly [string, string] {
  switch (code) {
    case undefined:
      return ['Slack does not answer.', 'Nothing is to be done: it is tried again.'];
    case 'missing_scope':
      return [`The scope ${SCOPE} is missing.`, REINSTALL];
    case 'no_such_subteam':
      return [
        `There is no user group ${groupId}.`,
        'Correct "userGroup" of the rotation in the settings.',
      ];
    case 'permission_denied':
      return [
        'The workspace lets only its owners change user groups.',
        'Let a workspace owner allow it to everybody, in the settings of the workspace under "Permissions".',
      ];
    default:
      return [`Slack answers "${code}".`, 'Look that word up at usergroups.users.update of Slack.'];
  }
}
