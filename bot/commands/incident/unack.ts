// `incident unack`: gives an alert back, so that whoever is on call is called for it again.

import { botCommand } from '../../command.ts';
import { ALERT, readNumber } from './alert-number.ts';

export const unack = botCommand({
  name: 'incident unack',
  summary: 'Hand back an alert that was acknowledged',
  examples: ['incident unack 12'],
  effect: 'change',
  // The alert's own message says to all what was done.
  isPrivate: true,
  grammar: { positionals: ALERT, flags: {} },
  read: ({ positionals }) => ({ number: readNumber(positionals) }),
  async run({ number }, { services, request }) {
    const said = await services.alerts.release(request, number);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
