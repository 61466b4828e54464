// `kubectl rollout undo`: brings back the pod template of an earlier revision, which rolls out like any other change.

import { kubectlCommand } from '../../command.ts';
import { countFlag } from '../../grammar.ts';
import { clusterFlag, dryRunFlag, namespaceFlags, TARGET } from '../../kubernetes/flags.ts';
import { type ChangeArgs, patching } from '../../kubernetes/object-change.ts';
import { revisionAccesses } from '../../kubernetes/revisions.ts';
import { assertRollout } from '../../kubernetes/rollouts.ts';
import { readTargets } from '../../kubernetes/targets.ts';
import { undoChange } from '../../kubernetes/undo.ts';

interface RolloutUndoArgs extends ChangeArgs {
  /** 0: the one before. */
  readonly toRevision: number;
}

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ...)';
const USAGE = `kubectl rollout undo ${POSITIONALS} [--to-revision REVISION] [-n NAMESPACE]`;
const REVISION_MAX = 999_999_999;

export const rolloutUndo = kubectlCommand({
  name: 'kubectl rollout undo',
  summary: 'Bring back an earlier revision of a deployment, stateful set or daemon set.',
  examples: ['kubectl rollout undo deploy/web', 'kubectl rollout undo deploy/web --to-revision=3'],
  effect: 'change',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 20, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      'to-revision': countFlag({
        summary: 'Which revision, as rollout history shows it; the one before unless said.',
        placeholder: 'REVISION',
        max: REVISION_MAX,
      }),
      ...dryRunFlag,
    },
  },

  read: ({ positionals, flags }): RolloutUndoArgs => ({
    targets: readTargets(positionals, USAGE),
    toRevision: flags['to-revision'] ?? 0,
    dryRun: flags['dry-run'] === 'server',
  }),

  ...patching<RolloutUndoArgs>({
    usage: USAGE,
    check: (target) => assertRollout(target, 'undoing is not supported'),
    reads: ({ namespace }) => revisionAccesses(namespace),
    change: ({ toRevision }) => undoChange(toRevision),
  }),
});
