// Asks brokers of which any will do, or all of them: a broker that does not answer takes none of the others with it.

import type { Gathered } from '../../admin.ts';
import { hasCode, KafkaError, NO_ANSWER } from '../../kafka-error.ts';
import type { Connections } from './connections.ts';
import type { Request } from './request.ts';

/** Sends to whichever broker answers; those that said nothing when they were asked last are asked last. @throws what the last of them said. */
export async function sendAny<Answer>(
  connections: Pick<Connections, 'nodes' | 'send'>,
  request: () => Request<Answer>,
): Promise<Answer> {
  let problem: unknown;
  for (const node of await connections.nodes()) {
    try {
      return await connections.send(node, request());
    } catch (error) {
      if (!hasCode(error, NO_ANSWER)) throw error;
      problem = error;
    }
  }
  throw problem ?? new KafkaError(NO_ANSWER, 'find a broker');
}

/** Asks every broker at once. @throws when none of them answers. */
export async function gather<T>(
  connections: Connections,
  ask: (node: number) => Promise<readonly T[]>,
): Promise<Gathered<T>> {
  const nodes = await connections.nodes();
  const answers = await Promise.allSettled(nodes.map(ask));
  const found: T[] = [];
  const silent: { broker: number; code: string }[] = [];
  for (const [index, answer] of answers.entries()) {
    if (answer.status === 'fulfilled') found.push(...answer.value);
    else if (answer.reason instanceof KafkaError) {
      silent.push({ broker: nodes[index] ?? -1, code: answer.reason.code });
    } else throw answer.reason;
  }
  const failure = answers.find(({ status }) => status === 'rejected');
  if (silent.length === nodes.length && failure?.status === 'rejected') throw failure.reason;
  return { found, silent };
}
