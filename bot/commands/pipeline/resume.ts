// `pipeline resume`: a pipeline that was paused takes records again, from where it stood.

import { pipelineCommand } from '../../command.ts';
import { PIPELINE } from '../../pipelines/flags.ts';
import { told } from '../../pipelines/told.ts';

export const resume = pipelineCommand({
  name: 'pipeline resume',
  summary: 'Let a paused pipeline take records again, from where it stood.',
  examples: ['pipeline resume settlement'],
  effect: 'change',
  grammar: { positionals: { usage: 'NAME', min: 1, max: 1, pattern: PIPELINE }, flags: {} },
  read: () => ({}),
  ...told({
    action: 'resume',
    summary: (name, { lagRecords }) =>
      `Resume ${name}: it takes records again, ${lagRecords} of them wait.`,
    warn: ({ members }) =>
      members.some(({ phase }) => phase === 'paused') ? [] : ['It is not paused.'],
    isDone: ({ members }) =>
      members.length > 0 && members.every(({ phase }) => phase === 'running'),
    done: (name) => `${name} is running.`,
  }),
});
