// `qm version`: which Quartermaster this is.

import { botCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';

export const version = botCommand({
  name: 'qm version',
  summary: 'The version of Quartermaster',
  examples: ['qm version'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  run: async (_args, { services }) => ({
    stdout: `Quartermaster ${services.version}\n`,
    stderr: '',
    exitCode: 0,
  }),
});
