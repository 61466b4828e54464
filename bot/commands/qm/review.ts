// `qm review`: a second person has looked at what was done under broken glass, and says what was found.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { WORDS } from './words.ts';

export const review = botCommand({
  name: 'qm review',
  summary: 'Close the review of broken glass of somebody else’s, with what was found',
  examples: ['qm review 4fKq81Zx "restarted the database, all as it should be"'],
  effect: 'change',
  grammar: {
    positionals: { usage: 'ID WORDS', min: 2, max: 60, pattern: WORDS },
    flags: {},
  },
  read: ({ positionals: [id = '', ...rest] }) => {
    const words = rest.join(' ').slice(0, 500);
    if (!/^[A-Za-z0-9]{1,8}$/u.test(id) || words.length < 5) {
      throw new UsageError({
        what: 'It is not said which review, or what was found.',
        why: 'A review is closed with the words of whoever looked.',
        fix: 'See "/qm reviews" for the ids.',
        usage: 'qm review ID WORDS',
      });
    }
    return { id, words };
  },
  async run(wish, { services, request }) {
    return { stdout: `${await services.review(request, wish)}\n`, stderr: '', exitCode: 0 };
  },
});
