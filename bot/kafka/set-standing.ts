// Makes a group stand where it shall, partition by partition: offsets are committed, and those that shall not be are deleted.

import type { KafkaChanges } from '../../pipeline/index.ts';
import { OperatorError } from '../errors.ts';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import type { OffsetPlan } from './reset-plan.ts';

/** @throws UnknownOutcomeError when it was made in part: then it has to be read back. */
export async function setStanding(
  { groupId, wanted }: Pick<OffsetPlan, 'groupId' | 'wanted'>,
  changes: Pick<KafkaChanges, 'commitOffsets' | 'deleteOffsets'>,
): Promise<void> {
  const committed = wanted.flatMap(({ offset, ...rest }) =>
    offset === null ? [] : [{ ...rest, offset }],
  );
  const none = wanted
    .filter(({ offset }) => offset === null)
    .map(({ topic, partition }) => ({ topic, partition }));
  if (committed.length > 0) await changes.commitOffsets(groupId, committed);
  if (none.length === 0) return;
  try {
    await changes.deleteOffsets(groupId, none);
  } catch (error) {
    if (committed.length === 0 || !(error instanceof OperatorError)) throw error;
    throw new UnknownOutcomeError({
      what: 'The change was made in part.',
      why: `Offsets were set, and those that should go are still there. ${error.why}`,
      fix: error.fix,
      cause: error,
    });
  }
}
