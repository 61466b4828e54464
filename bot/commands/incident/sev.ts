// `incident sev`: how bad it is.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import type { Level } from '../../incidents/incident.ts';
import { INCIDENT, readIncident } from './incident-number.ts';

const USAGE = 'incident sev INCIDENT 1|2|3|4';

export const sev = botCommand({
  name: 'incident sev',
  summary: 'Say how bad an incident is: 1 is the worst',
  examples: ['incident sev 3 1'],
  effect: 'change',
  // Its message and its place say to all what was said.
  isPrivate: true,
  grammar: {
    positionals: {
      ...{ usage: 'INCIDENT LEVEL', min: 2, max: 2 },
      pattern: {
        ...INCIDENT.pattern,
        description: 'the number of an incident, then 1, 2, 3 or 4',
      },
    },
    flags: {},
  },
  read: ({ positionals }) => {
    const [, level = ''] = positionals;
    if (/^[1-4]$/u.test(level)) {
      return { number: readIncident(positionals, USAGE), severity: Number(level) as Level };
    }
    throw new UsageError({
      what: `"${level}" is no severity.`,
      why: 'There are four: 1 is the worst, 4 the least.',
      fix: 'Give one of 1, 2, 3, 4 after the number of the incident.',
      usage: USAGE,
    });
  },
  async run({ number, severity }, { services, request }) {
    const said = await services.incidents.setSeverity(request, number, severity);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
