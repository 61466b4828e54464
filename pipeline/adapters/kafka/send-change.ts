// Sends a change once and never again. What was sent and not answered may have been carried out: that is an error of its own, so
// that nobody takes it for a refusal.

import { hasCode, KafkaError, NO_ANSWER, OUTCOME_UNKNOWN } from '../../kafka-error.ts';
import type { Connections } from './connections.ts';
import { errorName } from './error-codes.ts';
import type { Request } from './request.ts';

/** To that broker. @throws KafkaError with OUTCOME_UNKNOWN when no answer came that can be read. */
export async function sendChange<Answer>(
  connections: Connections,
  node: number,
  request: Request<Answer>,
): Promise<Answer> {
  // This connects: what goes wrong before anything is sent is known to have changed nothing.
  if (!(await connections.speaks(node, request.key, request.version))) {
    throw new KafkaError('UNSUPPORTED_VERSION', `${request.name} at broker ${node}`);
  }
  try {
    return await connections.send(node, request);
  } catch (error) {
    if (error instanceof KafkaError && error.code !== NO_ANSWER) throw error;
    throw new KafkaError(OUTCOME_UNKNOWN, `${request.name} at broker ${node}`, error);
  }
}

/** To whichever broker can be reached; each passes it on to the controller. */
export async function sendChangeAny<Answer>(
  connections: Connections,
  request: Request<Answer>,
): Promise<Answer> {
  let problem: unknown = new KafkaError(NO_ANSWER, 'find a broker');
  for (const node of await connections.nodes()) {
    try {
      return await sendChange(connections, node, request);
    } catch (error) {
      if (!hasCode(error, NO_ANSWER)) throw error;
      problem = error;
    }
  }
  throw problem;
}

/** Answers of brokers that did not get to know themselves what became of it. */
const UNSURE = ['UNKNOWN_SERVER_ERROR', 'REQUEST_TIMED_OUT', 'NETWORK_EXCEPTION'];

export interface ChangeAnswer {
  readonly errorCode: number;
  readonly said?: string | null;
}

/**
 * @param alsoUnsure further answers after which it is not known whether the change was made
 * @throws KafkaError for the first that is no success, with OUTCOME_UNKNOWN before all others
 */
export function assertMade(
  answers: readonly ChangeAnswer[],
  doing: string,
  alsoUnsure: readonly string[] = [],
): void {
  const failed = answers.filter(({ errorCode }) => errorCode !== 0);
  const unsure = [...UNSURE, ...alsoUnsure];
  const first = failed.find(({ errorCode }) => unsure.includes(errorName(errorCode))) ?? failed[0];
  if (first === undefined) return;
  const code = errorName(first.errorCode);
  const error = new KafkaError(code, doing, undefined, first.said ?? undefined);
  // Of several, some may have been made.
  const isPartial = failed.length < answers.length;
  if (!isPartial && !unsure.includes(code)) throw error;
  throw new KafkaError(
    OUTCOME_UNKNOWN,
    doing,
    error,
    `${code}${first.said ? `: ${first.said}` : ''}`,
  );
}

/**
 * Like assertMade; but what is only tried changes nothing, whatever became of it.
 * @throws KafkaError for a change as assertMade and sendChange do, and never with OUTCOME_UNKNOWN for what is only tried
 */
export async function assertMadeOrTried(
  sent: Promise<readonly ChangeAnswer[]>,
  doing: string,
  validateOnly: boolean,
): Promise<void> {
  try {
    assertMade(await sent, doing);
  } catch (error) {
    if (!validateOnly || !hasCode(error, OUTCOME_UNKNOWN)) throw error;
    throw (error as KafkaError).cause;
  }
}
