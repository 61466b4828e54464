// Partitions by the broker that leads them: asked afresh, or as it was when it was asked last. Whoever does not lead a partition any more
// says so, and what is looked at by people goes by the answer of its leader alone.

import { NO_ANSWER } from '../../kafka-error.ts';
import { sendAny } from './ask-brokers.ts';
import type { Connections } from './connections.ts';
import { createMemory } from './remembered.ts';
import { nameOf, type TopicPartition } from './request.ts';
import { metadataRequest } from './requests/metadata.ts';

const knownOf = createMemory<number>(50_000);

/** Those without a leader, or that there are not, under -1. */
export async function groupByLeader<T extends TopicPartition>(
  connections: Connections,
  partitions: readonly T[],
): Promise<Map<number, readonly T[]>> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  if (topics.length === 0) return new Map();
  const states = await sendAny(connections, () => metadataRequest(topics));
  const leaders = new Map(
    states.flatMap(({ name, partitions: each }) =>
      each.map(({ partition, leader }) => [nameOf({ topic: name, partition }), leader] as const),
    ),
  );
  const known = knownOf(connections);
  for (const [name, leader] of leaders) known.set(name, leader);
  return Map.groupBy(partitions, (each) => leaders.get(nameOf(each)) ?? -1);
}

export interface LeaderQuestion<Wanted, Answer> {
  /** Answers for each of them, also where the leader gives none. */
  readonly ask: (leader: number, led: readonly Wanted[]) => Promise<readonly Answer[]>;
  /** Anything else may be of a leader that is none any more. */
  readonly isSettled: (answer: Answer) => boolean;
}

/**
 * Asks those that led when it was asked last; what is not settled so is asked of those that lead now. Whoever leads still and said nothing
 * was waited for once already.
 * @returns answers by the names of their partitions
 */
export async function askLeaders<
  Wanted extends TopicPartition,
  Answer extends TopicPartition & { readonly error: string },
>(
  connections: Connections,
  partitions: readonly Wanted[],
  { ask, isSettled }: LeaderQuestion<Wanted, Answer>,
): Promise<ReadonlyMap<string, Answer>> {
  const askAll = async (byLeader: ReadonlyMap<number, readonly Wanted[]>) => {
    const answers = await Promise.all([...byLeader].map(([leader, led]) => ask(leader, led)));
    return answers.flat().map((each) => [nameOf(each), each] as const);
  };
  const known = knownLeaders(connections, partitions);
  const first = new Map(known === undefined ? [] : await askAll(known));
  const left = partitions.filter((each) => {
    const answer = first.get(nameOf(each));
    return answer === undefined || !isSettled(answer);
  });
  if (left.length === 0) return first;
  const fresh = await groupByLeader(connections, left);
  for (const [leader, led] of known ?? []) {
    if (led.some((each) => first.get(nameOf(each))?.error === NO_ANSWER)) fresh.delete(leader);
  }
  return new Map([...first, ...(await askAll(fresh))]);
}

/** As it was when it was asked last; undefined unless that is known of all of them. */
function knownLeaders<T extends TopicPartition>(
  connections: Connections,
  partitions: readonly T[],
): ReadonlyMap<number, readonly T[]> | undefined {
  const known = knownOf(connections);
  if (partitions.some((each) => (known.get(nameOf(each)) ?? -1) < 0)) return undefined;
  return Map.groupBy(partitions, (each) => known.get(nameOf(each)) ?? -1);
}
