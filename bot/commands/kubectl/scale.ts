// `kubectl scale`: sets the number of replicas through the scale subresource of named objects, and changes nothing else.

import { kubectlCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import type { Valued } from '../../grammar.ts';
import { KubectlError } from '../../kubernetes/api.ts';
import {
  clusterFlag,
  dryRunFlag,
  namespaceFlags,
  resourceVersionFlag,
  selectorFlag,
  TARGET,
} from '../../kubernetes/flags.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';
import {
  type ChangeArgs,
  type ObjectChange,
  patching,
  placeOf,
  qualified,
  type StepContext,
} from '../../kubernetes/object-change.ts';
import { type NamedTarget, readTargets } from '../../kubernetes/targets.ts';

export interface ScaleArgs extends ChangeArgs {
  readonly replicas: number;
  readonly currentReplicas: number | undefined;
  readonly resourceVersion: string | undefined;
}

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ... | TYPE -l SELECTOR)';
const USAGE = `kubectl scale ${POSITIONALS} --replicas COUNT [-n NAMESPACE]`;

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
      ...selectorFlag,
      replicas: replicasFlag('How many replicas there shall be.'),
      'current-replicas': replicasFlag('Only when there are this many now.'),
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
      selector: flags.selector,
      replicas: flags.replicas,
      currentReplicas: flags['current-replicas'],
      resourceVersion: flags['resource-version'],
      dryRun,
    };
  },

  facts: ({ replicas }) => ({ replicasAfter: replicas }),

  ...patching<ScaleArgs>({
    usage: USAGE,
    subresource: 'scale',
    checkAll: assertSingle,
    change: changeTo,
  }),
});

/** What is out of bounds is refused, not brought within them: another number than the written one is never set. */
function replicasFlag(summary: string): Valued<number> {
  return {
    kind: 'value',
    summary,
    placeholder: 'COUNT',
    pattern: { expression: /^(?:\d{1,3}|1000)$/u, description: 'a whole number from 0 to 1000' },
    read: Number,
  };
}

function assertSingle({ resourceVersion }: ScaleArgs, objects: readonly NamedTarget[]): void {
  if (objects.length === 0) throw new KubectlError('no objects passed to scale');
  if (resourceVersion !== undefined && objects.length > 1) {
    throw new KubectlError('cannot use --resource-version with multiple resources');
  }
}

function changeTo(args: ScaleArgs): ObjectChange {
  const { replicas, currentReplicas, resourceVersion } = args;
  return async (before, target, context) => {
    const isBound = currentReplicas !== undefined || resourceVersion !== undefined;
    const bound = isBound ? await boundTo(args, target, context) : {};
    const now = Number(before.spec?.replicas ?? 1);
    const end = replicas === 0 ? ', which ends all its pods,' : '';
    return {
      patch: { patch: 'merge', body: { ...bound, spec: { replicas } }, subresource: 'scale' },
      done: 'scaled',
      summary: `Scale ${qualified(target)} from ${now} to ${replicas} replicas${end}`,
      after: { ...before, spec: { ...before.spec, replicas } },
      // Without the version it is bound to, which moves with every pod that becomes ready.
      substance: JSON.stringify([replicas, currentReplicas ?? null, resourceVersion ?? null]),
    };
  };
}

/** The version that was looked at, so that nobody comes between the look and the change. */
async function boundTo(
  { currentReplicas, resourceVersion }: ScaleArgs,
  target: NamedTarget,
  { api, namespace }: StepContext,
): Promise<{ metadata: { resourceVersion: string | undefined } }> {
  const request = { ...placeOf(target, namespace), subresource: 'scale', verb: 'get' } as const;
  const scale = (await api.request(request)).body as KubernetesObject;
  const now = Number(scale.spec?.replicas ?? 0);
  if (currentReplicas !== undefined && now !== currentReplicas) {
    throw new KubectlError(`Expected replicas to be ${currentReplicas}, was ${now}`);
  }
  const seen = scale.metadata?.resourceVersion;
  if (resourceVersion !== undefined && resourceVersion !== seen) {
    throw new KubectlError(`Expected resource version to be ${resourceVersion}, was ${seen}`);
  }
  return { metadata: { resourceVersion: seen } };
}
