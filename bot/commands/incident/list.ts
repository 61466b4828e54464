// `incident list`: what is open, or was resolved lately.

import { botCommand } from '../../command.ts';
import { NO_POSITIONALS, switchFlag } from '../../grammar.ts';

export const list = botCommand({
  name: 'incident list',
  summary: 'Incidents that are open, or those that were resolved within 90 days',
  examples: ['incident list', 'incident list --closed'],
  effect: 'read',
  grammar: {
    positionals: NO_POSITIONALS,
    flags: { closed: switchFlag('Those that are resolved') },
  },
  read: ({ flags }) => ({ closed: flags.closed }),
  async run(which, { services, request }) {
    return { stdout: await services.incidents.list(request, which), stderr: '', exitCode: 0 };
  },
});
