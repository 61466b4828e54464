// `incident assign`: asks somebody to look after an alert.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { PERSON, readPerson } from '../person.ts';
import { ALERT, readNumber } from './alert-number.ts';

const USAGE = 'incident assign ALERT PERSON';

export const assign = botCommand({
  name: 'incident assign',
  summary: 'Ask somebody to look after an alert',
  examples: ['incident assign 12 U0BOB'],
  effect: 'change',
  // The alert's own message says to all what was done.
  isPrivate: true,
  grammar: {
    positionals: {
      ...{ usage: 'ALERT PERSON', min: 2, max: 2 },
      pattern: {
        expression: new RegExp(
          `${ALERT.pattern.expression.source}|${PERSON.expression.source}`,
          'u',
        ),
        description: 'the number of an alert, then a Slack user id or a mention',
      },
    },
    flags: {},
  },
  read: ({ positionals: [number = '', person = ''] }) => {
    const userId = readPerson(person, USAGE);
    if (ALERT.pattern.expression.test(number)) return { number: readNumber([number]), userId };
    throw new UsageError({
      what: `"${number}" is not the number of an alert.`,
      why: 'The alert comes first, then the person.',
      fix: '"/incident alerts" shows the numbers.',
      usage: USAGE,
    });
  },
  async run({ number, userId }, { services, request }) {
    const said = await services.alerts.assign(request, number, userId);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
