// What holds a move of replicas back, as kafka-reassign-partitions --throttle does it: a rate in settings of the brokers that take part,
// and in settings of the topic which of its replicas it is for (https://kafka.apache.org/documentation/#rep-throttle). It is set before the
// move and has to be taken away after it: whatever stays would hold back brokers that catch up later.

import type { ConfigResource } from '../../pipeline/index.ts';
import type { KafkaContext } from '../command.ts';
import { OperatorError } from '../errors.ts';
import type { KafkaAccess } from './access.ts';
import type { Value } from './change.ts';
import type { Placed } from './placement.ts';

/** Of a broker: the only settings of one that are changed from here. */
export const THROTTLE_RATES: readonly string[] = [
  'leader.replication.throttled.rate',
  'follower.replication.throttled.rate',
];
const [LEADERS, FOLLOWERS] = [
  'leader.replication.throttled.replicas',
  'follower.replication.throttled.replicas',
];

export interface Throttle {
  readonly topic: string;
  /** Bytes a second, for each broker. */
  readonly rate: number;
  /** `PARTITION:BROKER,...`: what is read from, and what is written to. */
  readonly leaders: string;
  readonly followers: string;
  readonly brokers: readonly number[];
}

/** What setting it and taking it away need beside the move. */
export function throttleAccesses(topic: string): readonly KafkaAccess[] {
  return [
    { operation: 'AlterConfigs', resourceType: 'Cluster' },
    { operation: 'AlterConfigs', resourceType: 'Topic', name: topic },
    { operation: 'DescribeConfigs', resourceType: 'Cluster', implied: true },
    { operation: 'DescribeConfigs', resourceType: 'Topic', name: topic, implied: true },
  ];
}

type Handles = Pick<KafkaContext, 'admin' | 'changes'>;

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
  handles: Pick<Handles, 'admin'>,
): Promise<void> {
  const there = [
    ...(await throttlesOf({ type: 'topic', name: topic }, handles)),
    ...(await Promise.all(brokers.map((id) => throttlesOf(brokerOf(id), handles)))).flat(),
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
export async function setThrottle(throttle: Throttle, handles: Handles): Promise<void> {
  const { topic, rate, leaders, followers, brokers } = throttle;
  const { changes } = handles;
  try {
    const lists = [
      { name: LEADERS ?? '', value: leaders },
      { name: FOLLOWERS ?? '', value: followers },
    ];
    await changes.alterConfigs({ type: 'topic', name: topic }, lists, false);
    for (const id of brokers) {
      const rates = THROTTLE_RATES.map((name) => ({ name, value: String(rate) }));
      await changes.alterConfigs(brokerOf(id), rates, false);
    }
  } catch (error) {
    await removeThrottle(throttle, handles).catch(() => {}); // the first error says more
    throw error;
  }
}

/** Taken away where it is not set, too: that changes nothing. @throws OperatorError when a broker cannot be told */
export async function removeThrottle(
  { topic, brokers }: Pick<Throttle, 'topic' | 'brokers'>,
  { changes }: Pick<Handles, 'changes'>,
): Promise<void> {
  const without = (names: readonly (string | undefined)[]) =>
    names.map((name = '') => ({ name, value: null }));
  for (const id of brokers) {
    await changes.alterConfigs(brokerOf(id), without(THROTTLE_RATES), false);
  }
  await changes.alterConfigs({ type: 'topic', name: topic }, without([LEADERS, FOLLOWERS]), false);
}

/**
 * What is left of a throttle of this topic, and the brokers that it names.
 * @param known brokers to look at besides
 */
export async function throttleLeft(
  topic: string,
  handles: Pick<Handles, 'admin'>,
  known: readonly number[] = [],
): Promise<{ readonly values: readonly Value[]; readonly brokers: readonly number[] }> {
  const lists = await throttlesOf({ type: 'topic', name: topic }, handles);
  const named = lists.flatMap(({ before = '' }) =>
    [...before.matchAll(/\d+:(\d{1,9})(?=,|$)/gu)].map(([, broker]) => Number(broker)),
  );
  const brokers = [...new Set([...named, ...known])].sort((one, other) => one - other);
  const rates = await Promise.all(brokers.map((id) => throttlesOf(brokerOf(id), handles)));
  return { values: [...lists, ...rates.flat()], brokers };
}

async function throttlesOf(
  resource: ConfigResource,
  { admin }: Pick<Handles, 'admin'>,
): Promise<readonly Value[]> {
  const wanted = resource.type === 'broker' ? THROTTLE_RATES : [LEADERS, FOLLOWERS];
  const source = resource.type === 'broker' ? 'DYNAMIC_BROKER_CONFIG' : 'DYNAMIC_TOPIC_CONFIG';
  const [entries = []] = await admin.configs([resource]);
  return entries
    .filter((entry) => wanted.includes(entry.name) && entry.source === source)
    .map(({ name, value }) => ({
      of: `${name} of ${resource.type} ${resource.name}`,
      before: value ?? '',
      after: undefined,
    }));
}

function brokerOf(id: number): ConfigResource {
  return { type: 'broker', name: String(id) };
}
