// `pipeline pause`: its processes take no more records, and keep their partitions and their state.

import { pipelineCommand } from '../../command.ts';
import { PIPELINE } from '../../pipelines/flags.ts';
import { told } from '../../pipelines/told.ts';

export const pause = pipelineCommand({
  name: 'pipeline pause',
  summary: 'Let a pipeline take no more records; it keeps its state, and lag grows.',
  examples: ['pipeline pause settlement'],
  effect: 'change',
  grammar: { positionals: { usage: 'NAME', min: 1, max: 1, pattern: PIPELINE }, flags: {} },
  read: () => ({}),
  ...told({
    action: 'pause',
    summary: (name, { lagRecords }) =>
      `Pause ${name}: no record is taken until "pipeline resume ${name}"; its lag, ${lagRecords} records now, will grow.`,
    warn: ({ members }) =>
      members.every(({ phase }) => phase === 'paused') ? ['It is paused already.'] : [],
    isDone: ({ members }) => members.length > 0 && members.every(({ phase }) => phase === 'paused'),
    done: (name) => `${name} is paused.`,
  }),
});
