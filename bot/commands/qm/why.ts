// `qm why`: what would become of a command of one's own, and which policy says so.

import { botCommand } from '../../command.ts';
import { joinWords } from '../../words.ts';

/** A word of the command that is asked about: the parser looks at it as it would if it were typed alone. */
export const QUOTED = { expression: /^[^\0]{1,2000}$/u, description: 'a word of a command' };

export const why = botCommand({
  name: 'qm why',
  summary: 'What would become of a command of yours, and which policy says so',
  examples: ['qm why kubectl scale deploy/web --replicas=0 -n shop', 'qm why qm audit'],
  effect: 'read',
  grammar: {
    positionals: { usage: 'COMMAND', min: 1, max: 100, pattern: QUOTED, quotedFrom: 0 },
    flags: {},
  },
  read: ({ positionals }) => ({ command: joinWords(positionals) }),
  async run({ command }, { services, request }) {
    return { stdout: await services.explain(request, command), stderr: '', exitCode: 0 };
  },
});
