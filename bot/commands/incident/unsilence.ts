// `incident unsilence`: ends the silence of an alert before its time.

import { botCommand } from '../../command.ts';
import { ALERT, readNumber } from './alert-number.ts';

export const unsilence = botCommand({
  name: 'incident unsilence',
  summary: 'End the silence of an alert before its time',
  examples: ['incident unsilence 12'],
  effect: 'change',
  // The alert's own message says to all what was done.
  isPrivate: true,
  grammar: { positionals: ALERT, flags: {} },
  read: ({ positionals }) => ({ number: readNumber(positionals) }),
  async run({ number }, { services, request }) {
    const said = await services.alerts.unsilence(request, number);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
