// `incident resolve`: says that an incident is over.

import { botCommand } from '../../command.ts';
import { readIncident, readText, SAID } from './incident-number.ts';

export const resolve = botCommand({
  name: 'incident resolve',
  summary: 'Say that an incident is over, and how',
  examples: ['incident resolve 3', 'incident resolve 3 "the deploy was rolled back"'],
  effect: 'change',
  // Its message and its place say to all what was said.
  isPrivate: true,
  grammar: {
    positionals: { usage: 'INCIDENT [TEXT]', min: 1, max: 200, pattern: SAID },
    flags: {},
  },
  read: ({ positionals }) => ({
    number: readIncident(positionals, 'incident resolve INCIDENT [TEXT]'),
    text: readText(positionals) || undefined,
  }),
  async run({ number, text }, { services, request }) {
    const said = await services.incidents.resolve(request, number, text);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
