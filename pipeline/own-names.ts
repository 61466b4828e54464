// What of a Kafka is a pipeline's own: its group, and the topics that only it may write. Whoever changes one of them by hand loses
// or doubles records.

import { changelogOf, type Pipeline } from './pipeline.ts';

export interface OwnNames {
  readonly groups: readonly string[];
  readonly topics: readonly string[];
}

/** Inputs are not among them: they are others' to write and to change. */
export function ownNames(pipelines: readonly Pipeline[]): OwnNames {
  return {
    groups: pipelines.flatMap(({ groupId }) => [groupId, `${groupId}-replay`]),
    topics: pipelines.flatMap((pipeline) => [
      ...pipeline.outputs,
      pipeline.deadLetters,
      ...pipeline.createState().stores.map((store) => changelogOf(pipeline, store)),
    ]),
  };
}
