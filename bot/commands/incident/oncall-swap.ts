// `incident oncall swap`: somebody stands in for whoever is on call, for some time.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { textFlag } from '../../grammar.ts';
import { PERSON, readPerson } from '../person.ts';
import { forFlag, readSpan } from './alert-number.ts';
import { NAME } from './oncall.ts';

const USAGE = 'incident oncall swap ROTATION PERSON --for 8h [--in 2h]';

export const oncallSwap = botCommand({
  name: 'incident oncall swap',
  summary: 'Let somebody stand in for whoever is on call, for some time',
  examples: [
    'incident oncall swap payments U0BOB --for 8h',
    'incident oncall swap payments U0BOB --in 2d --for 12h',
  ],
  effect: 'change',
  grammar: {
    positionals: {
      ...{ usage: 'ROTATION PERSON', min: 2, max: 2 },
      pattern: {
        expression: new RegExp(`${NAME.expression.source}|${PERSON.expression.source}`, 'u'),
        description: 'the name of a rotation, then a Slack user id or a mention',
      },
    },
    flags: {
      ...forFlag,
      in: textFlag({
        summary: 'It begins after so long; at once when unset',
        placeholder: '2h',
        pattern: forFlag.for.pattern,
      }),
    },
  },
  read: ({ positionals: [rotation = '', person = ''], flags }) => {
    const forMs = readSpan(flags.for);
    if (forMs === undefined) {
      throw new UsageError({
        what: 'It is not said how long.',
        why: 'Whoever stands in does so for some time; then it is as the settings say.',
        fix: 'Say it with --for, for example --for 8h.',
        usage: USAGE,
      });
    }
    return { rotation, userId: readPerson(person, USAGE), inMs: readSpan(flags.in), forMs };
  },
  async run({ inMs, ...wish }, { services, request, nowMs }) {
    const fromMs = inMs === undefined ? undefined : nowMs() + inMs;
    return {
      stdout: await services.onCall.swap(request, { ...wish, fromMs }),
      stderr: '',
      exitCode: 0,
    };
  },
});
