// `incident todo`: something that is to be done about an incident, also after it.

import { botCommand } from '../../command.ts';
import { textFlag } from '../../grammar.ts';
import { PERSON, readPerson } from '../person.ts';
import { INCIDENT_AND_TEXT, readIncident, readText } from './incident-number.ts';

const USAGE = 'incident todo INCIDENT TEXT [--owner PERSON]';

export const todo = botCommand({
  name: 'incident todo',
  summary: 'Note what is to be done about an incident, also after it; the postmortem lists it',
  examples: ['incident todo 3 "alert before the disk is full" --owner U0BOB'],
  effect: 'change',
  // Its place says to all what was said.
  isPrivate: true,
  grammar: {
    positionals: INCIDENT_AND_TEXT,
    flags: {
      owner: textFlag({ summary: 'Who does it', placeholder: 'PERSON', pattern: PERSON }),
    },
  },
  read: ({ positionals, flags }) => ({
    number: readIncident(positionals, USAGE),
    text: readText(positionals),
    owner: flags.owner === undefined ? undefined : readPerson(flags.owner, USAGE),
  }),
  async run({ number, ...wish }, { services, request }) {
    const said = await services.incidents.addAction(request, number, wish);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
