// Asks whoever looks after a group. Groups move from broker to broker; while they do, it is asked again, as long as it is certain that
// nothing was done.

import { hasCode } from '../../kafka-error.ts';
import type { Connections } from './connections.ts';
import { retrying } from './retry.ts';

const WITHIN_MS = 5_000;
/** What a broker says before it looks at a request at all. */
const NOT_BEGUN = ['NOT_COORDINATOR', 'COORDINATOR_LOAD_IN_PROGRESS'];

/** @param alsoAgain further answers after which it may be asked again: for questions, which change nothing */
export async function askCoordinator<T>(
  connections: Connections,
  groupId: string,
  ask: (coordinator: number) => Promise<T>,
  alsoAgain: readonly string[] = [],
): Promise<T> {
  return await retrying(async () => ask(await connections.coordinatorOf('group', groupId)), {
    withinMs: WITHIN_MS,
    mayRetry: (error) => hasCode(error, ...NOT_BEGUN, ...alsoAgain),
  });
}
