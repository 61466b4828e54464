// What is said when something that a click needs does not answer: nothing was decided by it, and it can be made again.

import { OperatorError } from '../errors.ts';

/** @param told what became of it so far, and what can be pressed again; the rest is the cause's. */
export function notNow(cause: OperatorError, told: { what: string; fix: string }): OperatorError {
  return new OperatorError({
    what: `${told.what} ${cause.what}`,
    why: cause.why,
    fix: `${cause.fix} ${told.fix}`,
    ...{ cause, isOutage: true },
  });
}
