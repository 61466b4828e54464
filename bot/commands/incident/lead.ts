// `incident lead`: who leads an incident, or speaks for it.

import { botCommand } from '../../command.ts';
import { choiceFlag } from '../../grammar.ts';
import { PERSON, readPerson } from '../person.ts';
import { INCIDENT, readIncident } from './incident-number.ts';

const USAGE = 'incident lead INCIDENT [PERSON]';

export const lead = botCommand({
  name: 'incident lead',
  summary: 'Say who leads an incident, or speaks for it: you, unless a person is named',
  examples: [
    'incident lead 3',
    'incident lead 3 U0BOB',
    'incident lead 3 U0CAROL --role communications',
  ],
  effect: 'change',
  // Its message and its place say to all what was said.
  isPrivate: true,
  grammar: {
    positionals: {
      ...{ usage: 'INCIDENT [PERSON]', min: 1, max: 2 },
      pattern: {
        expression: new RegExp(
          `${INCIDENT.pattern.expression.source}|${PERSON.expression.source}`,
          'u',
        ),
        description: 'the number of an incident, then a Slack user id or a mention',
      },
    },
    flags: {
      role: choiceFlag({
        summary: 'commander leads it (when unset), communications speaks for it',
        choices: ['commander', 'communications'],
      }),
    },
  },
  read: ({ positionals, flags }) => {
    const [, person] = positionals;
    return {
      number: readIncident(positionals, USAGE),
      role: flags.role ?? 'commander',
      person: person === undefined ? undefined : readPerson(person, USAGE),
    };
  },
  async run({ number, role, person }, { services, request }) {
    const said = await services.incidents.setRole(request, number, role, person);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
