// `qm freeze`: leaves clusters as they are for some time. What that forbids to whom is in the policies.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { textFlag } from '../../grammar.ts';
import { CLUSTER } from '../../kubernetes/flags.ts';
import { durationMs } from './duration.ts';
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
      until: textFlag({
        summary: 'It ends when it is next that time, in the zone of the settings',
        placeholder: 'HH:MM',
        pattern: {
          expression: /^(?:[01]\d|2[0-3]):[0-5]\d$/u,
          description: 'a time such as 18:00',
        },
      }),
      for: textFlag({
        summary: 'It lasts so long',
        placeholder: '2h',
        pattern: {
          expression: /^[1-9]\d{0,3}[mhd]$/u,
          description: 'a time such as 30m, 2h or 7d',
        },
      }),
      on: textFlag({
        summary: 'A cluster or an environment; everything when it is left out',
        placeholder: 'NAME',
        pattern: CLUSTER,
      }),
    },
  },
  read: ({ positionals, flags }) => {
    const { until, for: span, on = '' } = flags;
    const forMs = durationMs(span);
    if ((until === undefined) === (forMs === undefined)) {
      throw new UsageError({
        what: 'It is not said when the freeze ends.',
        why: 'It ends by itself, either at a time of day (--until) or after some time (--for).',
        fix: 'Give one of the two.',
        usage: USAGE,
      });
    }
    const end = forMs === undefined ? { timeOfDay: until ?? '' } : { forMs };
    return { reason: positionals.join(' ').slice(0, 300), scope: on, end };
  },
  async run(wish, { services, request }) {
    return { stdout: `${await services.freeze(request, wish)}\n`, stderr: '', exitCode: 0 };
  },
});
