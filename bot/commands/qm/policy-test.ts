// `qm policy test`: the fixtures beside the policies, run against the policies in force.

import { botCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';

export const policyTest = botCommand({
  name: 'qm policy test',
  summary: 'Run the fixtures of the policies against the policies in force',
  examples: ['qm policy test'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  async run(_args, { services }) {
    const { text, failed, refused } = await services.policyTest();
    const stderr =
      refused === undefined
        ? ''
        : `The policies on disk are refused, so these fixtures ran against the last good set. ${refused}\n`;
    return { stdout: text, stderr, exitCode: failed === 0 && refused === undefined ? 0 : 1 };
  },
});
