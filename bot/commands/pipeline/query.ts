// `pipeline query`: what is committed under a key of a store, asked of the process that has it.

import type { QueryAnswer, Topology } from '../../../pipeline/index.ts';
import { pipelineCommand } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { tableOf } from '../../kafka/table.ts';
import { PIPELINE_AND_KEY } from '../../pipelines/flags.ts';
import type { PipelineContext } from '../../pipelines.ts';

export const query = pipelineCommand({
  name: 'pipeline query',
  summary: 'What is committed under a key of a store: the budget of a campaign.',
  examples: ['pipeline query settlement budget campaign-7'],
  effect: 'read',
  grammar: {
    positionals: { usage: 'NAME STORE KEY', min: 3, max: 3, pattern: PIPELINE_AND_KEY },
    flags: {},
  },
  read: ({ positionals: [, store = '', key = ''] }) => ({ store, key }),
  access: () => ['describe', 'query'],

  run: async ({ store, key }, { handle, pipeline }) => {
    const topology = await handle.describe();
    const name = storeOf(store, topology, pipeline);
    const answer = await handle.query(name, key);
    if (answer.found === undefined) throw notFound(answer, { store: name, key, pipeline });
    return { stdout: printed(answer.found, topology), stderr: '', exitCode: 0 };
  },
});

/** `budget` is what a person says for one entry of `budgets`. */
function storeOf(
  said: string,
  { stores }: Topology,
  pipeline: PipelineContext['pipeline'],
): string {
  const found = stores.find(({ name }) => name === said || name === `${said}s`);
  if (found !== undefined) return found.name;
  throw new OperatorError({
    what: `Pipeline ${pipeline.name} has no store "${said}".`,
    why: 'It keeps nothing under that name.',
    fix: `Its stores are: ${stores.map(({ name }) => name).join(', ')}.`,
  });
}

function printed(
  { value, partition, instanceId, committed }: NonNullable<QueryAnswer['found']>,
  { inputs }: Topology,
): string {
  const fields: readonly (readonly [string, unknown])[] =
    typeof value === 'object' && value !== null ? Object.entries(value) : [['value', value]];
  const upTo = inputs.map(
    (topic, index) => `${topic}-${partition} offset ${committed[index] ?? 0}`,
  );
  return tableOf([
    ...fields.map(([name, of]) => [name, typeof of === 'string' ? of : JSON.stringify(of)]),
    ['partition', String(partition)],
    ['asked of', instanceId],
    ['settled before', upTo.join(', ')],
  ]);
}

function notFound(
  { unasked }: QueryAnswer,
  { store, key, pipeline }: { store: string; key: string; pipeline: PipelineContext['pipeline'] },
): OperatorError {
  const isAll = unasked.length === 0;
  return new OperatorError({
    what: `Store ${store} of ${pipeline.name} ${isAll ? 'has' : 'may have'} nothing under "${key}".`,
    why: isAll
      ? 'All of its tasks were asked.'
      : `Partitions ${unasked.join(', ')} could not be asked: their tasks are restoring, on hold or not reached.`,
    fix: isAll
      ? 'See whether the key is spelled as in the records.'
      : `See "pipeline status ${pipeline.name}", and ask again.`,
  });
}
