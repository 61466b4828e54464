// `incident alerts`: what fires now, and lately did.

import { botCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';

export const alerts = botCommand({
  name: 'incident alerts',
  summary: 'What fires now, and did within three hours',
  examples: ['incident alerts'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  async run(_args, { services, request }) {
    return { stdout: await services.alerts.list(request), stderr: '', exitCode: 0 };
  },
});
