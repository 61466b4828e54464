// `incident close`: says that an alert is over, where its source does not.

import { botCommand } from '../../command.ts';
import { ALERT, readNumber } from './alert-number.ts';

export const close = botCommand({
  name: 'incident close',
  summary: 'Say that an alert is over',
  examples: ['incident close 12'],
  effect: 'change',
  // The alert's own message says to all what was done.
  isPrivate: true,
  grammar: { positionals: ALERT, flags: {} },
  read: ({ positionals }) => ({ number: readNumber(positionals) }),
  async run({ number }, { services, request }) {
    const said = await services.alerts.close(request, number);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
