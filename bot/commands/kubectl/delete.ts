// `kubectl delete`: deletes named pods and jobs, exactly those that the preview showed, and waits until they are gone.

import { kubectlCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { choiceFlag, countFlag } from '../../grammar.ts';
import { deletionChange, waitUntilGone } from '../../kubernetes/deletion.ts';
import { clusterFlag, dryRunFlag, namespaceFlags, TARGET } from '../../kubernetes/flags.ts';
import { type ChangeArgs, patching } from '../../kubernetes/object-change.ts';
import { type NamedTarget, readTargets } from '../../kubernetes/targets.ts';

export interface DeleteArgs extends ChangeArgs {
  /** Seconds; undefined: what the pod itself says. */
  readonly gracePeriod: number | undefined;
  readonly cascade: 'background' | 'foreground' | 'orphan';
  readonly wait: boolean;
}

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ...)';
const USAGE = `kubectl delete ${POSITIONALS} [-n NAMESPACE]`;
const DEADLINE_MS = 120_000;
const GRACE_MAX = 3600;

export const deleteCommand = kubectlCommand({
  name: 'kubectl delete',
  summary: 'Delete pods or jobs by name.',
  examples: ['kubectl delete pod web-1', 'kubectl delete job/once -n shop'],
  effect: 'change',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 20, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      'grace-period': countFlag({
        summary: 'Seconds that its programs have to end; at least 1.',
        placeholder: 'SECONDS',
        max: GRACE_MAX,
      }),
      cascade: choiceFlag({
        summary: 'What becomes of what it owns: background unless said.',
        choices: ['background', 'foreground', 'orphan'],
      }),
      wait: choiceFlag({
        summary: 'Whether to wait until it is gone; true unless said.',
        choices: ['true', 'false'],
      }),
      ...dryRunFlag,
    },
  },
  deadlineMs: () => DEADLINE_MS,

  read: ({ positionals, flags }): DeleteArgs => {
    if (flags['grace-period'] === 0) {
      throw new UsageError({
        what: 'Nothing is deleted by force from here.',
        why: 'With no grace period the pod is forgotten while its programs may still run.',
        fix: 'Leave --grace-period out, or give at least 1 second.',
        usage: USAGE,
      });
    }
    return {
      targets: readTargets(positionals, USAGE),
      gracePeriod: flags['grace-period'],
      cascade: flags.cascade ?? 'background',
      wait: flags.wait !== 'false',
      dryRun: flags['dry-run'] === 'server',
    };
  },

  ...deleting(),
});

function deleting() {
  const verb = patching<DeleteArgs>({
    usage: USAGE,
    verb: 'delete',
    check: assertDeletable,
    change: deletionChange,
  });
  return {
    ...verb,
    run: async (args: DeleteArgs, context: Parameters<typeof verb.run>[1]) => {
      const before = await verb.uids(args, context);
      const output = await verb.run(args, context);
      if (args.wait && !args.dryRun) await waitUntilGone(before, context, output);
      return output;
    },
  };
}

/** Everything else is deleted where it is described: in git. */
function assertDeletable({ resource }: NamedTarget): void {
  const { group, resource: plural } = resource;
  if ((group === '' && plural === 'pods') || (group === 'batch' && plural === 'jobs')) return;
  throw new UsageError({
    what: `${plural} are not deleted from here.`,
    why: 'Only pods and jobs are, which others make again.',
    fix: 'Delete a pod or a job, or change what describes the object.',
    usage: USAGE,
  });
}
