// `kubectl api-resources`: the resource types that a cluster serves, each in its preferred version. It asks for nothing but
// discovery.

import { kubectlCommand } from '../../command.ts';
import { choiceFlag, NO_POSITIONALS, textFlag } from '../../grammar.ts';
import { alignColumns } from '../../kubernetes/align-columns.ts';
import { type Catalog, KubectlError, type Resource } from '../../kubernetes/api.ts';
import { groupVersion, qualifiedName } from '../../kubernetes/catalog.ts';
import { clusterFlag, noHeadersFlag } from '../../kubernetes/flags.ts';

export interface ApiResourcesArgs {
  readonly apiGroup: string | undefined;
  readonly namespaced: boolean | undefined;
  readonly verbs: readonly string[];
  readonly categories: readonly string[];
  readonly sortBy: string;
  readonly output: 'wide' | 'name' | undefined;
  readonly noHeaders: boolean;
}

const HEADER = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND'];
const WIDE_HEADER = [...HEADER, 'VERBS', 'CATEGORIES'];
const WORDS = {
  expression: /^[a-z][a-z-]{0,30}(?:,[a-z][a-z-]{0,30}){0,10}$/u,
  description: 'words with commas between, such as list,get',
};

export const apiResources = kubectlCommand({
  name: 'kubectl api-resources',
  summary: 'List the resource types that the cluster serves.',
  examples: [
    'kubectl api-resources',
    'kubectl api-resources --api-group=apps -o wide',
    'kubectl api-resources --namespaced=false --verbs=list -o name',
  ],
  effect: 'read',
  grammar: {
    positionals: NO_POSITIONALS,
    flags: {
      ...clusterFlag,
      ...noHeadersFlag,
      'api-group': textFlag({
        summary: 'Only this API group.',
        placeholder: 'GROUP',
        pattern: {
          expression: /^(?:|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/u,
          description: 'an API group such as apps',
        },
      }),
      namespaced: choiceFlag({
        summary: 'Only types that have a namespace, or only those that have none.',
        choices: ['true', 'false'],
      }),
      verbs: textFlag({
        summary: 'Only types with all these verbs.',
        placeholder: 'VERB[,VERB]',
        pattern: WORDS,
      }),
      categories: textFlag({
        summary: 'Only types of all these categories.',
        placeholder: 'CATEGORY[,CATEGORY]',
        pattern: WORDS,
      }),
      'sort-by': textFlag({
        summary: 'Sort by name or kind in place of the group.',
        placeholder: 'name|kind',
        pattern: { expression: /^[a-z]{1,20}$/u, description: 'name or kind' },
      }),
      output: choiceFlag({
        short: 'o',
        summary: 'The form of the output.',
        choices: ['wide', 'name'],
      }),
    },
  },

  read: ({ flags }): ApiResourcesArgs => {
    const sortBy = flags['sort-by'] ?? '';
    if (!['', 'name', 'kind'].includes(sortBy)) {
      throw new KubectlError('--sort-by accepts only name or kind');
    }
    return {
      apiGroup: flags['api-group'],
      namespaced: flags.namespaced === undefined ? undefined : flags.namespaced === 'true',
      verbs: flags.verbs?.split(',') ?? [],
      categories: flags.categories?.split(',') ?? [],
      sortBy,
      output: flags.output,
      noHeaders: flags['no-headers'],
    };
  },

  access: () => [],

  run: async (args, { catalog }) => {
    const shown = sortResources(preferred(catalog).filter(isWanted(args)), args.sortBy);
    return { stdout: print(shown, args), stderr: '', exitCode: 0 };
  },
});

/** The catalog lists the preferred version of each type first. */
function preferred(catalog: Catalog): readonly Resource[] {
  const unique = new Map<string, Resource>();
  for (const resource of catalog.resources) {
    const name = qualifiedName(resource);
    if (!unique.has(name)) unique.set(name, resource);
  }
  return [...unique.values()];
}

function isWanted(args: ApiResourcesArgs): (resource: Resource) => boolean {
  return (resource) =>
    resource.verbs.length > 0 &&
    (args.apiGroup === undefined || args.apiGroup === resource.group) &&
    (args.namespaced === undefined || args.namespaced === resource.namespaced) &&
    args.verbs.every((verb) => resource.verbs.includes(verb)) &&
    args.categories.every((category) => resource.categories.includes(category));
}

function sortResources(resources: readonly Resource[], sortBy: string): readonly Resource[] {
  const keyOf = (each: Resource) =>
    sortBy === 'name' ? each.resource : sortBy === 'kind' ? each.kind : each.group;
  return resources.toSorted(
    (a, b) => compare(keyOf(a), keyOf(b)) || compare(a.resource, b.resource),
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function print(resources: readonly Resource[], { output, noHeaders }: ApiResourcesArgs): string {
  if (output === 'name') return resources.map((each) => `${qualifiedName(each)}\n`).join('');
  const isWide = output === 'wide';
  const rows = resources.map((each) => [
    each.resource,
    each.shortNames.join(','),
    groupVersion(each.group, each.version),
    String(each.namespaced),
    each.kind,
    ...(isWide ? [each.verbs.join(','), each.categories.join(',')] : []),
  ]);
  const header = isWide ? WIDE_HEADER : HEADER;
  return alignColumns(noHeaders ? rows : [header, ...rows]);
}
