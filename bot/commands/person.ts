// A person as they are named in a command: by their Slack id or a mention. A name decides nothing here, so none is taken.

import { UsageError } from '../errors.ts';
import type { Pattern } from '../grammar.ts';

export const PERSON: Pattern = {
  expression: /^(?:<@([UW][A-Z0-9]{2,20})(?:\|[^>]{0,80})?>|([UW][A-Z0-9]{2,20}))$/u,
  description: 'a Slack user id or a mention',
};

/** @returns the Slack id. @throws UsageError */
export function readPerson(word: string, usage: string): string {
  const [, mentioned, id] = PERSON.expression.exec(word) ?? [];
  const userId = mentioned ?? id;
  if (userId !== undefined) return userId;
  throw new UsageError({
    what: `"${word}" is not a person here.`,
    why: 'A person is a Slack user id, U..., or a mention: names can be changed by anybody.',
    fix: 'Copy the member id from their profile in Slack.',
    usage,
  });
}
