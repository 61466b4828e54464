// `kubectl rollout restart`: has a workload's pods replaced one by one, by a new annotation on its pod template.

import { kubectlCommand } from '../../command.ts';
import { clusterFlag, dryRunFlag, namespaceFlags, TARGET } from '../../kubernetes/flags.ts';
import {
  type ChangeArgs,
  type ObjectChange,
  patching,
  qualified,
} from '../../kubernetes/object-change.ts';
import { assertRollout, rolloutError } from '../../kubernetes/rollouts.ts';
import { readTargets } from '../../kubernetes/targets.ts';

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ...)';
const USAGE = `kubectl rollout restart ${POSITIONALS} [-n NAMESPACE]`;

export const rolloutRestart = kubectlCommand({
  name: 'kubectl rollout restart',
  summary: 'Restart a deployment, stateful set or daemon set, a few pods at a time.',
  examples: ['kubectl rollout restart deploy/web', 'kubectl rollout restart sts/db -n shop'],
  effect: 'change',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 20, pattern: TARGET },
    flags: { ...clusterFlag, ...namespaceFlags, ...dryRunFlag },
  },

  read: ({ positionals, flags }): ChangeArgs => ({
    targets: readTargets(positionals, USAGE),
    dryRun: flags['dry-run'] === 'server',
  }),

  ...patching({
    usage: USAGE,
    check: (target) => assertRollout(target, 'restarting is not supported'),
    change: () => restart,
  }),
});

const restart: ObjectChange = ({ spec }, target, { nowMs }) => {
  if (spec?.paused === true) {
    throw rolloutError(target, "can't restart paused deployment (run rollout resume first)");
  }
  const restartedAt = new Date(nowMs()).toISOString().replace(/\.\d+Z$/u, 'Z');
  const annotations = { 'kubectl.kubernetes.io/restartedAt': restartedAt };
  const pods = spec?.replicas === undefined ? 'pods' : `${String(spec.replicas)} pods`;
  return {
    patch: { patch: 'strategic', body: { spec: { template: { metadata: { annotations } } } } },
    done: 'restarted',
    failed: 'failed to patch: ',
    summary: `Restart ${qualified(target)}, replacing its ${pods} a few at a time,`,
    // The time of the restart is not what a person agrees to.
    substance: 'restart',
  };
};
