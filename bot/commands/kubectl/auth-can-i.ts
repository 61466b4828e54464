// `kubectl auth can-i`: asks the API server what the identity of this run may do there. It answers for the cluster's own
// rights, not for the bot's policies, and changes nothing.

import { type Access, type KubectlContext, kubectlCommand, type Output } from '../../command.ts';
import { switchFlag, textFlag } from '../../grammar.ts';
import { KubectlError } from '../../kubernetes/api.ts';
import {
  allNamespacesFlag,
  clusterFlag,
  namespaceFlags,
  noHeadersFlag,
} from '../../kubernetes/flags.ts';
import { listRules } from './auth-can-i-list.ts';
import { readQuestion, resolveQuestion, type TypedQuestion } from './auth-can-i-question.ts';

export interface CanIArgs {
  /** Undefined for `--list`. */
  readonly question: TypedQuestion | undefined;
  readonly allNamespaces: boolean;
  readonly quiet: boolean;
  readonly noHeaders: boolean;
}

const GROUP = 'authorization.k8s.io';

export const authCanI = kubectlCommand({
  name: 'kubectl auth can-i',
  summary: 'Check what may be done on the cluster with the rights of your commands.',
  examples: [
    'kubectl auth can-i get pods -n shop',
    'kubectl auth can-i delete deployments.apps/web',
    'kubectl auth can-i get pods --subresource=log',
    'kubectl auth can-i --list -n shop',
  ],
  effect: 'read',
  grammar: {
    positionals: {
      usage: '(VERB (TYPE | TYPE/NAME | /URL) | --list)',
      min: 0,
      max: 2,
      pattern: {
        expression: /^[A-Za-z0-9*/][A-Za-z0-9*._:/-]{0,511}$/u,
        description: 'a verb, a resource type, TYPE/NAME or a path such as /logs',
      },
    },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      ...allNamespacesFlag,
      ...noHeadersFlag,
      list: switchFlag('List everything that is allowed.'),
      quiet: switchFlag('Print nothing; the exit code tells.', 'q'),
      subresource: textFlag({
        summary: 'Ask about this subresource, such as log or scale.',
        placeholder: 'SUBRESOURCE',
        pattern: {
          expression: /^[a-z]{1,40}$/u,
          description: 'a subresource such as log or scale',
        },
      }),
    },
  },

  read: ({ positionals, flags }): CanIArgs => {
    const subresource = flags.subresource ?? '';
    const args = {
      allNamespaces: flags['all-namespaces'],
      quiet: flags.quiet,
      noHeaders: flags['no-headers'],
    };
    if (!flags.list) return { ...args, question: readQuestion(positionals, subresource) };
    if (positionals.length > 0) {
      throw new KubectlError('list option must be specified with no arguments');
    }
    if (args.quiet || args.allNamespaces || subresource !== '') {
      throw new KubectlError(
        "list option can't be specified with neither quiet, all-namespaces nor subresource options",
      );
    }
    return { ...args, question: undefined };
  },

  access: (args): readonly Access[] => [
    {
      verb: 'create',
      group: GROUP,
      resource: args.question ? 'selfsubjectaccessreviews' : 'selfsubjectrulesreviews',
      implied: true,
    },
  ],

  run: async (args, context) =>
    args.question
      ? await ask(args.question, args, context)
      : await listRules(args.noHeaders, context),
});

interface ReviewStatus {
  readonly allowed?: boolean;
  readonly reason?: string;
  readonly evaluationError?: string;
}

async function ask(
  question: TypedQuestion,
  args: CanIArgs,
  context: KubectlContext,
): Promise<Output> {
  const { attributes, warnings } = resolveQuestion(question, args.allNamespaces, context);
  const stderr = warnings.map((warning) => `Warning: ${warning}\n\n`).join('');
  if (args.noHeaders) {
    const refusal = 'error: --no-headers cannot be set without --list specified\n';
    return { stdout: '', stderr: stderr + refusal, exitCode: 1 };
  }
  const { body } = await context.api.request({
    verb: 'create',
    resource: { group: GROUP, version: 'v1', resource: 'selfsubjectaccessreviews' },
    body: { kind: 'SelfSubjectAccessReview', apiVersion: `${GROUP}/v1`, spec: attributes },
  });
  const { status = {} } = body as { status?: ReviewStatus };
  const stdout = args.quiet ? '' : wordStatus(status);
  return { stdout, stderr, exitCode: status.allowed ? 0 : 1 };
}

function wordStatus({ allowed, reason, evaluationError }: ReviewStatus): string {
  if (allowed) return 'yes\n';
  const why = [reason, evaluationError].map((text) => (text ? ` - ${text}` : '')).join('');
  return `no${why}\n`;
}
