// `kubectl label`: sets and removes labels of named objects, and changes nothing else of them.

import { kubectlCommand } from '../../command.ts';
import { switchFlag } from '../../grammar.ts';
import {
  clusterFlag,
  dryRunFlag,
  namespaceFlags,
  resourceVersionFlag,
  selectorFlag,
} from '../../kubernetes/flags.ts';
import { marking } from '../../kubernetes/marking.ts';
import { MARK_WORD, type MarkArgs, readMarks } from '../../kubernetes/marks.ts';

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ... | TYPE -l SELECTOR) (KEY=VALUE | KEY-) ...';
const USAGE = `kubectl label ${POSITIONALS} [-n NAMESPACE] [--overwrite]`;

export const label = kubectlCommand({
  name: 'kubectl label',
  summary: 'Set or remove labels of objects.',
  examples: ['kubectl label pod/web-1 tier=front', 'kubectl label deploy/web tier- -n shop'],
  effect: 'change',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 30, pattern: MARK_WORD },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      ...selectorFlag,
      overwrite: switchFlag('Replace a value that is there already.'),
      list: switchFlag('Only show them, as they would be.'),
      'resource-version': resourceVersionFlag,
      ...dryRunFlag,
    },
  },

  read: ({ positionals, flags }): MarkArgs => ({
    ...readMarks(positionals, { mark: 'label', usage: USAGE, list: flags.list }),
    selector: flags.selector,
    list: flags.list,
    overwrite: flags.overwrite,
    resourceVersion: flags['resource-version'],
    dryRun: flags['dry-run'] === 'server',
  }),

  ...marking('label', USAGE),
});
