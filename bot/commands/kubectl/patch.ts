// `kubectl patch`: writes the fields of a JSON merge patch to named objects. Which fields may be written is for policy to say.

import { kubectlCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { choiceFlag, textFlag } from '../../grammar.ts';
import { KubectlError } from '../../kubernetes/api.ts';
import { clusterFlag, dryRunFlag, namespaceFlags, TARGET } from '../../kubernetes/flags.ts';
import { type MergePatch, readMergePatch } from '../../kubernetes/merge-patch.ts';
import {
  type ChangeArgs,
  type ObjectChange,
  patching,
  qualified,
} from '../../kubernetes/object-change.ts';
import { readTargets } from '../../kubernetes/targets.ts';

interface PatchArgs extends ChangeArgs, MergePatch {}

const POSITIONALS = '(TYPE NAME | TYPE/NAME)';
const USAGE = `kubectl patch ${POSITIONALS} --type=merge -p '{"spec":{"replicas":3}}' [-n NAMESPACE]`;

export const patch = kubectlCommand({
  name: 'kubectl patch',
  summary: 'Write some fields of an object, as a JSON merge patch.',
  examples: [`kubectl patch deploy/web --type=merge -p '{"spec":{"minReadySeconds":5}}'`],
  effect: 'change',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 2, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      patch: textFlag({
        short: 'p',
        summary:
          'The fields, as a JSON object. A field that is null is removed; a list is replaced whole.',
        placeholder: 'JSON',
        pattern: { expression: /^\{[^\p{C}]{0,1998}\}$/u, description: 'a JSON object' },
      }),
      type: choiceFlag({ summary: 'A merge patch; no other is taken.', choices: ['merge'] }),
      ...dryRunFlag,
    },
  },

  read: ({ positionals, flags }): PatchArgs => {
    if (flags.patch === undefined) {
      throw new KubectlError(
        'must specify --patch or --patch-file containing the contents of the patch',
      );
    }
    if (flags.type === undefined) {
      throw new UsageError({
        what: 'It is not said that this is a merge patch.',
        why: 'Without --type, kubectl would merge lists by name; here a list is replaced whole.',
        fix: 'Add --type=merge.',
        usage: USAGE,
      });
    }
    return {
      targets: readTargets(positionals, USAGE),
      ...readMergePatch(flags.patch, USAGE),
      dryRun: flags['dry-run'] === 'server',
    };
  },

  facts: ({ policyPaths }) => ({ patchPaths: policyPaths }),

  ...patching<PatchArgs>({ usage: USAGE, change: patchChange }),
});

/** kubectl says so when the object stays as it was; only the dry run knows, so the answer is compared there. */
function patchChange({ body, paths }: PatchArgs): ObjectChange {
  return (_before, target) => ({
    patch: { patch: 'merge', body },
    done: 'patched',
    unchanged: 'patched (no change)',
    summary: `Write ${paths.join(', ')} of ${qualified(target)}`,
  });
}
