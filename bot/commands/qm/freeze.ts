// `qm freeze`: leaves clusters as they are for some time. What that forbids to whom is in the policies.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { textFlag } from '../../grammar.ts';
import { CLUSTER } from '../../kubernetes/flags.ts';
import { lastingFlag, readEnd, untilFlag } from './ending.ts';
import { WORDS } from './words.ts';

const USAGE = 'qm freeze REASON (--until HH:MM | --for 2h) [--on NAME]';

export const freeze = botCommand({
  name: 'qm freeze',
  summary: 'Leave clusters as they are for some time',
  examples: [
    'qm freeze "the sale" --until 18:00 --on production',
    'qm freeze incident 42 --for 2h',
  ],
  effect: 'change',
  grammar: {
    positionals: {
      usage: 'REASON',
      min: 1,
      max: 40,
      pattern: WORDS,
    },
    flags: {
      until: untilFlag,
      for: lastingFlag('It lasts so long'),
      on: textFlag({
        summary: 'A cluster or an environment; everything when it is left out',
        placeholder: 'NAME',
        pattern: CLUSTER,
      }),
    },
  },
  read: ({ positionals, flags }) => {
    const end = readEnd(flags);
    if (end === undefined) {
      throw new UsageError({
        what: 'It is not said when the freeze ends.',
        why: 'It ends by itself, either at a time of day (--until) or after some time (--for).',
        fix: 'Give one of the two.',
        usage: USAGE,
      });
    }
    return { reason: positionals.join(' ').slice(0, 300), scope: flags.on ?? '', end };
  },
  async run(wish, { services, request }) {
    return { stdout: `${await services.freeze(request, wish)}\n`, stderr: '', exitCode: 0 };
  },
});
