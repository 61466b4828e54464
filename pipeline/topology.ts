// What a pipeline is made of, by the names of its topics and its group.
import type { Topology } from './control.ts';
import { changelogOf, type Pipeline } from './pipeline.ts';

export function topologyOf(pipeline: Pipeline): Topology {
  const { name, groupId, inputs, outputs, deadLetters } = pipeline;
  const stores = pipeline.createState().stores.map((store) => ({
    ...{ name: store.name, changelog: changelogOf(pipeline, store) },
  }));
  return { name, groupId, inputs, outputs, deadLetters, stores };
}
