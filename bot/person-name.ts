// What a person is called, for the eye: ids alone decide anything, and who cannot be looked up is shown by theirs.

import { OperatorError } from './errors.ts';
import type { Directory } from './ports.ts';
import { cut } from './render/text.ts';

/** @param userId a Slack id. @returns undefined where nobody has the name. */
export type NameOf = (userId: string) => Promise<string | undefined>;

const MOST_CHARACTERS = 40;

/** On one line, and bounded: people choose what they are called. */
export async function personName(
  directory: Directory,
  teamId: string,
  userId: string,
): Promise<string | undefined> {
  try {
    const { name } = await directory.person(teamId, userId);
    return cut(name.replaceAll(/[\p{C}\s]+/gu, ' ').trim(), MOST_CHARACTERS) || undefined;
  } catch (error) {
    if (error instanceof OperatorError) return undefined;
    throw error;
  }
}

/** Slack ids in words that were written down are replaced by what these people are called. */
export async function withNames(text: string, nameOf: NameOf): Promise<string> {
  const ids = [...new Set(text.match(USER_IDS) ?? [])];
  const names = new Map<string, string | undefined>();
  for (const id of ids) names.set(id, await nameOf(id));
  return text.replaceAll(USER_IDS, (id) => names.get(id) ?? id);
}

/** With a digit in it: words in capitals are none. */
const USER_IDS = /(?<![\w-])[UW](?=[A-Z]*\d)[A-Z0-9]{3,30}(?![\w-])/gu;
