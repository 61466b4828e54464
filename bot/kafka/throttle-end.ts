// Takes the throttle of a topic away: after its move, when that is cancelled, and what an earlier one left behind. Rates of brokers hold
// back every topic that is being moved: those that another move needs stay.

import type { ConfigResource } from '../../pipeline/index.ts';
import type { KafkaContext } from '../command.ts';
import { OperatorError } from '../errors.ts';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import type { Value } from './change.ts';
import {
  brokerResource,
  brokersIn,
  THROTTLE_LISTS,
  THROTTLE_RATES,
  throttlesOf,
} from './throttle-settings.ts';

type Handles = Pick<KafkaContext, 'admin' | 'changes'>;

interface Throttled {
  readonly topic: string;
  readonly brokers: readonly number[];
}

/** A broker whose rate holds back the move of another topic. */
export interface Shared {
  readonly broker: number;
  readonly by: string;
}

/**
 * Taken away where it is not set, too: that changes nothing. A broker that cannot be told keeps no other from being told; the lists stay
 * then, by which it is found again.
 * @returns those whose rate stays, because another move needs it
 * @throws OperatorError that says from where it could not be taken away; UnknownOutcomeError when that is not known
 */
export async function removeThrottle(
  { topic, brokers }: Throttled,
  { admin, changes }: Handles,
): Promise<readonly Shared[]> {
  const shared = await sharedWith(topic, brokers, { admin });
  const refusals: Refusal[] = [];
  const unset = async (resource: ConfigResource, names: readonly string[]) => {
    const without = names.map((name) => ({ name, value: null }));
    try {
      await changes.alterConfigs(resource, without, false);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      refusals.push({ resource, error });
    }
  };
  const own = brokers.filter((id) => !shared.some(({ broker }) => broker === id));
  await Promise.all(own.map((id) => unset(brokerResource(id), THROTTLE_RATES)));
  if (refusals.length === 0) await unset({ type: 'topic', name: topic }, THROTTLE_LISTS);
  const [first] = refusals;
  if (first !== undefined) throw notTakenAway(topic, [first, ...refusals.slice(1)]);
  return shared;
}

interface Refusal {
  readonly resource: ConfigResource;
  readonly error: OperatorError;
}

function notTakenAway(
  topic: string,
  refusals: readonly [Refusal, ...(readonly Refusal[])],
): OperatorError {
  const unknown = refusals.find(({ error }) => error instanceof UnknownOutcomeError);
  const { error: cause } = unknown ?? refusals[0];
  const from = refusals.map(({ resource: { type, name } }) => `${type} ${name}`).sort();
  const text = {
    what: `The throttle of ${topic} could not be taken away from ${from.join(', ')}.`,
    why: cause.why,
    fix: `"kafka cancel reassignment ${topic}" takes it away, once that can be done.`,
    cause,
  };
  return unknown === undefined ? new OperatorError(text) : new UnknownOutcomeError(text);
}

/** Once what it held back has ended, which is so whatever comes of this. @returns what is said of it, in a whole line */
export async function endThrottle(
  throttle: Throttled,
  context: Handles & Pick<KafkaContext, 'signal'>,
): Promise<string> {
  try {
    const shared = await removeThrottle(throttle, context);
    return ['The throttle is taken away.', ...shared.map(sharedInWords)].join(' ').concat('\n');
  } catch (error) {
    if (error instanceof OperatorError) return `${error.message}\n`;
    if (!context.signal.aborted) throw error;
    return `It was ended while the throttle was being taken away: "kafka cancel reassignment ${throttle.topic}" takes away what is left of it.\n`;
  }
}

export function sharedInWords({ broker, by }: Shared): string {
  return `The rate of broker ${broker} stays: it holds back the move of topic ${by} too.`;
}

/** What is left of a throttle of a topic. */
export interface ThrottleLeft {
  readonly values: readonly Value[];
  /** Those that it names. */
  readonly brokers: readonly number[];
  /** Those of them whose rate stays. */
  readonly shared: readonly Shared[];
  /** Those of them whose rate is not known, with why. */
  readonly silent: readonly { readonly broker: number; readonly error: OperatorError }[];
}

/** @param known brokers to look at besides those that it names */
export async function throttleLeft(
  topic: string,
  handles: Pick<Handles, 'admin'>,
  known: readonly number[] = [],
): Promise<ThrottleLeft> {
  const lists = await throttlesOf({ type: 'topic', name: topic }, handles);
  const named = new Set([...brokersIn(lists), ...known]);
  const brokers = [...named].sort((one, other) => one - other);
  const shared = await sharedWith(topic, brokers, handles);
  const own = brokers.filter((id) => !shared.some(({ broker }) => broker === id));
  const asked = await Promise.all(
    own.map(async (broker) => {
      try {
        return { rates: await throttlesOf(brokerResource(broker), handles) };
      } catch (error) {
        if (!(error instanceof OperatorError)) throw error;
        return { broker, error };
      }
    }),
  );
  return {
    values: [...lists, ...asked.flatMap(({ rates = [] }) => rates)],
    ...{ brokers, shared },
    silent: asked.filter((each) => each.error !== undefined),
  };
}

/** Of these brokers those that lists of another topic name which is being moved now. */
async function sharedWith(
  topic: string,
  brokers: readonly number[],
  { admin }: Pick<Handles, 'admin'>,
): Promise<readonly Shared[]> {
  if (brokers.length === 0) return [];
  const moving = (await admin.reassignments()).filter((each) => each.topic !== topic);
  const held = await Promise.all(
    [...Map.groupBy(moving, (each) => each.topic)].map(async ([by, partitions]) => {
      const lists = await throttlesOf({ type: 'topic', name: by }, { admin });
      const isAll = lists.some(({ before }) => before === '*');
      const named = isAll ? partitions.flatMap(({ replicas }) => replicas) : brokersIn(lists);
      return named.map((broker): Shared => ({ broker, by }));
    }),
  );
  return brokers.flatMap((broker) => held.flat().find((each) => each.broker === broker) ?? []);
}
