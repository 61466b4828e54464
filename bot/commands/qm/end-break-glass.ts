// `qm end-break-glass`: mends, before its time, the glass that its asker has broken.

import { botCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';

export const endBreakGlass = botCommand({
  name: 'qm end-break-glass',
  summary: 'Mend the glass that you have broken, before its time',
  examples: ['qm end-break-glass'],
  effect: 'change',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  async run(_args, { services, request }) {
    const ended = await services.mendGlass(request);
    return ended.length === 0
      ? { stdout: '', stderr: 'You have broken no glass.\n', exitCode: 1 }
      : { stdout: ended.map((line) => `ended: ${line}\n`).join(''), stderr: '', exitCode: 0 };
  },
});
