// Finds an alert by the number that people call it by.

import { OperatorError } from '../errors.ts';
import type { Store } from '../ports.ts';
import type { AlertGroup } from './alert.ts';

/** @throws OperatorError where there is none of that number. */
export async function findAlert(number: number, store: Store): Promise<AlertGroup> {
  const group = await store.numberedAlertGroup(number);
  if (group !== undefined) return group;
  throw new OperatorError({
    what: `There is no alert ${number}.`,
    why: 'None of that number was told, or it ended too long ago to be known still.',
    fix: '"/incident alerts" shows those that fire, with their numbers.',
  });
}
