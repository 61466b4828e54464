// `qm can`: what would become of a command of somebody else's, and which policy says so.

import { botCommand } from '../../command.ts';
import { joinWords } from '../../words.ts';
import { readPerson } from '../person.ts';
import { QUOTED } from './why.ts';

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
    const userId = readPerson(user, 'qm can USER_ID COMMAND');
    return { userId, command: joinWords(words) };
  },
  async run({ userId, command }, { services, request }) {
    return { stdout: await services.explain(request, command, userId), stderr: '', exitCode: 0 };
  },
});
