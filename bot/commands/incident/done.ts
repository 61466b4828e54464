// `incident done`: something that was to be done about an incident is.

import { botCommand } from '../../command.ts';
import { INCIDENT, readIncident } from './incident-number.ts';

export const done = botCommand({
  name: 'incident done',
  summary: 'Say that something is done that was to be done about an incident',
  examples: ['incident done 3 1'],
  effect: 'change',
  // Its place says to all what was said.
  isPrivate: true,
  grammar: {
    positionals: {
      ...{ usage: 'INCIDENT ACTION', min: 2, max: 2 },
      pattern: {
        ...INCIDENT.pattern,
        description: 'the number of an incident, then that of what was to be done',
      },
    },
    flags: {},
  },
  read: ({ positionals }) => ({
    number: readIncident(positionals, 'incident done INCIDENT ACTION'),
    action: readIncident(positionals.slice(1), 'incident done INCIDENT ACTION'),
  }),
  async run({ number, action }, { services, request }) {
    const said = await services.incidents.finishAction(request, number, action);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
