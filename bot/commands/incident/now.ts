// `incident now`, which a bare /incident means: what is open, and who is on call.

import { botCommand } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { NO_POSITIONALS } from '../../grammar.ts';

const HINT =
  '"/incident alerts" shows all with what ended lately, "/incident help" every command.\n';

export const now = botCommand({
  name: 'incident now',
  summary: 'What is open now and who is on call; a bare /incident is the same',
  examples: ['incident now'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  async run(_args, { services, request }) {
    const open = await services.alerts.open(request);
    const onCall = await services.onCall.show(undefined).catch((error: unknown) => {
      if (error instanceof OperatorError) return `${error.what}\n`;
      throw error;
    });
    return { stdout: [open, onCall, HINT].join('\n'), stderr: '', exitCode: 0 };
  },
});
