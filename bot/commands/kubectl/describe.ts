// `kubectl describe`: details of objects and their events, by kubectl's own code where it is installed, else in a plain form.
// It only reads, and what it may read beside the described objects is written out in describe-reads.ts.

import { type Access, type KubectlContext, kubectlCommand, type Output } from '../../command.ts';
import { choiceFlag } from '../../grammar.ts';
import type { Resource } from '../../kubernetes/api.ts';
import {
  allNamespacesFlag,
  clusterFlag,
  namespaceFlags,
  selectorFlag,
  TARGET,
} from '../../kubernetes/flags.ts';
import {
  type ResolvedTargets,
  readTargets,
  resolveTargets,
  type Targets,
} from '../../kubernetes/targets.ts';
import { describePlainly } from './describe-plain.ts';
import { impliedReads } from './describe-reads.ts';

export interface DescribeArgs {
  readonly targets: Targets;
  /** As they were typed, each checked: what kubectl gets as its own arguments. */
  readonly words: readonly string[];
  readonly allNamespaces: boolean;
  readonly selector: string;
  readonly showEvents: 'true' | 'false' | undefined;
}

const POSITIONALS = '(TYPE [NAME_PREFIX | NAME ...] | TYPE/NAME ...)';
const USAGE = `kubectl describe ${POSITIONALS} [-n NAMESPACE | -A] [-l SELECTOR]`;

export const describe = kubectlCommand({
  name: 'kubectl describe',
  summary: 'Show details of objects, with their events.',
  examples: [
    'kubectl describe pod web-0 -n shop',
    'kubectl describe deploy/web svc/web',
    'kubectl describe nodes',
    'kubectl describe pods -l app=web',
  ],
  effect: 'read',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 50, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      ...allNamespacesFlag,
      ...selectorFlag,
      'show-events': choiceFlag({
        summary: 'Whether to show events: by default for a single object.',
        choices: ['true', 'false'],
      }),
    },
  },

  read: ({ positionals, flags }): DescribeArgs => ({
    targets: readTargets(positionals, USAGE),
    words: positionals,
    allNamespaces: flags['all-namespaces'],
    selector: flags.selector ?? '',
    showEvents: flags['show-events'],
  }),

  access: (args, { namespace, catalog }) => {
    const where = args.allNamespaces ? undefined : namespace;
    const targets = resolve(args, catalog);
    const reads = accessesOf(targets, isPrefix(args), where);
    const implied = [...new Set(resourcesOf(targets))].flatMap((resource) =>
      impliedReads(resource, where),
    );
    return [...reads, ...implied];
  },

  run: async (args, context) => {
    const targets = resolve(args, context.catalog);
    return context.kubectl === undefined
      ? await describePlainly(targets, args, context)
      : await runKubectl(args, context);
  },
});

function resolve(args: DescribeArgs, catalog: KubectlContext['catalog']): ResolvedTargets {
  const { allNamespaces, selector } = args;
  return resolveTargets(args.targets, catalog, { allNamespaces, selected: selector !== '' });
}

/** `TYPE NAME` describes everything whose name begins with NAME where nothing is called exactly so. */
function isPrefix(args: DescribeArgs): boolean {
  return args.targets.kind === 'types' && args.targets.names.length === 1;
}

function accessesOf(
  targets: ResolvedTargets,
  prefix: boolean,
  where: string | undefined,
): Access[] {
  if (targets.kind === 'lists') {
    return targets.resources.flatMap((resource) => readsOfType(resource, where));
  }
  if (prefix) return targets.objects.flatMap(({ resource }) => readsOfType(resource, where));
  return targets.objects.map(({ resource, name }) => ({ ...read('get', resource, where), name }));
}

function readsOfType(resource: Resource, where: string | undefined): Access[] {
  return [read('list', resource, where), read('get', resource, where)];
}

function read(verb: 'get' | 'list', resource: Resource, where: string | undefined): Access {
  const { group, resource: plural } = resource;
  const scope = resource.namespaced && where !== undefined ? { namespace: where } : {};
  return { verb, group, resource: plural, ...scope };
}

function resourcesOf(targets: ResolvedTargets): readonly Resource[] {
  return targets.kind === 'lists'
    ? targets.resources
    : targets.objects.map(({ resource }) => resource);
}

/** Every word of the argument array is either written here or was matched by a pattern that allows no leading dash. */
async function runKubectl(args: DescribeArgs, context: KubectlContext): Promise<Output> {
  const flags = [
    args.allNamespaces ? '--all-namespaces' : `--namespace=${context.namespace}`,
    ...(args.selector === '' ? [] : [`--selector=${args.selector}`]),
    ...(args.showEvents === undefined ? [] : [`--show-events=${args.showEvents}`]),
  ];
  const { kubectl, api, signal } = context;
  if (!kubectl) throw new TypeError('There is no kubectl to run.');
  return await kubectl.run(['describe', ...flags, '--', ...args.words], api, signal);
}
