// `kubectl rollout history`: the revisions that a workload can be brought back to. It only reads.

import { type KubectlContext, kubectlCommand, type Output } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { countFlag } from '../../grammar.ts';
import { clusterFlag, namespaceFlags, TARGET } from '../../kubernetes/flags.ts';
import { accessOf, qualified, readObject } from '../../kubernetes/object-change.ts';
import { revisionAccesses, revisionsOf } from '../../kubernetes/revisions.ts';
import { assertRollout } from '../../kubernetes/rollouts.ts';
import { namedTargets } from '../../kubernetes/selection.ts';
import { type NamedTarget, readTargets, type Targets } from '../../kubernetes/targets.ts';

interface RolloutHistoryArgs {
  readonly targets: Targets;
  /** 0: all of them. */
  readonly revision: number;
}

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ...)';
const USAGE = `kubectl rollout history ${POSITIONALS} [--revision REVISION] [-n NAMESPACE]`;
const GAP = 2;
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

export const rolloutHistory = kubectlCommand({
  name: 'kubectl rollout history',
  summary: 'The revisions of a deployment, stateful set or daemon set.',
  examples: [
    'kubectl rollout history deploy/web',
    'kubectl rollout history deploy/web --revision=3',
  ],
  effect: 'read',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 20, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      revision: countFlag({
        summary: 'The pod template of this revision.',
        placeholder: 'REVISION',
        max: 999_999_999,
      }),
    },
  },

  read: ({ positionals, flags }): RolloutHistoryArgs => ({
    targets: readTargets(positionals, USAGE),
    revision: flags.revision ?? 0,
  }),

  access: ({ targets }, { namespace, catalog }) => [
    ...rollouts(targets, catalog).map((target) => ({
      ...accessOf(target, namespace),
      verb: 'get' as const,
    })),
    ...revisionAccesses(namespace),
  ],

  run: async ({ targets, revision }, context): Promise<Output> => {
    const objects = rollouts(targets, context.catalog);
    if (revision > 0) return await byKubectl(objects, revision, context);
    let stdout = '';
    for (const target of objects) stdout += await historyOf(target, context);
    return { stdout, stderr: '', exitCode: 0 };
  },
});

function rollouts(targets: Targets, catalog: KubectlContext['catalog']): readonly NamedTarget[] {
  const objects = namedTargets(targets, catalog, USAGE);
  for (const target of objects) assertRollout(target, 'has no history of rollouts');
  return objects;
}

async function historyOf(target: NamedTarget, context: KubectlContext): Promise<string> {
  const revisions = await revisionsOf(await readObject(target, context), target, context);
  if (revisions.length === 0) return `${qualified(target)} \nNo rollout history found.\n`;
  const rows = [
    ['REVISION', 'CHANGE-CAUSE'],
    ...revisions.map(({ number, annotations }) => [
      String(number),
      annotations[CHANGE_CAUSE] || '<none>',
    ]),
  ];
  const width = Math.max(...rows.map(([first = '']) => first.length)) + GAP;
  const lines = rows.map(([first = '', cause = '']) => `${first.padEnd(width)}${cause}\n`);
  return `${qualified(target)} \n${lines.join('')}\n`;
}

/** The pod template of a revision is laid out by kubectl's own code. */
async function byKubectl(
  objects: readonly NamedTarget[],
  revision: number,
  { kubectl, api, namespace, signal }: KubectlContext,
): Promise<Output> {
  if (kubectl === undefined) {
    throw new OperatorError({
      what: 'A single revision cannot be shown here.',
      why: 'It is laid out by the kubectl program, which is not installed where the bot runs.',
      fix: 'Leave --revision out, or ask whoever runs the bot to install kubectl.',
    });
  }
  const flags = [`--revision=${revision}`, `--namespace=${namespace}`];
  return await kubectl.run(
    ['rollout', 'history', ...flags, '--', ...objects.map(qualified)],
    api,
    signal,
  );
}
