// What is done when a change was sent and no answer came: it is never sent again. What is there is read back, for as long as the
// brokers themselves may still be at it, and the answer says what was seen.

import type { KafkaContext } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import type { Value } from './change.ts';

/** Brokers give up a request of ours after 5 s (the timeout that it carries, offsets.commit.timeout.ms). */
const PAUSES_MS = [100, 400, 1_500, 2_000, 3_000];

interface ReadBack {
  readonly look: () => Promise<readonly (string | undefined)[]>;
  readonly undo: string | undefined;
  readonly context: Pick<KafkaContext, 'sleep'>;
}

/**
 * @returns a remark, when everything turns out to be as it should be after the change.
 * @throws UnknownOutcomeError that says what reading back showed, for everything else.
 */
export async function resolveOutcome(
  error: UnknownOutcomeError,
  values: readonly Value[],
  { look, undo, context }: ReadBack,
): Promise<string> {
  let seen: readonly (string | undefined)[] | OperatorError = [];
  for (const pauseMs of PAUSES_MS) {
    await context.sleep(pauseMs);
    seen = await lookOnce(look);
    if (!(seen instanceof OperatorError) && isAll(values, seen, 'after')) {
      return `${error.why} It was read back: the change was made.\n`;
    }
  }
  throw new UnknownOutcomeError({
    what: error.what,
    why: `${error.why} ${seenInWords(values, seen)}`,
    fix: fixOf(values, seen, undo),
    cause: error,
  });
}

/** What cannot be looked at is part of the answer, and no reason to stop looking. */
async function lookOnce(look: ReadBack['look']) {
  try {
    return await look();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
}

function isAll(
  values: readonly Value[],
  seen: readonly (string | undefined)[],
  which: 'before' | 'after',
): boolean {
  return values.every((value, index) => value[which] === seen[index]);
}

function seenInWords(
  values: readonly Value[],
  seen: readonly (string | undefined)[] | OperatorError,
): string {
  if (seen instanceof OperatorError) return `It could not be read back either: ${seen.why}`;
  if (isAll(values, seen, 'before')) return 'It was read back for 7 s: all is as it was before.';
  const lines = values.map(({ of }, index) => `${of} is ${seen[index] ?? 'not set'}`);
  return `It was read back and is neither as before nor as wanted: ${lines.slice(0, 10).join(', ')}.`;
}

function fixOf(
  values: readonly Value[],
  seen: readonly (string | undefined)[] | OperatorError,
  undo: string | undefined,
): string {
  if (!(seen instanceof OperatorError) && isAll(values, seen, 'before')) {
    return 'Most likely it was not made; send the command again if it is still wanted.';
  }
  return undo === undefined
    ? 'Look how it is now before trying again.'
    : `Look how it is now before trying again. Undo: ${undo}`;
}
