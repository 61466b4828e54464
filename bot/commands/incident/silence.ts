// `incident silence`: leaves one alert alone for some time, and no other.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { ALERT, forFlag, readNumber, readSpan } from './alert-number.ts';

export const silence = botCommand({
  name: 'incident silence',
  summary: 'Leave one alert alone for some time: nobody is called, nothing new of it is told',
  examples: ['incident silence 12 --for 1h', 'incident silence 12 --for 30m'],
  effect: 'change',
  // The alert's own message says to all what was done.
  isPrivate: true,
  grammar: { positionals: ALERT, flags: forFlag },
  read: ({ positionals, flags }) => {
    const forMs = readSpan(flags.for);
    if (forMs !== undefined) return { number: readNumber(positionals), forMs };
    throw new UsageError({
      what: 'It is not said how long.',
      why: 'A silence ends by itself, so that none is forgotten.',
      fix: 'Say it with --for, for example --for 1h.',
      usage: 'incident silence ALERT --for 1h',
    });
  },
  async run({ number, forMs }, { services, request }) {
    const said = await services.alerts.silence(request, number, forMs);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});
