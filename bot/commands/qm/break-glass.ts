// `qm break-glass`: for a short time its asker acts without the approvals that policies let go of, loudly and on the record.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { textFlag } from '../../grammar.ts';
import { durationMs } from './duration.ts';
import { WORDS } from './words.ts';

export const breakGlass = botCommand({
  name: 'qm break-glass',
  summary: 'In an emergency, act for a short time without waiting for approvals',
  examples: ['qm break-glass "the database is gone, nobody answers" --for 30m'],
  effect: 'change',
  grammar: {
    positionals: { usage: 'REASON', min: 1, max: 40, pattern: WORDS },
    flags: {
      for: textFlag({
        summary: 'It ends by itself after so long',
        placeholder: '30m',
        pattern: {
          expression: /^[1-9]\d{0,3}[mh]$/u,
          description: 'a time such as 30m or 2h',
        },
      }),
    },
  },
  read: ({ positionals, flags }) => {
    const forMs = durationMs(flags.for);
    const reason = positionals.join(' ').slice(0, 300);
    if (forMs === undefined || reason.length < 5) {
      throw new UsageError({
        what: 'It is not said why, or for how long.',
        why: 'A second person reads the reason afterwards, and it ends by itself.',
        fix: 'Say it in a few words, with --for and a time.',
        usage: 'qm break-glass REASON --for 30m',
      });
    }
    return { reason, forMs };
  },
  async run(wish, { services, request }) {
    return { stdout: `${await services.breakGlass(request, wish)}\n`, stderr: '', exitCode: 0 };
  },
});
