// `kubectl label`: sets and removes labels of named objects, and changes nothing else of them.

import { kubectlCommand } from '../../command.ts';
import { switchFlag } from '../../grammar.ts';
import {
  clusterFlag,
  dryRunFlag,
  namespaceFlags,
  resourceVersionFlag,
} from '../../kubernetes/flags.ts';
import { MARK_WORD, type MarkArgs, markChange, readMarks } from '../../kubernetes/marks.ts';
import { patching } from '../../kubernetes/object-change.ts';

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ...) (KEY=VALUE | KEY-) ...';
const USAGE = `kubectl label ${POSITIONALS} [-n NAMESPACE] [--overwrite]`;

export const label = kubectlCommand({
  name: 'kubectl label',
  summary: 'Set or remove labels of objects.',
  examples: ['kubectl label pod/web-1 tier=front', 'kubectl label deploy/web tier- -n shop'],
  effect: 'change',
  grammar: {
    positionals: { usage: POSITIONALS, min: 2, max: 30, pattern: MARK_WORD },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      overwrite: switchFlag('Replace a value that is there already.'),
      'resource-version': resourceVersionFlag,
      ...dryRunFlag,
    },
  },

  read: ({ positionals, flags }): MarkArgs => ({
    ...readMarks(positionals, 'label', USAGE),
    overwrite: flags.overwrite,
    resourceVersion: flags['resource-version'],
    dryRun: flags['dry-run'] === 'server',
  }),

  ...patching<MarkArgs>({ usage: USAGE, change: (args) => markChange(args, 'label') }),
});
