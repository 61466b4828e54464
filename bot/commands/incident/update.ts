// `incident update`: how it stands, in words for everybody who follows.

import { botCommand } from '../../command.ts';
import { textFlag } from '../../grammar.ts';
import { forFlag, readSpan } from './alert-number.ts';
import { impactFlag } from './declare.ts';
import { INCIDENT_AND_TEXT, readIncident, readText } from './incident-number.ts';

export const update = botCommand({
  name: 'incident update',
  summary: 'Say how an incident stands; stakeholders read it too',
  examples: [
    'incident update 3 "the database is back, orders catch up" --next 30m',
    'incident update 3 "found it" --impact "one in ten checkouts fails"',
  ],
  effect: 'change',
  // Its message and its place say to all what was said.
  isPrivate: true,
  grammar: {
    positionals: INCIDENT_AND_TEXT,
    flags: {
      next: textFlag({
        summary: 'When the next update comes; by its severity when unset',
        placeholder: '30m',
        pattern: forFlag.for.pattern,
      }),
      ...impactFlag,
    },
  },
  read: ({ positionals, flags }) => ({
    number: readIncident(positionals, 'incident update INCIDENT TEXT'),
    text: readText(positionals),
    impact: flags.impact,
    nextMs: readSpan(flags.next),
  }),
  async run({ number, ...wish }, { services, request }) {
    const said = await services.incidents.update(request, number, wish);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
