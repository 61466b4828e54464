// `incident silence`: leaves one alert alone for some time, and no other.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { choiceFlag } from '../../grammar.ts';
import { ALERT, forFlag, readNumber, readSpan } from './alert-number.ts';

export const silence = botCommand({
  name: 'incident silence',
  summary: 'Leave one alert alone for some time: nobody is called, nothing new of it is told',
  examples: [
    'incident silence 12 --for 1h',
    'incident silence 12 --until morning',
    'incident silence 12 --until rollout',
  ],
  effect: 'change',
  // The alert's own message says to all what was done.
  isPrivate: true,
  grammar: {
    positionals: ALERT,
    flags: {
      ...forFlag,
      until: choiceFlag({
        summary:
          "Till the end of the route's quiet hours, else 09:00 where it is on call; or until the workload's rollout is complete or has failed, for 4 h at most",
        choices: ['morning', 'rollout'],
      }),
    },
  },
  read: ({ positionals, flags }): SilenceArgs => {
    const [number, forMs] = [readNumber(positionals), readSpan(flags.for)];
    if (forMs !== undefined && flags.until === undefined) return { number, forMs };
    if (forMs === undefined && flags.until !== undefined) return { number, until: flags.until };
    throw new UsageError({
      what: forMs === undefined ? 'It is not said how long.' : 'It is said twice how long.',
      why: 'A silence ends by itself, so that none is forgotten.',
      fix: 'Say it with --for, for example --for 1h, or with --until morning or --until rollout.',
      usage: 'incident silence ALERT (--for 1h | --until morning | --until rollout)',
    });
  },
  async run(args, { services, request }) {
    const { alerts } = services;
    const said =
      'until' in args
        ? await alerts.silenceUntil(request, args.number, args.until)
        : await alerts.silence(request, args.number, args.forMs);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});

type SilenceArgs = { readonly number: number } & (
  | { readonly forMs: number }
  | { readonly until: 'morning' | 'rollout' }
);
