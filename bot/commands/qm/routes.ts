// `qm routes`: where alerts go, as the settings say it.

import { botCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';

export const routes = botCommand({
  name: 'qm routes',
  summary: 'Where alerts go, who is called for them, and what is held back',
  examples: ['qm routes'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  async run(_args, { services, request }) {
    return { stdout: await services.routes.list(request), stderr: '', exitCode: 0 };
  },
});
