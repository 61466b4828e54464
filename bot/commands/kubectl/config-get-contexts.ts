// `kubectl config get-contexts`: the clusters that the person who asks may use, in the look of kubectl's table of contexts.
// It asks no cluster and shows no address or credential.

import { type ClusterInfo, type KubectlContext, kubectlCommand } from '../../command.ts';
import { choiceFlag } from '../../grammar.ts';
import { alignColumns } from '../../kubernetes/align-columns.ts';
import { KubectlError } from '../../kubernetes/api.ts';
import { KubectlErrors, kubectlText } from '../../kubernetes/errors.ts';
import { CLUSTER, clusterFlag, noHeadersFlag } from '../../kubernetes/flags.ts';

export interface GetContextsArgs {
  readonly names: readonly string[];
  readonly noHeaders: boolean;
  readonly output: 'name' | undefined;
}

const HEADER = ['CURRENT', 'NAME', 'ENVIRONMENT', 'NAMESPACE'];

export const configGetContexts = kubectlCommand({
  name: 'kubectl config get-contexts',
  summary: 'List the clusters that you may use from here.',
  examples: ['kubectl config get-contexts', 'kubectl config get-contexts -o name'],
  effect: 'read',
  grammar: {
    positionals: { usage: '[CLUSTER ...]', min: 0, max: 20, pattern: CLUSTER },
    flags: {
      ...clusterFlag,
      ...noHeadersFlag,
      output: choiceFlag({ short: 'o', summary: 'The form of the output.', choices: ['name'] }),
    },
  },

  read: ({ positionals, flags }): GetContextsArgs => ({
    names: positionals,
    noHeaders: flags['no-headers'],
    output: flags.output,
  }),

  access: () => [],

  run: async (args, context) => {
    const known = new Map(context.contexts().map((each) => [each.name, each]));
    const unknown = args.names.filter((name) => !known.has(name));
    const named = args.names.flatMap((name) => known.get(name) ?? []);
    const shown = args.names.length === 0 ? [...known.values()] : named;
    const errors = unknown.map((name) => new KubectlError(`context ${name} not found`));
    return {
      stdout: print(shown.toSorted(byName), args, context),
      stderr: errors.length === 0 ? '' : kubectlText(new KubectlErrors(errors)),
      exitCode: errors.length === 0 ? 0 : 1,
    };
  },
});

function byName(a: ClusterInfo, b: ClusterInfo): number {
  return a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
}

function print(
  contexts: readonly ClusterInfo[],
  args: GetContextsArgs,
  { cluster, namespace }: KubectlContext,
): string {
  if (args.output === 'name') return contexts.map(({ name }) => `${name}\n`).join('');
  const rows = contexts.map(({ name, environment }) =>
    name === cluster.name ? ['*', name, environment, namespace] : [' ', name, environment, ''],
  );
  return alignColumns(args.noHeaders ? rows : [HEADER, ...rows]);
}
