// `incident unresolve`: an incident that was said to be over is not.

import { botCommand } from '../../command.ts';
import { INCIDENT, readIncident } from './incident-number.ts';

export const unresolve = botCommand({
  name: 'incident unresolve',
  summary: 'Open an incident again that was resolved',
  examples: ['incident unresolve 3'],
  effect: 'change',
  // Its message and its place say to all what was said.
  isPrivate: true,
  grammar: { positionals: INCIDENT, flags: {} },
  read: ({ positionals }) => ({ number: readIncident(positionals, 'incident unresolve INCIDENT') }),
  async run({ number }, { services, request }) {
    const said = await services.incidents.unresolve(request, number);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
