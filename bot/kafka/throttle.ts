// What holds a move of replicas back, as kafka-reassign-partitions --throttle does it: a rate in settings of the brokers that take part,
// and in settings of the topic which of its replicas it is for. It is set before the move and has to be taken away after it
// (throttle-end.ts): whatever stays would hold back brokers that catch up later.

import type { KafkaContext } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import type { Placed } from './placement.ts';
import { removeThrottle } from './throttle-end.ts';
import {
  brokerResource,
  THROTTLE_LISTS,
  THROTTLE_RATES,
  throttlesOf,
} from './throttle-settings.ts';

export interface Throttle {
  readonly topic: string;
  /** Bytes a second, for each broker. */
  readonly rate: number;
  /** `PARTITION:BROKER,...`: what is read from, and what is written to. */
  readonly leaders: string;
  readonly followers: string;
  readonly brokers: readonly number[];
}

/** As the tool works it out: from all that have a replica now, to those that get one. */
export function throttleOf(
  topic: string,
  rate: number,
  { placed, to }: { readonly placed: readonly Placed[]; readonly to: readonly number[] },
): Throttle {
  const from = placed.flatMap(({ partition, replicas }) =>
    replicas.map((broker) => `${partition}:${broker}`),
  );
  const onto = placed.flatMap(({ partition, replicas }) =>
    to.filter((broker) => !replicas.includes(broker)).map((broker) => `${partition}:${broker}`),
  );
  const brokers = new Set([...placed.flatMap(({ replicas }) => replicas), ...to]);
  return {
    ...{ topic, rate, leaders: from.join(','), followers: onto.join(',') },
    brokers: [...brokers].sort((one, other) => one - other),
  };
}

/** @throws OperatorError where one is set already: to take ours away would take that away too. */
export async function assertUnthrottled(
  { topic, brokers }: Throttle,
  handles: Pick<KafkaContext, 'admin'>,
): Promise<void> {
  const there = [
    ...(await throttlesOf({ type: 'topic', name: topic }, handles)),
    ...(await Promise.all(brokers.map((id) => throttlesOf(brokerResource(id), handles)))).flat(),
  ];
  const [first] = there;
  if (first === undefined) return;
  throw new OperatorError({
    what: 'The move is not begun: something is throttled already.',
    why: `There is a ${first.of}.`,
    fix: `When no move goes on, "kafka cancel reassignment ${topic}" takes away what is left of one of this topic; move without --throttle otherwise.`,
  });
}

/**
 * The lists of the topic come first, and leave last: by them it is found again whose brokers have a rate, whatever happens between.
 * What of it could be set is taken away again when the rest could not.
 */
export async function setThrottle(throttle: Throttle, context: ThrottleContext): Promise<void> {
  const { topic, rate, leaders, followers, brokers } = throttle;
  const { changes } = context;
  const [ofLeaders, ofFollowers] = THROTTLE_LISTS;
  try {
    const lists = [
      { name: ofLeaders, value: leaders },
      { name: ofFollowers, value: followers },
    ];
    await changes.alterConfigs({ type: 'topic', name: topic }, lists, false);
    for (const id of brokers) {
      const rates = THROTTLE_RATES.map((name) => ({ name, value: String(rate) }));
      await changes.alterConfigs(brokerResource(id), rates, false);
    }
  } catch (error) {
    throw await withoutThrottle(error, throttle, context);
  }
}

export type ThrottleContext = Pick<KafkaContext, 'admin' | 'changes' | 'signal'>;

/**
 * For a move that did not come to be: takes its throttle away again.
 * @returns the error, which says more where that was not possible, as after a stop: then nothing more is sent
 */
export async function withoutThrottle(
  error: unknown,
  throttle: Throttle,
  context: ThrottleContext,
): Promise<unknown> {
  if (context.signal.aborted) return throttled(error, throttle, context);
  try {
    await removeThrottle(throttle, context);
    return error;
  } catch (left) {
    if (!(left instanceof OperatorError) && !context.signal.aborted) throw left;
    return throttled(error, throttle, context);
  }
}

/** The error of a move, which says that its throttle stays; of one that was stopped it is not known how far it came. */
export function throttled(
  error: unknown,
  { topic }: Pick<Throttle, 'topic'>,
  { signal }: Pick<KafkaContext, 'signal'>,
): unknown {
  const stays = throttleStays(topic);
  if (error instanceof OperatorError) {
    const { what, why, fix } = error;
    const text = { what, why: `${why} ${stays}`, fix, cause: error };
    return error instanceof UnknownOutcomeError
      ? new UnknownOutcomeError(text)
      : new OperatorError(text);
  }
  if (!signal.aborted) return error;
  return new UnknownOutcomeError({
    what: 'It is not known whether the move was begun.',
    why: `It was ended before the brokers had answered. ${stays}`,
    fix: `Look with "kafka reassignments" and "kafka topic ${topic}" before trying again.`,
    cause: error,
  });
}

/** What is said of a throttle that nobody here takes away. */
export function throttleStays(topic: string): string {
  return `What is set of the throttle stays; once no move goes on, "kafka cancel reassignment ${topic}" takes it away.`;
}
