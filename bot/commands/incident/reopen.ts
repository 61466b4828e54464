// `incident reopen`: opens an alert again that somebody has resolved.

import { botCommand } from '../../command.ts';
import { ALERT, readNumber } from './alert-number.ts';

export const reopen = botCommand({
  name: 'incident reopen',
  summary: 'Open an alert again that somebody has resolved',
  examples: ['incident reopen 12'],
  effect: 'change',
  // The alert's own message says to all what was done.
  isPrivate: true,
  grammar: { positionals: ALERT, flags: {} },
  read: ({ positionals }) => ({ number: readNumber(positionals) }),
  async run({ number }, { services, request }) {
    const said = await services.alerts.reopen(request, number);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
