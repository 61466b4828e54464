// What is done when a change was sent and no answer came: it is never sent again. What is there is read back, for as long as the
// brokers themselves may still be at it, and the answer says what was seen.

import type { KafkaContext } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import type { Value } from './change.ts';

/** Brokers give up a request of ours after 5 s (the timeout that it carries, offsets.commit.timeout.ms). */
const PAUSES_MS = [100, 400, 1_500, 2_000, 3_000];

export interface ReadBack {
  readonly values: readonly Value[];
  readonly look: () => Promise<readonly (string | undefined)[]>;
  readonly undo: string | undefined;
  readonly context: Pick<KafkaContext, 'sleep' | 'signal'>;
}

/** What was seen last; undefined where the command was ended before it was looked at for long enough. */
type Seen = readonly (string | undefined)[] | OperatorError | undefined;

/**
 * @returns a remark, when everything turns out to be as it should be after the change.
 * @throws UnknownOutcomeError that says what reading back showed, for everything else.
 */
export async function resolveOutcome(
  error: UnknownOutcomeError,
  { values, look, undo, context }: ReadBack,
): Promise<string> {
  let seen: Seen;
  for (const pauseMs of PAUSES_MS) {
    seen = await lookAfter(pauseMs, look, context);
    if (seen === undefined) break;
    if (!(seen instanceof OperatorError) && isAll(values, seen, 'after')) {
      return `${error.why} It was read back: the change was made.\n`;
    }
  }
  throw new UnknownOutcomeError({
    what: error.what,
    why: `${error.why} ${seenInWords(values, seen)}`,
    fix: fixOf(error, { values, seen, undo }),
    cause: error,
  });
}

/** What cannot be looked at is part of the answer, and no reason to stop looking. */
async function lookAfter(
  pauseMs: number,
  look: ReadBack['look'],
  { sleep, signal }: ReadBack['context'],
): Promise<Seen> {
  try {
    await sleep(pauseMs);
    return await look();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    if (signal.aborted) return undefined;
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

function seenInWords(values: readonly Value[], seen: Seen): string {
  if (seen === undefined) return 'It was ended before it could be read back.';
  if (seen instanceof OperatorError) return `It could not be read back either: ${seen.why}`;
  if (isAll(values, seen, 'before')) return 'It was read back for 7 s: all is as it was before.';
  const lines = values.map(({ of }, index) => `${of} is ${seen[index] ?? 'not set'}`);
  return `It was read back and is neither as before nor as wanted: ${lines.slice(0, 10).join(', ')}.`;
}

function fixOf(
  { fix }: UnknownOutcomeError,
  { values, seen, undo }: Pick<ReadBack, 'values' | 'undo'> & { readonly seen: Seen },
): string {
  if (Array.isArray(seen) && isAll(values, seen, 'before')) {
    return 'Most likely it was not made; send the command again if it is still wanted.';
  }
  return undo === undefined ? fix : `${fix} Undo: ${undo}`;
}
