// The settlement with names of its own, so that several can be verified on one Kafka.
import { changelogOf, type Pipeline } from '../../../pipeline/pipeline.ts';
import { createSettlement } from '../../../pipeline/pipelines/settlement.ts';
import type { TopicPartition } from '../../../pipeline/ports.ts';

/** Of each input, and so of each changelog. */
export const PARTITIONS = 4;

export function pipelineOf(prefix: string): Pipeline {
  return createSettlement({
    ...{ name: `${prefix}settlement`, groupId: `${prefix}settlement` },
    ...{ clicks: `${prefix}ad.clicks`, charges: `${prefix}ad.charges` },
    ...{ deductions: `${prefix}ad.deductions`, exhausted: `${prefix}ad.budget-exhausted` },
    deadLetters: `${prefix}ad.dead-letters`,
  }) as Pipeline;
}

export function changelogsOf(prefix: string): readonly TopicPartition[] {
  const pipeline = pipelineOf(prefix);
  return pipeline.createState().stores.flatMap((store) =>
    Array.from({ length: PARTITIONS }, (_, partition) => ({
      ...{ topic: changelogOf(pipeline, store), partition },
    })),
  );
}
