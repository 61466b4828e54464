// `kubectl scale`: sets the number of replicas through the scale subresource of named objects, and changes nothing else.

import { kubectlCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { countFlag } from '../../grammar.ts';
import { KubectlError } from '../../kubernetes/api.ts';
import {
  clusterFlag,
  dryRunFlag,
  namespaceFlags,
  resourceVersionFlag,
  TARGET,
} from '../../kubernetes/flags.ts';
import {
  type ChangeArgs,
  type ObjectChange,
  patching,
  qualified,
} from '../../kubernetes/object-change.ts';
import { readTargets } from '../../kubernetes/targets.ts';

export interface ScaleArgs extends ChangeArgs {
  readonly replicas: number;
  readonly currentReplicas: number | undefined;
  readonly resourceVersion: string | undefined;
}

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ...)';
const USAGE = `kubectl scale ${POSITIONALS} --replicas COUNT [-n NAMESPACE]`;
const REPLICAS_MAX = 1000;

export const scale = kubectlCommand({
  name: 'kubectl scale',
  summary: 'Set the number of replicas of a deployment, stateful set or replica set.',
  examples: ['kubectl scale deploy/web --replicas=5', 'kubectl scale sts/db --replicas=3 -n shop'],
  effect: 'change',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 20, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      replicas: countFlag({
        summary: 'How many replicas there shall be.',
        placeholder: 'COUNT',
        max: REPLICAS_MAX,
      }),
      'current-replicas': countFlag({
        summary: 'Only when there are this many now.',
        placeholder: 'COUNT',
        max: REPLICAS_MAX,
      }),
      'resource-version': resourceVersionFlag,
      ...dryRunFlag,
    },
  },

  read: ({ positionals, flags }): ScaleArgs => {
    if (flags.replicas === undefined) {
      throw new UsageError({
        what: '"kubectl scale" needs --replicas.',
        why: 'It is not said how many there shall be.',
        fix: 'Add --replicas=COUNT.',
        usage: USAGE,
      });
    }
    const dryRun = flags['dry-run'] === 'server';
    return {
      targets: readTargets(positionals, USAGE),
      replicas: flags.replicas,
      currentReplicas: flags['current-replicas'],
      resourceVersion: flags['resource-version'],
      dryRun,
    };
  },

  facts: ({ replicas }) => ({ replicasAfter: replicas }),

  ...patching({ usage: USAGE, subresource: 'scale', change: changeTo }),
});

function changeTo({ replicas, currentReplicas, resourceVersion }: ScaleArgs): ObjectChange {
  return (before, target) => {
    const now = Number(before.spec?.replicas ?? 1);
    if (currentReplicas !== undefined && now !== currentReplicas) {
      throw new KubectlError(`Expected replicas to be ${currentReplicas}, was ${now}`);
    }
    const seen = before.metadata?.resourceVersion;
    if (resourceVersion !== undefined && resourceVersion !== seen) {
      throw new KubectlError(`Expected resource version to be ${resourceVersion}, was ${seen}`);
    }
    const isBound = currentReplicas !== undefined || resourceVersion !== undefined;
    const metadata = isBound ? { metadata: { resourceVersion: seen } } : {};
    const end = replicas === 0 ? ', which ends all its pods,' : '';
    return {
      patch: { patch: 'merge', body: { ...metadata, spec: { replicas } }, subresource: 'scale' },
      done: 'scaled',
      summary: `Scale ${qualified(target)} from ${now} to ${replicas} replicas${end}`,
      after: { ...before, spec: { ...before.spec, replicas } },
    };
  };
}
