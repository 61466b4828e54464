// `incident escalate`: calls the next of an alert's escalation now.

import { botCommand } from '../../command.ts';
import { ALERT, readNumber } from './alert-number.ts';

export const escalate = botCommand({
  name: 'incident escalate',
  summary: 'Call the next who are to be called for an alert, now',
  examples: ['incident escalate 12'],
  effect: 'change',
  // The alert's own message says to all what was done.
  isPrivate: true,
  grammar: { positionals: ALERT, flags: {} },
  read: ({ positionals }) => ({ number: readNumber(positionals) }),
  async run({ number }, { services, request }) {
    const said = await services.alerts.escalate(request, number);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
