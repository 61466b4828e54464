// `kubectl scale`: sets the number of replicas through the scale subresource of named objects, and changes nothing else.

import { kubectlCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { choiceFlag, countFlag } from '../../grammar.ts';
import { clusterFlag, namespaceFlags, TARGET } from '../../kubernetes/flags.ts';
import {
  changeAccesses,
  namedTargets,
  type ObjectChange,
  previewChange,
  runChange,
} from '../../kubernetes/object-change.ts';
import { readTargets, type Targets } from '../../kubernetes/targets.ts';

export interface ScaleArgs {
  readonly targets: Targets;
  readonly replicas: number;
  readonly dryRun: boolean;
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
      'dry-run': choiceFlag({ summary: 'Only try it.', choices: ['none', 'server'] }),
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
    return { targets: readTargets(positionals, USAGE), replicas: flags.replicas, dryRun };
  },

  access: ({ targets }, { namespace, catalog }) =>
    changeAccesses(namedTargets(targets, catalog, USAGE), namespace, 'scale'),

  facts: ({ replicas }) => ({ replicasAfter: replicas }),

  preview: ({ targets, replicas }, context) =>
    previewChange(namedTargets(targets, context.catalog, USAGE), changeTo(replicas), context),

  run: ({ targets, replicas, dryRun }, context) =>
    runChange(namedTargets(targets, context.catalog, USAGE), changeTo(replicas), {
      ...context,
      dryRun,
    }),
});

function changeTo(replicas: number): ObjectChange {
  return {
    patch: { patch: 'merge', body: { spec: { replicas } }, subresource: 'scale' },
    done: 'scaled',
    summary: ({ spec }, name) => {
      const end = replicas === 0 ? ', which ends all its pods,' : '';
      return `Scale ${name} from ${String(spec?.replicas ?? 1)} to ${replicas} replicas${end}`;
    },
    after: (before) => ({ ...before, spec: { ...before.spec, replicas } }),
  };
}
