// The settlement with names of its own, so that several can be verified on one Kafka.
import type { Pipeline } from '../../../pipeline/pipeline.ts';
import { createSettlement } from '../../../pipeline/pipelines/settlement.ts';

export function pipelineOf(prefix: string): Pipeline {
  return createSettlement({
    ...{ name: `${prefix}settlement`, groupId: `${prefix}settlement` },
    ...{ clicks: `${prefix}ad.clicks`, charges: `${prefix}ad.charges` },
    ...{ deductions: `${prefix}ad.deductions`, exhausted: `${prefix}ad.budget-exhausted` },
    deadLetters: `${prefix}ad.dead-letters`,
  }) as Pipeline;
}
