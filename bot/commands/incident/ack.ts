// `incident ack`: somebody looks after an alert for some time, and nobody else is called for it.

import { botCommand } from '../../command.ts';
import { ALERT, forFlag, readNumber, readSpan } from './alert-number.ts';

export const ack = botCommand({
  name: 'incident ack',
  summary:
    'Look after an alert, so that nobody else is called for it; for an hour unless it is said',
  examples: ['incident ack 12', 'incident ack 12 --for 3h'],
  effect: 'change',
  // The alert's own message says to all what was done.
  isPrivate: true,
  grammar: { positionals: ALERT, flags: forFlag },
  read: ({ positionals, flags }) => ({
    number: readNumber(positionals),
    forMs: readSpan(flags.for),
  }),
  async run({ number, forMs }, { services, request }) {
    const said = await services.alerts.acknowledge(request, number, forMs);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
