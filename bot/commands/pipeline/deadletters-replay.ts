// `pipeline deadletters replay`: puts the dead letters back into their inputs, each once, after whatever made them dead was mended.

import { pipelineCommand } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { LIMITS } from '../../limits.ts';
import { PIPELINE } from '../../pipelines/flags.ts';

const LOOKED_AT = 1_000;

export const deadlettersReplay = pipelineCommand({
  name: 'pipeline deadletters replay',
  summary: 'Put the dead letters of a pipeline back into their inputs, each once.',
  examples: ['pipeline deadletters replay settlement'],
  effect: 'change',
  grammar: { positionals: { usage: 'NAME', min: 1, max: 1, pattern: PIPELINE }, flags: {} },
  read: () => ({}),
  deadlineMs: () => LIMITS.pipelineChangeMs,
  access: () => ['deadLetters', 'replay'],

  preview: async (_, { handle, pipeline }) => {
    const letters = await handle.deadLetters(LOOKED_AT);
    if (letters.length === 0) throw noLetters(pipeline.name);
    const reasons = new Map<string, number>();
    for (const { reason } of letters) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    const count = letters.length === LOOKED_AT ? `${LOOKED_AT} or more` : String(letters.length);
    return {
      summary: `Put those of the ${count} dead letters of ${pipeline.name} that were not replayed yet back into their inputs.`,
      diff: '',
      warnings: [
        'What is still wrong becomes a dead letter again. Clicks and charges that come through are settled now.',
        ...[...reasons].map(([reason, of]) => `${of}: ${reason}`),
      ],
      // More of them may come while it is read; which went back already is not known before.
      substance: `replay ${pipeline.name} in ${pipeline.environment}`,
    };
  },

  run: async (_, { handle, pipeline }) => {
    const { replayed, passedOver } = await handle.replay();
    const left =
      passedOver === 0
        ? ''
        : `${passedOver} stay: what they held was left out for its size, or their topic is no input.\n`;
    return {
      stdout: `${replayed} dead letters of ${pipeline.name} were put back.\n${left}`,
      stderr: '',
      exitCode: 0,
    };
  },
});

function noLetters(name: string): OperatorError {
  return new OperatorError({
    what: `There is nothing to replay in pipeline ${name}.`,
    why: 'It has no dead letters.',
    fix: `"pipeline status ${name}" counts them.`,
  });
}
