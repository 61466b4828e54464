// Whether somebody may be given something to do: a person of the workspace of whoever asks, who is still there.

import type { Request } from './command.ts';
import { OperatorError } from './errors.ts';
import type { Directory } from './ports.ts';

/**
 * @param toDo what they are to do, after "U0BOB cannot ..."
 * @throws OperatorError where nobody of that workspace has the id, or it is a bot's
 */
export async function assertColleague(
  { address }: Request,
  userId: string,
  { directory, toDo }: { readonly directory: Pick<Directory, 'person'>; readonly toDo: string },
): Promise<void> {
  const person = await directory.person(address.teamId, userId).catch((error: unknown) => {
    if (error instanceof OperatorError) return undefined;
    throw error;
  });
  if (person !== undefined && !person.isBot && !person.isDeleted && !person.isStranger) return;
  throw new OperatorError({
    what: `${userId} cannot ${toDo}.`,
    why: 'It is no person of this workspace, or Slack could not be asked who it is.',
    fix: 'Choose somebody else, or copy the member id from their profile in Slack.',
  });
}
