// `pipeline verify`: works out anew, from the input, what should have become of one key, and holds it against what did.

import type { Verification } from '../../../pipeline/index.ts';
import { pipelineCommand } from '../../command.ts';
import { tableOf } from '../../kafka/table.ts';
import { LIMITS } from '../../limits.ts';
import { PIPELINE_AND_KEY } from '../../pipelines/flags.ts';

export const verify = pipelineCommand({
  name: 'pipeline verify',
  summary: 'Work out a campaign anew from the input, and compare it with what was settled.',
  examples: ['pipeline verify settlement campaign-7'],
  effect: 'read',
  grammar: {
    positionals: { usage: 'NAME KEY', min: 2, max: 2, pattern: PIPELINE_AND_KEY },
    flags: {},
  },
  read: ({ positionals: [, key = ''] }) => ({ key }),
  deadlineMs: () => LIMITS.pipelineChangeMs,
  access: () => ['describe', 'verify'],

  run: async ({ key }, { handle }) => {
    const { inputs } = await handle.describe();
    const found = await handle.verify(key);
    const isRight = found.problemCount === 0 && found.isWhole;
    return {
      stdout: `${verdictOf(found)}\n\n${tableOf(rowsOf(found, inputs))}`,
      stderr: found.problems.length < found.problemCount ? 'More problems are not shown.\n' : '',
      exitCode: isRight ? 0 : 1,
    };
  },
});

function verdictOf({ key, isWhole, problems, problemCount }: Verification): string {
  if (problemCount > 0) {
    const count = `${problemCount} ${problemCount === 1 ? 'problem' : 'problems'}`;
    return [`${key} is NOT as the input says: ${count}.`, ...problems].join('\n');
  }
  return isWhole
    ? `${key} is as the input says: nothing was lost, and nothing counted twice.`
    : `Of ${key} not everything can be worked out: the beginning of its topics is gone. Of what is left, nothing counted twice.`;
}

function rowsOf(
  { figures, partition, committed, looked }: Verification,
  inputs: readonly string[],
): readonly (readonly string[])[] {
  const upTo = inputs.map(
    (topic, index) => `${topic}-${partition} offset ${committed[index] ?? 0}`,
  );
  return [
    ...Object.entries(figures).map(([name, value]) => [name, String(value)]),
    ['records read for it', String(looked)],
    ['settled before', upTo.join(', ')],
  ];
}
