// `kubectl rollout pause`: keeps a deployment from rolling out further changes until it is resumed.

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
const USAGE = `kubectl rollout pause ${POSITIONALS} [-n NAMESPACE]`;

export const rolloutPause = kubectlCommand({
  name: 'kubectl rollout pause',
  summary: 'Hold back what changes in a deployment until it is resumed.',
  examples: ['kubectl rollout pause deploy/web'],
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
    check: (target) => assertRollout(target, 'pausing is not supported', ['deployments']),
    change: () => pause,
  }),
});

const pause: ObjectChange = ({ spec }, target) => {
  if (spec?.paused === true) throw rolloutError(target, 'is already paused');
  return {
    patch: { patch: 'strategic', body: { spec: { paused: true } } },
    done: 'paused',
    failed: 'failed to patch: ',
    summary: `Pause the rollout of ${qualified(target)}`,
  };
};
