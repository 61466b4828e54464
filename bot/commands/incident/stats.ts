// `incident stats`: how long it takes until somebody leads an incident, and until it is over.

import { botCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';

export const stats = botCommand({
  name: 'incident stats',
  summary: 'How many incidents there were within 90 days, and how long they took (MTTA, MTTR)',
  examples: ['incident stats'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  async run(_args, { services }) {
    return { stdout: await services.incidents.stats(), stderr: '', exitCode: 0 };
  },
});
