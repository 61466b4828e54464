// `qm doctor`: looks at everything the bot depends on and says what to do about what is wrong.

import { botCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';

export const doctor = botCommand({
  name: 'qm doctor',
  summary: 'Check Slack, the clusters, the store and the policies',
  examples: ['qm doctor'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  async run(_args, { services, signal }) {
    const findings = await services.doctor(signal);
    const lines = findings.map(({ what, ok, advice }) =>
      ok ? `ok    ${what}\n` : `FAIL  ${what}: ${advice}\n`,
    );
    const failed = findings.filter(({ ok }) => !ok).length;
    return { stdout: lines.join(''), stderr: '', exitCode: failed === 0 ? 0 : 1 };
  },
});
