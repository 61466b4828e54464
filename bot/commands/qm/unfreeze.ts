// `qm unfreeze`: ends the freezes of a cluster, an environment or everything, before their time.

import { botCommand } from '../../command.ts';
import { NO_POSITIONALS, textFlag } from '../../grammar.ts';
import { CLUSTER } from '../../kubernetes/flags.ts';

export const unfreeze = botCommand({
  name: 'qm unfreeze',
  summary: 'End a freeze before its time',
  examples: ['qm unfreeze --on production', 'qm unfreeze'],
  effect: 'change',
  grammar: {
    positionals: NO_POSITIONALS,
    flags: {
      on: textFlag({
        summary: 'A cluster or an environment; everything when it is left out',
        placeholder: 'NAME',
        pattern: CLUSTER,
      }),
    },
  },
  read: ({ flags: { on = '' } }) => ({ scope: on }),
  async run({ scope }, { services }) {
    const ended = await services.unfreeze(scope);
    if (ended.length > 0) {
      return { stdout: ended.map((line) => `ended: ${line}\n`).join(''), stderr: '', exitCode: 0 };
    }
    const others = await services.freezes();
    const stderr = [
      `There is no freeze of ${scope === '' ? 'everything' : scope}.`,
      ...others,
      '',
    ].join('\n');
    return { stdout: '', stderr, exitCode: 1 };
  },
});
