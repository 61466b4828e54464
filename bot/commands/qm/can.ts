// `qm can`: what would become of a command of somebody else's, and which policy says so.

import { botCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { joinWords } from '../../words.ts';
import { QUOTED } from './why.ts';

/** An id, or a mention as Slack writes it in messages. A name decides nothing here, so none is taken. */
const USER = /^(?:<@([UW][A-Z0-9]{2,20})(?:\|[^>]{0,80})?>|([UW][A-Z0-9]{2,20}))$/u;

export const can = botCommand({
  name: 'qm can',
  summary: 'What would become of a command of somebody else’s, and which policy says so',
  examples: ['qm can U0BOB kubectl rollout restart deploy/web -n shop'],
  effect: 'read',
  grammar: {
    positionals: { usage: 'USER_ID COMMAND', min: 2, max: 100, pattern: QUOTED, quotedFrom: 0 },
    flags: {},
  },
  read: ({ positionals: [user = '', ...words] }) => {
    const [, mentioned, id] = USER.exec(user) ?? [];
    const userId = mentioned ?? id;
    if (userId === undefined) {
      throw new UsageError({
        what: `"${user}" is not a person here.`,
        why: 'A person is a Slack user id, U..., or a mention: names can be changed by anybody.',
        fix: 'Copy the member id from their profile in Slack.',
        usage: 'qm can USER_ID COMMAND',
      });
    }
    return { userId, command: joinWords(words) };
  },
  async run({ userId, command }, { services, request }) {
    return { stdout: await services.explain(request, command, userId), stderr: '', exitCode: 0 };
  },
});
