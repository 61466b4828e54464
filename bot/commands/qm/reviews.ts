// `qm reviews`: broken glass that waits for a second person to look at it.

import { botCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';

export const reviews = botCommand({
  name: 'qm reviews',
  summary: 'Broken glass that waits for a second person to look at it',
  examples: ['qm reviews'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  async run(_args, { services }) {
    const lines = await services.reviews();
    const stdout = lines.length === 0 ? 'Nothing waits for a review.\n' : `${lines.join('\n')}\n`;
    return { stdout, stderr: '', exitCode: 0 };
  },
});
