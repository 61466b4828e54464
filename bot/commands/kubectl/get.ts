// `kubectl get`: shows objects as tables of the API server's own making, or as JSON, YAML, names, JSONPath or custom
// columns. It only reads, each type or name with a request of its own.

import { type Access, type KubectlContext, kubectlCommand, type Output } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { choiceFlag, repeatedFlag, switchFlag, textFlag } from '../../grammar.ts';
import { KubectlError } from '../../kubernetes/api.ts';
import { KubectlErrors, kubectlText } from '../../kubernetes/errors.ts';
import {
  allNamespacesFlag,
  clusterFlag,
  fieldSelectorFlag,
  namespaceFlags,
  noHeadersFlag,
  selectorFlag,
  TARGET,
} from '../../kubernetes/flags.ts';
import {
  type ResolvedTargets,
  readTargets,
  resolveTargets,
  type Targets,
} from '../../kubernetes/targets.ts';
import { type FetchResult, fetchTargets, NAMESPACES } from './get-fetch.ts';
import { type GetOutput, OUTPUT, readOutput } from './get-output.ts';
import { type Printed, printAsObjects, printAsTables } from './get-print.ts';

export interface GetArgs {
  readonly targets: Targets;
  readonly output: GetOutput;
  readonly allNamespaces: boolean;
  readonly selector: string;
  readonly fieldSelector: string;
  readonly sortBy: string;
  readonly labelColumns: readonly string[];
  readonly showLabels: boolean;
  readonly showKind: boolean;
  readonly noHeaders: boolean;
  readonly ignoreNotFound: boolean;
  readonly showManagedFields: boolean;
  readonly subresource: string | undefined;
}

const POSITIONALS = '(TYPE[,TYPE] [NAME ...] | TYPE/NAME ...)';
const USAGE = `kubectl get ${POSITIONALS} [-n NAMESPACE | -A] [-l SELECTOR] [-o FORM]`;

export const get = kubectlCommand({
  name: 'kubectl get',
  summary: 'Show objects, one or many, of any kind.',
  examples: [
    'kubectl get pods -n shop',
    'kubectl get deploy,svc -l app=web -o wide',
    'kubectl get pods -A --sort-by=.status.startTime',
    "kubectl get nodes -o custom-columns='NAME:.metadata.name,CPU:.status.capacity.cpu'",
  ],
  effect: 'read',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 50, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      ...allNamespacesFlag,
      ...selectorFlag,
      ...fieldSelectorFlag,
      ...noHeadersFlag,
      output: textFlag({
        short: 'o',
        summary: 'The form of the output.',
        placeholder: 'FORM',
        pattern: OUTPUT,
      }),
      'sort-by': textFlag({
        summary: 'Sort by the field that this JSONPath names.',
        placeholder: 'JSONPATH',
        pattern: {
          expression: /^[^-\0][^\0]{0,499}$/u,
          description: 'a path such as .metadata.name',
        },
      }),
      'label-columns': repeatedFlag({
        short: 'L',
        summary: 'Labels to show as columns.',
        placeholder: 'LABEL[,LABEL]',
        pattern: {
          expression: /^[A-Za-z0-9](?:[A-Za-z0-9._/,-]{0,499})$/u,
          description: 'keys of labels with commas between, such as app,tier',
        },
      }),
      'show-labels': switchFlag('Show all labels in the last column.'),
      'show-kind': switchFlag('Put the type before each name.'),
      'ignore-not-found': switchFlag('Say nothing of names that do not exist.'),
      'show-managed-fields': switchFlag('Keep metadata.managedFields in JSON and YAML.'),
      subresource: choiceFlag({
        summary: 'Show this subresource of the named objects.',
        choices: ['status', 'scale'],
      }),
      watch: switchFlag('Not offered here: ask again, or follow the logs.', 'w'),
      'output-watch-events': switchFlag('Not offered here, as --watch is not.'),
    },
  },

  read: ({ positionals, flags }): GetArgs => {
    if (flags.watch || flags['output-watch-events']) throw watchIsNotOffered();
    const form = flags.output ?? '';
    if (flags['show-labels'] && form !== '' && form !== 'wide') {
      throw new KubectlError(`--show-labels option cannot be used with ${form} printer`);
    }
    return {
      targets: readTargets(positionals, USAGE),
      output: readOutput(flags.output),
      allNamespaces: flags['all-namespaces'],
      selector: flags.selector ?? '',
      fieldSelector: flags['field-selector'] ?? '',
      sortBy: flags['sort-by'] ?? '',
      labelColumns: flags['label-columns'].flatMap((labels) => labels.split(',')),
      showLabels: flags['show-labels'],
      showKind: flags['show-kind'],
      noHeaders: flags['no-headers'],
      ignoreNotFound: flags['ignore-not-found'],
      showManagedFields: flags['show-managed-fields'],
      subresource: flags.subresource,
    };
  },

  access: (args, place) => accessesOf(args, resolve(args, place.catalog), place.namespace),

  run: async (args, context) => {
    const targets = resolve(args, context.catalog);
    const result = await fetchTargets(targets, { ...args, ...fetchForm(args) }, context);
    const kept = args.ignoreNotFound ? withoutNotFound(result) : result;
    const printed =
      args.output.kind === 'table'
        ? printAsTables(kept, args, context.nowMs())
        : printAsObjects(kept, args, isSingle(targets));
    return outputOf(args, targets, kept, printed, context);
  },
});

