// `kubectl rollout restart`: has a workload's pods replaced one by one, by a new annotation on its pod template.

import { kubectlCommand } from '../../command.ts';
import { choiceFlag } from '../../grammar.ts';
import { type Catalog, KubectlError } from '../../kubernetes/api.ts';
import { clusterFlag, namespaceFlags, TARGET } from '../../kubernetes/flags.ts';
import {
  changeAccesses,
  namedTargets,
  type ObjectChange,
  previewChange,
  runChange,
} from '../../kubernetes/object-change.ts';
import { type NamedTarget, readTargets, type Targets } from '../../kubernetes/targets.ts';

export interface RolloutRestartArgs {
  readonly targets: Targets;
  readonly dryRun: boolean;
}

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ...)';
const USAGE = `kubectl rollout restart ${POSITIONALS} [-n NAMESPACE]`;
const RESTARTED = ['deployments', 'statefulsets', 'daemonsets'];

export const rolloutRestart = kubectlCommand({
  name: 'kubectl rollout restart',
  summary: 'Restart a deployment, stateful set or daemon set, a few pods at a time.',
  examples: ['kubectl rollout restart deploy/web', 'kubectl rollout restart sts/db -n shop'],
  effect: 'change',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 20, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      'dry-run': choiceFlag({ summary: 'Only try it.', choices: ['none', 'server'] }),
    },
  },

  read: ({ positionals, flags }): RolloutRestartArgs => ({
    targets: readTargets(positionals, USAGE),
    dryRun: flags['dry-run'] === 'server',
  }),

  access: ({ targets }, { namespace, catalog }) =>
    changeAccesses(restartable(targets, catalog), namespace),

  preview: ({ targets }, context) =>
    previewChange(restartable(targets, context.catalog), restartAt(context.nowMs()), context),

  run: ({ targets, dryRun }, context) =>
    runChange(restartable(targets, context.catalog), restartAt(context.nowMs()), {
      ...context,
      dryRun,
    }),
});

/** Refuses in kubectl's words what has no pods of its own to replace. */
function restartable(targets: Targets, catalog: Catalog): readonly NamedTarget[] {
  const objects = namedTargets(targets, catalog, USAGE);
  for (const { resource, name } of objects) {
    if (resource.group !== 'apps' || !RESTARTED.includes(resource.resource)) {
      const kind = resource.kind.toLowerCase();
      const group = resource.group === '' ? '' : `.${resource.group}`;
      throw new KubectlError(
        `${resource.resource}${group} "${name}" restarting is not supported (${kind})`,
      );
    }
  }
  return objects;
}

function restartAt(nowMs: number): ObjectChange {
  const restartedAt = new Date(nowMs).toISOString().replace(/\.\d+Z$/u, 'Z');
  const annotations = { 'kubectl.kubernetes.io/restartedAt': restartedAt };
  return {
    patch: { patch: 'strategic', body: { spec: { template: { metadata: { annotations } } } } },
    done: 'restarted',
    summary: ({ spec }, name) =>
      `Restart ${name}, replacing its ${spec?.replicas === undefined ? 'pods' : `${String(spec.replicas)} pods`} a few at a time,`,
  };
}
