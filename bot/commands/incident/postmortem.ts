// `incident postmortem`: writes down what happened in an incident, as a file where it is talked about.

import { botCommand } from '../../command.ts';
import { INCIDENT, readIncident } from './incident-number.ts';

export const postmortem = botCommand({
  name: 'incident postmortem',
  summary:
    'Write down an incident as a Markdown file, where it is talked about: summary, impact, timeline, alerts with their graphs, actions',
  examples: ['incident postmortem 3'],
  // It puts a file before everybody's eyes.
  effect: 'change',
  grammar: { positionals: INCIDENT, flags: {} },
  read: ({ positionals }) => ({
    number: readIncident(positionals, 'incident postmortem INCIDENT'),
  }),
  run: ({ number }, { services, request, signal }) =>
    services.incidents.postmortem(request, number, signal),
});
