// `kubectl cordon`: keeps new pods off a node; those on it stay.

import { kubectlCommand } from '../../command.ts';
import { cordonChange, readNodes } from '../../kubernetes/cordon.ts';
import { clusterFlag, dryRunFlag, selectorFlag, TARGET } from '../../kubernetes/flags.ts';
import { type ChangeArgs, patching } from '../../kubernetes/object-change.ts';

const POSITIONALS = '[NODE ...]';
const USAGE = `kubectl cordon (NODE ... | -l SELECTOR)`;

export const cordon = kubectlCommand({
  name: 'kubectl cordon',
  summary: 'Keep new pods off a node.',
  examples: ['kubectl cordon node-1'],
  effect: 'change',
  grammar: {
    positionals: { usage: POSITIONALS, min: 0, max: 20, pattern: TARGET },
    flags: { ...clusterFlag, ...selectorFlag, ...dryRunFlag },
  },

  read: ({ positionals, flags }): ChangeArgs => ({
    ...readNodes(positionals, flags.selector, USAGE),
    dryRun: flags['dry-run'] === 'server',
  }),

  ...patching({ usage: USAGE, isAllOrNothing: true, change: () => cordonChange(true) }),
});
