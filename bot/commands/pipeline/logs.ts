// `pipeline logs`: what the processes of a pipeline have logged last, by time.

import { pipelineCommand } from '../../command.ts';
import { countFlag } from '../../grammar.ts';
import { LIMITS } from '../../limits.ts';
import { PIPELINE } from '../../pipelines/flags.ts';

const USUAL = 50;

export const logs = pipelineCommand({
  name: 'pipeline logs',
  summary: 'What the processes of a pipeline have logged last.',
  examples: ['pipeline logs settlement', 'pipeline logs settlement --tail=20'],
  effect: 'read',
  grammar: {
    positionals: { usage: 'NAME', min: 1, max: 1, pattern: PIPELINE },
    flags: {
      tail: countFlag({
        summary: `How many lines, ${USUAL} when unset.`,
        placeholder: 'LINES',
        max: LIMITS.pipelineLogLines,
      }),
    },
  },
  read: ({ flags }) => ({ most: Math.max(1, flags.tail ?? USUAL) }),
  access: () => ['logs'],

  run: async ({ most }, { handle }) => {
    const { members, unreached } = await handle.logs(most);
    const lines = members
      .flatMap(({ instanceId, lines }) => lines.map((line) => ({ instanceId, ...line })))
      .toSorted((one, other) => one.atMs - other.atMs)
      .slice(-most)
      .map(({ atMs, level, instanceId, text }) => {
        const at = new Date(atMs).toISOString();
        return `${at} ${level.padEnd(5)} ${instanceId} ${text.replaceAll(/[\r\n]+/gu, ' ')}\n`;
      });
    return {
      stdout: lines.length === 0 ? 'Nothing was logged yet.\n' : lines.join(''),
      stderr: unreached
        .map(({ endpoint, reason }) => `${endpoint || 'One process'} was not reached: ${reason}`)
        .join('\n'),
      exitCode: 0,
    };
  },
});
