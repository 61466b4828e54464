// `kubectl explain`: the documentation of a resource type or of one of its fields, by kubectl's own code from the cluster's
// OpenAPI documents. It reads no objects.

import { kubectlCommand } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { choiceFlag, switchFlag, textFlag } from '../../grammar.ts';
import { clusterFlag } from '../../kubernetes/flags.ts';

export interface ExplainArgs {
  readonly field: string;
  readonly recursive: boolean;
  readonly apiVersion: string;
  readonly output: 'plaintext' | 'plaintext-openapiv2' | undefined;
}

export const explain = kubectlCommand({
  name: 'kubectl explain',
  summary: 'Explain a resource type or one of its fields.',
  examples: [
    'kubectl explain pods',
    'kubectl explain deployment.spec.strategy',
    'kubectl explain cronjob --recursive',
  ],
  effect: 'read',
  grammar: {
    positionals: {
      usage: 'TYPE[.FIELD ...]',
      min: 1,
      max: 1,
      pattern: {
        expression: /^[A-Za-z0-9](?:[A-Za-z0-9._$/-]{0,511})$/u,
        description: 'a resource type, with the names of fields behind dots',
      },
    },
    flags: {
      ...clusterFlag,
      recursive: switchFlag('Show all fields below, without their descriptions.', 'R'),
      'api-version': textFlag({
        summary: 'Explain this version of the type.',
        placeholder: 'GROUP/VERSION',
        pattern: {
          expression: /^[a-z0-9][a-z0-9./-]{0,252}$/u,
          description: 'a version such as apps/v1',
        },
      }),
      output: choiceFlag({
        short: 'o',
        summary: 'The form of the output.',
        choices: ['plaintext', 'plaintext-openapiv2'],
      }),
    },
  },

  read: ({ positionals: [field = ''], flags }): ExplainArgs => ({
    field,
    recursive: flags.recursive,
    apiVersion: flags['api-version'] ?? '',
    output: flags.output,
  }),

  access: () => [],

  run: async (args, { kubectl, api, signal }) => {
    if (!kubectl) throw needsKubectl();
    const flags = [
      ...(args.recursive ? ['--recursive'] : []),
      ...(args.apiVersion === '' ? [] : [`--api-version=${args.apiVersion}`]),
      ...(args.output === undefined ? [] : [`--output=${args.output}`]),
    ];
    return await kubectl.run(['explain', ...flags, '--', args.field], api, signal);
  },
});

function needsKubectl(): OperatorError {
  return new OperatorError({
    what: 'Nothing can be explained here.',
    why: 'The documentation is laid out by the kubectl program, which is not installed where the bot runs.',
    fix: 'Ask whoever runs the bot to install kubectl, or read https://kubernetes.io/docs/reference/.',
  });
}