function watchIsNotOffered(): UsageError {
  return new UsageError({
    what: 'Watching is not offered.',
    why: 'An answer here is one message, and a watch has no end.',
    fix: 'Ask again for the newest state, or follow logs with "kubectl logs -f".',
    usage: USAGE,
  });
}

function resolve(args: GetArgs, catalog: KubectlContext['catalog']): ResolvedTargets {
  const targets = resolveTargets(args.targets, catalog, {
    selected: args.selector !== '' || args.fieldSelector !== '',
    allNamespaces: args.allNamespaces,
  });
  if (targets.kind === 'lists' && args.subresource !== undefined) {
    throw new KubectlError('subresource cannot be used when bulk resources are specified');
  }
  return targets;
}

function accessesOf(args: GetArgs, targets: ResolvedTargets, namespace: string): Access[] {
  if (targets.kind === 'lists') {
    return targets.resources.map(({ group, resource, namespaced }) => ({
      verb: 'list',
      group,
      resource,
      ...(namespaced && !args.allNamespaces ? { namespace } : {}),
    }));
  }
  const accesses = targets.objects.map(({ resource: { group, resource, namespaced }, name }) => ({
    verb: 'get' as const,
    group,
    resource,
    name,
    ...(namespaced ? { namespace } : {}),
    ...(args.subresource === undefined ? {} : { subresource: args.subresource }),
  }));
  // To tell a missing object from a missing namespace.
  const { group, resource } = NAMESPACES;
  return [...accesses, { verb: 'get', group, resource, name: namespace, implied: true }];
}

/** No more is asked of the server than will be shown. */
function fetchForm(args: GetArgs) {
  const unpaged = args.sortBy !== '';
  if (args.output.kind !== 'table') return { as: 'object' as const, unpaged };
  if (unpaged) return { as: 'table+object' as const, unpaged };
  const needsMetadata = args.allNamespaces || args.showLabels || args.labelColumns.length > 0;
  return { as: needsMetadata ? ('table+metadata' as const) : ('table' as const), unpaged };
}

/** Whether one object was named: then a List is not made of it. */
function isSingle(targets: ResolvedTargets): boolean {
  return targets.kind === 'objects' && targets.objects.length === 1;
}

function withoutNotFound(result: FetchResult): FetchResult {
  const refusals = result.refusals.filter(({ status }) => status.reason !== 'NotFound');
  return { ...result, refusals };
}

function outputOf(
  args: GetArgs,
  targets: ResolvedTargets,
  result: FetchResult,
  printed: Printed,
  context: KubectlContext,
): Output {
  const { stdout, errors } = printed;
  const warnings = [...new Set(result.warnings)].map((warning) => `Warning: ${warning}\n`).join('');
  if (errors.length > 0) {
    const text = kubectlText(new KubectlErrors(errors));
    return { stdout, stderr: warnings + text, exitCode: 1 };
  }
  const isEmpty = args.output.kind === 'table' && stdout === '' && !args.ignoreNotFound;
  const nothing = isEmpty ? nothingFound(args, targets, result, context.namespace) : '';
  return { stdout, stderr: warnings + nothing, exitCode: 0 };
}

function nothingFound(
  args: GetArgs,
  targets: ResolvedTargets,
  result: FetchResult,
  namespace: string,
): string {
  const isNamespaced =
    targets.kind === 'lists' && result.fetched.every(({ resource }) => resource.namespaced);
  return isNamespaced && !args.allNamespaces
    ? `No resources found in ${namespace} namespace.\n`
    : 'No resources found\n';
}
