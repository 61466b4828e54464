// `kubectl rollout status`: how far a rollout is, followed until it is done. It only reads.

import { type KubectlContext, kubectlCommand, type Output } from '../../command.ts';
import { choiceFlag } from '../../grammar.ts';
import { KubectlError } from '../../kubernetes/api.ts';
import { clusterFlag, durationFlag, namespaceFlags, TARGET } from '../../kubernetes/flags.ts';
import { accessOf, readObject } from '../../kubernetes/object-change.ts';
import { rolloutState } from '../../kubernetes/rollout-state.ts';
import { assertRollout } from '../../kubernetes/rollouts.ts';
import { namedTargets } from '../../kubernetes/selection.ts';
import { type NamedTarget, readTargets, type Targets } from '../../kubernetes/targets.ts';

interface RolloutStatusArgs {
  readonly targets: Targets;
  readonly watch: boolean;
  /** Milliseconds; 0: as long as this command may run. */
  readonly timeoutMs: number;
}

const POSITIONALS = '(TYPE NAME | TYPE/NAME)';
const USAGE = `kubectl rollout status ${POSITIONALS} [-n NAMESPACE]`;
const FOLLOW_MS = 10 * 60_000;
const POLL_MS = 1000;

export const rolloutStatus = kubectlCommand({
  name: 'kubectl rollout status',
  summary: 'How far a rollout is, until it is done.',
  examples: ['kubectl rollout status deploy/web', 'kubectl rollout status sts/db --watch=false'],
  effect: 'read',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 2, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      watch: choiceFlag({
        short: 'w',
        summary: 'Whether to wait until it is done; true unless said.',
        choices: ['true', 'false'],
      }),
      timeout: durationFlag({ summary: 'How long to wait for it.' }),
    },
  },
  deadlineMs: ({ watch }) => (watch ? FOLLOW_MS : POLL_MS * 30),

  read: ({ positionals, flags }): RolloutStatusArgs => ({
    targets: readTargets(positionals, USAGE),
    watch: flags.watch !== 'false',
    timeoutMs: flags.timeout ?? 0,
  }),

  access: ({ targets }, { namespace, catalog }) =>
    rollouts(targets, catalog).map((target) => ({ ...accessOf(target, namespace), verb: 'get' })),

  run: async (args: RolloutStatusArgs, context): Promise<Output> => {
    let stdout = '';
    for (const target of rollouts(args.targets, context.catalog)) {
      stdout = await follow(target, args, context, stdout);
    }
    return { stdout, stderr: '', exitCode: 0 };
  },
});

function rollouts(targets: Targets, catalog: KubectlContext['catalog']): readonly NamedTarget[] {
  const objects = namedTargets(targets, catalog, USAGE);
  for (const target of objects) assertRollout(target, 'has no rollout to look at');
  return objects;
}

async function follow(
  target: NamedTarget,
  { watch, timeoutMs }: RolloutStatusArgs,
  context: KubectlContext,
  before: string,
): Promise<string> {
  const startedAtMs = context.nowMs();
  let stdout = before;
  let last = '';
  let uid: string | undefined;
  for (;;) {
    const object = await readObject(target, context);
    uid ??= object.metadata?.uid;
    if (object.metadata?.uid !== uid) throw new KubectlError('object has been deleted');
    const state = rolloutState(object, target.resource.resource);
    if (state.text !== last) stdout += state.text;
    last = state.text;
    context.show({ stdout, stderr: '', exitCode: 0 });
    if (state.isDone || !watch) return stdout;
    if (timeoutMs > 0 && context.nowMs() - startedAtMs >= timeoutMs) {
      throw new KubectlError('timed out waiting for the condition');
    }
    await context.sleep(POLL_MS);
  }
}
