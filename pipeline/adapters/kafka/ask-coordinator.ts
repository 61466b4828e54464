// Asks whoever looks after a group. Groups move from broker to broker; while they do, it is asked again, as long as it is certain that
// nothing was done.

import { hasCode, NO_ANSWER } from '../../kafka-error.ts';
import type { Connections } from './connections.ts';
import { createMemory } from './remembered.ts';
import { retrying } from './retry.ts';

const WITHIN_MS = 5_000;
/** What a broker says before it looks at a request at all. */
const NOT_BEGUN = ['NOT_COORDINATOR', 'COORDINATOR_LOAD_IN_PROGRESS'];

const knownOf = createMemory<number>(10_000);

/** For what changes something: the coordinator is looked up for each. */
export async function askCoordinator<T>(
  connections: Connections,
  groupId: string,
  ask: (coordinator: number) => Promise<T>,
): Promise<T> {
  return await retrying(async () => ask(await connections.coordinatorOf('group', groupId)), {
    withinMs: WITHIN_MS,
    mayRetry: (error) => hasCode(error, ...NOT_BEGUN),
  });
}

/**
 * For questions, which change nothing: the coordinator that answered last is asked first. If it is not the coordinator any more it says
 * so, and the one that is is looked up.
 */
export async function questionCoordinator<T>(
  connections: Connections,
  groupId: string,
  ask: (coordinator: number) => Promise<T>,
): Promise<T> {
  const known = knownOf(connections);
  const attempt = async () => {
    const remembered = known.get(groupId);
    try {
      const found =
        (remembered === undefined ? undefined : await askRemembered(remembered, ask)) ??
        (await askNow(await connections.coordinatorOf('group', groupId), ask));
      known.set(groupId, found.from);
      return found.given;
    } catch (error) {
      // Others ask of the same group meanwhile: whoever found another coordinator keeps it.
      if (known.get(groupId) === remembered) known.delete(groupId);
      throw error;
    }
  };
  return await retrying(attempt, {
    withinMs: WITHIN_MS,
    mayRetry: (error) => hasCode(error, ...NOT_BEGUN, ...MOVING),
  });
}

/** What is over in a moment. */
const MOVING = ['COORDINATOR_NOT_AVAILABLE'];

async function askNow<T>(from: number, ask: (coordinator: number) => Promise<T>) {
  return { from, given: await ask(from) };
}

/** @returns undefined where nobody answers: whoever was only remembered may have ended since, however long it took to see that. */
async function askRemembered<T>(from: number, ask: (coordinator: number) => Promise<T>) {
  try {
    return await askNow(from, ask);
  } catch (error) {
    if (hasCode(error, NO_ANSWER)) return undefined;
    throw error;
  }
}
