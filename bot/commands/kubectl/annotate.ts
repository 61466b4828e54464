// `kubectl annotate`: sets and removes annotations of named objects, and changes nothing else of them.

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
const USAGE = `kubectl annotate ${POSITIONALS} [-n NAMESPACE] [--overwrite]`;

export const annotate = kubectlCommand({
  name: 'kubectl annotate',
  summary: 'Set or remove annotations of objects.',
  examples: [
    "kubectl annotate deploy/web example.com/owner='the shop team'",
    'kubectl annotate deploy/web example.com/owner- -n shop',
  ],
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
    ...readMarks(positionals, { mark: 'annotation', usage: USAGE, list: flags.list }),
    selector: flags.selector,
    list: flags.list,
    overwrite: flags.overwrite,
    resourceVersion: flags['resource-version'],
    dryRun: flags['dry-run'] === 'server',
  }),

  ...marking('annotation', USAGE),
});
