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
    const { text, failed } = await services.policyTest();
    return { stdout: text, stderr: '', exitCode: failed === 0 ? 0 : 1 };
  },
});
