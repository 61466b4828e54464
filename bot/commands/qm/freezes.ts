// `qm freezes`: what is frozen now, by whom, why and until when.

import { botCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';

export const freezes = botCommand({
  name: 'qm freezes',
  summary: 'What is frozen now, by whom, why and until when',
  examples: ['qm freezes'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  async run(_args, { services }) {
    const lines = await services.freezes();
    const stdout = lines.length === 0 ? 'Nothing is frozen.\n' : `${lines.join('\n')}\n`;
    return { stdout, stderr: '', exitCode: 0 };
  },
});
