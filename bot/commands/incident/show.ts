// `incident show`: one incident as it stands.

import { botCommand } from '../../command.ts';
import { INCIDENT, readIncident } from './incident-number.ts';

export const show = botCommand({
  name: 'incident show',
  summary: 'How an incident stands: who leads, its impact, its alerts, what is to be done',
  examples: ['incident show 3'],
  effect: 'read',
  grammar: { positionals: INCIDENT, flags: {} },
  read: ({ positionals }) => ({ number: readIncident(positionals, 'incident show INCIDENT') }),
  async run({ number }, { services, request }) {
    return { stdout: await services.incidents.show(request, number), stderr: '', exitCode: 0 };
  },
});
