// `incident timeline`: what happened in an incident, in order.

import { botCommand } from '../../command.ts';
import { INCIDENT, readIncident } from './incident-number.ts';

export const timeline = botCommand({
  name: 'incident timeline',
  summary: 'What happened in an incident: updates, notes, alerts, commands and what became of them',
  examples: ['incident timeline 3'],
  effect: 'read',
  grammar: { positionals: INCIDENT, flags: {} },
  read: ({ positionals }) => ({ number: readIncident(positionals, 'incident timeline INCIDENT') }),
  async run({ number }, { services, request }) {
    return { stdout: await services.incidents.timeline(request, number), stderr: '', exitCode: 0 };
  },
});
