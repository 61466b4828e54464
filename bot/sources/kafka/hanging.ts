// Transactions that nobody will end: readers of committed records stand still at each of them. Pure.

import type { PartitionProducer } from '../../../pipeline/index.ts';
import type { Finding } from '../polled.ts';
import { groupOf, type KafkaWhere, labelsOf } from './where.ts';

export const HANGING = 'HangingTransaction';

export function hangingFindings(
  hanging: readonly PartitionProducer[],
  where: KafkaWhere,
): readonly Finding[] {
  return hanging.map(({ topic, partition, producerId, lastTimestamp, startOffset }) => ({
    ...groupOf(HANGING, where, `${topic}-${partition}`),
    severity: 'warning',
    title: `a transaction hangs in ${topic}-${partition}: who reads committed records stands still there`,
    lines: [
      `Producer ${producerId}, open since offset ${startOffset}, last record at ${new Date(lastTimestamp).toISOString()}`,
    ],
    labels: labelsOf(HANGING, where, { topic }),
  }));
}
