// `kubectl rollout resume`: lets a paused deployment roll out what has changed.

import { kubectlCommand } from '../../command.ts';
import { clusterFlag, namespaceFlags, TARGET } from '../../kubernetes/flags.ts';
import {
  type ChangeArgs,
  type ObjectChange,
  patching,
  qualified,
} from '../../kubernetes/object-change.ts';
import { assertRollout, rolloutError } from '../../kubernetes/rollouts.ts';
import { readTargets } from '../../kubernetes/targets.ts';

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ...)';
const USAGE = `kubectl rollout resume ${POSITIONALS} [-n NAMESPACE]`;

export const rolloutResume = kubectlCommand({
  name: 'kubectl rollout resume',
  summary: 'Let a paused deployment roll out what has changed.',
  examples: ['kubectl rollout resume deploy/web'],
  effect: 'change',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 20, pattern: TARGET },
    flags: { ...clusterFlag, ...namespaceFlags },
  },

  read: ({ positionals }): ChangeArgs => ({
    targets: readTargets(positionals, USAGE),
    dryRun: false,
  }),

  ...patching({
    usage: USAGE,
    check: (target) => assertRollout(target, 'resuming is not supported', ['deployments']),
    change: () => resume,
  }),
});

const resume: ObjectChange = ({ spec }, target) => {
  if (spec?.paused !== true) throw rolloutError(target, 'is not paused');
  return {
    patch: { patch: 'strategic', body: { spec: { paused: null } } },
    done: 'resumed',
    failed: 'failed to patch: ',
    summary: `Resume the rollout of ${qualified(target)}`,
  };
};
