// `kubectl annotate`: sets and removes annotations of named objects, and changes nothing else of them.

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
const USAGE = `kubectl annotate ${POSITIONALS} [-n NAMESPACE] [--overwrite]`;

export const annotate = kubectlCommand({
  name: 'kubectl annotate',
  summary: 'Set or remove annotations of objects.',
  examples: ['kubectl annotate pod/web-1 tier=front', 'kubectl annotate deploy/web tier- -n shop'],
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
    ...readMarks(positionals, 'annotation', USAGE),
    overwrite: flags.overwrite,
    resourceVersion: flags['resource-version'],
    dryRun: flags['dry-run'] === 'server',
  }),

  ...patching<MarkArgs>({ usage: USAGE, change: (args) => markChange(args, 'annotation') }),
});
