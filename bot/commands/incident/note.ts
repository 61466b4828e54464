// `incident note`: something for the record of an incident. A 📌 on a message of its place is this command as well.

import { botCommand } from '../../command.ts';
import { INCIDENT_AND_TEXT, readIncident, readText } from './incident-number.ts';

export const note = botCommand({
  name: 'incident note',
  summary: 'Note something in the timeline of an incident; so does 📌 on a message of its place',
  examples: ['incident note 3 "the deploy at 14:02 is suspected"'],
  effect: 'change',
  // Its place shows it.
  isPrivate: true,
  grammar: { positionals: INCIDENT_AND_TEXT, flags: {} },
  read: ({ positionals }) => ({
    number: readIncident(positionals, 'incident note INCIDENT TEXT'),
    text: readText(positionals),
  }),
  async run({ number, text }, { services, request }) {
    const said = await services.incidents.note(request, number, text);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
