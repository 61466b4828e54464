// `incident link`: an alert belongs to an incident.

import { botCommand } from '../../command.ts';
import { ALERT, readNumber } from './alert-number.ts';
import { readIncident } from './incident-number.ts';

export const link = botCommand({
  name: 'incident link',
  summary: 'Say that an alert belongs to an incident: its lines are in the timeline',
  examples: ['incident link 3 12'],
  effect: 'change',
  // Its message and its place say to all what was said.
  isPrivate: true,
  grammar: {
    positionals: {
      ...{ usage: 'INCIDENT ALERT', min: 2, max: 2 },
      pattern: {
        ...ALERT.pattern,
        description: 'the number of an incident, then that of an alert',
      },
    },
    flags: {},
  },
  read: ({ positionals }) => ({
    number: readIncident(positionals, 'incident link INCIDENT ALERT'),
    alert: readNumber(positionals.slice(1)),
  }),
  async run({ number, alert }, { services, request }) {
    const said = await services.incidents.link(request, number, alert);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
