// `kubectl patch`: writes the fields of a JSON merge patch to named objects. Which fields may be written is for policy to say.

import { kubectlCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { choiceFlag, textFlag } from '../../grammar.ts';
import { KubectlError } from '../../kubernetes/api.ts';
import { clusterFlag, dryRunFlag, namespaceFlags, TARGET } from '../../kubernetes/flags.ts';
import { type MergePatch, overwritten, readMergePatch } from '../../kubernetes/merge-patch.ts';
import {
  type ChangeArgs,
  type ObjectChange,
  patching,
  qualified,
} from '../../kubernetes/object-change.ts';
import { type NamedTarget, readTargets } from '../../kubernetes/targets.ts';

interface PatchArgs extends ChangeArgs, MergePatch {}

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ...)';
const USAGE = `kubectl patch ${POSITIONALS} --type=merge -p '{"spec":{"replicas":3}}' [-n NAMESPACE]`;

export const patch = kubectlCommand({
  name: 'kubectl patch',
  summary: 'Write some fields of an object, as a JSON merge patch.',
  examples: [`kubectl patch deploy/web --type=merge -p '{"spec":{"minReadySeconds":5}}'`],
  effect: 'change',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 20, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      patch: textFlag({
        short: 'p',
        summary:
          'The fields, as a JSON object. A field that is null is removed; a list is replaced whole.',
        placeholder: 'JSON',
        pattern: { expression: /^ {0,9}\{[^\p{C}]{0,1990}$/u, description: 'a JSON object' },
      }),
      type: choiceFlag({
        summary: 'A merge patch; no other is taken.',
        choices: ['merge', 'strategic', 'json'],
      }),
      ...dryRunFlag,
    },
  },

  read: ({ positionals, flags }): PatchArgs => {
    if (flags.patch === undefined) {
      throw new KubectlError(
        'must specify --patch or --patch-file containing the contents of the patch',
      );
    }
    if (flags.type !== 'merge') throw noMergePatch(flags.type);
    return {
      targets: readTargets(positionals, USAGE),
      ...readMergePatch(flags.patch, USAGE),
      dryRun: flags['dry-run'] === 'server',
    };
  },

  facts: ({ policyPaths, body }) => ({ patchPaths: policyPaths, ...replicasAfter(body) }),

  ...patching<PatchArgs>({ usage: USAGE, check: assertNoSecret, change: patchChange }),
});

/** A patch scales as `kubectl scale` does, so policy hears the same of it. */
function replicasAfter(body: MergePatch['body']): { readonly replicasAfter?: number } {
  const spec: unknown = body.spec;
  if (typeof spec !== 'object' || spec === null || !('replicas' in spec)) return {};
  return typeof spec.replicas === 'number' ? { replicasAfter: spec.replicas } : {};
}

function noMergePatch(type: 'strategic' | 'json' | undefined): UsageError {
  return new UsageError({
    what: type === undefined ? 'It is not said that this is a merge patch.' : `No ${type} patches.`,
    why:
      type === 'json'
        ? 'Which fields a JSON patch writes cannot be told from the patch alone.'
        : 'A strategic merge patch, which kubectl makes without --type, merges lists by rules that do not stand in it; a merge patch replaces them whole.',
    fix: 'Write it as a merge patch, with --type=merge.',
    usage: USAGE,
  });
}

/** A refusal of the server can hold the whole object, and what is typed here is in Slack for good. */
function assertNoSecret({ resource }: NamedTarget): void {
  if (resource.group !== '' || resource.resource !== 'secrets') return;
  throw new UsageError({
    what: 'Secrets are not patched from here.',
    why: 'Their values do not pass through Slack.',
    fix: 'Change it where secrets are kept; "kubectl label" and "kubectl annotate" work on it.',
    usage: USAGE,
  });
}

function patchChange({ body, paths }: PatchArgs): ObjectChange {
  return (before, target) => ({
    patch: { patch: 'merge', body },
    done: 'patched',
    unchanged: 'patched (no change)',
    summary: `Write ${paths.join(', ')} of ${qualified(target)}`,
    substance: JSON.stringify([body, overwritten(before, body)]),
  });
}
