// What belongs to the pipelines that are hosted here: the groups whose offsets nobody else may move, and the topics that nobody else may
// change. Read from the settings, so that it holds also while no process runs. Pure.

import { createPipelines, topologyOf } from '../../pipeline/index.ts';
import { type PipelineEntry, settlementOf } from '../config/pipelines.ts';

/** Each name with the pipeline that it belongs to. */
export interface Owned {
  readonly groups: ReadonlyMap<string, string>;
  /** Its outputs, dead letters and changelogs; its inputs too, for their partitions are its tasks. */
  readonly topics: ReadonlyMap<string, string>;
}

/** @param kafka the name of one in the settings */
export function ownedByPipelines(
  pipelines: Readonly<Record<string, PipelineEntry>>,
  kafka: string,
): Owned {
  const hosted = Object.entries(pipelines).filter(([, entry]) => entry.kafka === kafka);
  const all = hosted.flatMap(([name, entry]) =>
    createPipelines(settlementOf(name, entry)).map((each) => topologyOf(each)),
  );
  return {
    // A replay of dead letters keeps its place in a group of its own.
    groups: new Map(
      all.flatMap(({ name, groupId }) => [
        [groupId, name] as const,
        [`${groupId}-replay`, name] as const,
      ]),
    ),
    topics: new Map(
      all.flatMap(({ name, inputs, outputs, deadLetters, stores }) =>
        [...inputs, ...outputs, deadLetters, ...stores.map(({ changelog }) => changelog)].map(
          (topic) => [topic, name] as const,
        ),
      ),
    ),
  };
}

/** What to do in place of moving the offsets of a group that a pipeline owns. */
export function insteadOfReset(pipeline: string): string {
  return `What could not be used comes back by "pipeline deadletters replay ${pipeline}"; "pipeline restart ${pipeline}" starts over from what is committed; for everything anew give the pipeline another name, group and outputs in the settings.`;
}
