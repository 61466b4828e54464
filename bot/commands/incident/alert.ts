// `incident alert`: one alert with all that is known of it, and what was done about it.

import { botCommand } from '../../command.ts';
import { ALERT, readNumber } from './alert-number.ts';

export const alert = botCommand({
  name: 'incident alert',
  summary: 'All that is known of an alert, and what was done about it',
  examples: ['incident alert 12'],
  effect: 'read',
  grammar: { positionals: ALERT, flags: {} },
  read: ({ positionals }) => ({ number: readNumber(positionals) }),
  async run({ number }, { services, request }) {
    return { stdout: await services.alerts.show(request, number), stderr: '', exitCode: 0 };
  },
});
