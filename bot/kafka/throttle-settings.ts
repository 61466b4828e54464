// The settings by which Kafka holds replication back (https://kafka.apache.org/documentation/#rep-throttle): a rate of each broker, and of a
// topic the lists of its replicas that the rates are for.

import type { ConfigResource } from '../../pipeline/index.ts';
import type { KafkaContext } from '../command.ts';
import type { KafkaAccess } from './access.ts';
import type { Value } from './change.ts';

/** Of a broker: the only settings of one that are changed from here. */
export const THROTTLE_RATES = [
  'leader.replication.throttled.rate',
  'follower.replication.throttled.rate',
] as const;
/** Of a topic: `PARTITION:BROKER,...`, or `*` for all. */
export const THROTTLE_LISTS = [
  'leader.replication.throttled.replicas',
  'follower.replication.throttled.replicas',
] as const;

/** What setting them and taking them away need beside the move. */
export function throttleAccesses(topic: string): readonly KafkaAccess[] {
  return [
    { operation: 'AlterConfigs', resourceType: 'Cluster' },
    { operation: 'AlterConfigs', resourceType: 'Topic', name: topic },
    { operation: 'DescribeConfigs', resourceType: 'Cluster', implied: true },
    // Rates of brokers are for all topics that are being moved: of these the lists tell which need one.
    { operation: 'DescribeConfigs', resourceType: 'Topic', implied: true },
    { operation: 'Describe', resourceType: 'Cluster', implied: true },
  ];
}

/** Those that are set of each, in words of one value each. */
export async function throttlesOf(
  resource: ConfigResource,
  { admin }: Pick<KafkaContext, 'admin'>,
): Promise<readonly Value[]> {
  const wanted: readonly string[] = resource.type === 'broker' ? THROTTLE_RATES : THROTTLE_LISTS;
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

/** The brokers that lists of a topic name. */
export function brokersIn(lists: readonly Value[]): readonly number[] {
  return lists.flatMap(({ before = '' }) =>
    [...before.matchAll(/\d+:(\d{1,9})(?=,|$)/gu)].map(([, broker]) => Number(broker)),
  );
}

export function brokerResource(id: number): ConfigResource {
  return { type: 'broker', name: String(id) };
}
