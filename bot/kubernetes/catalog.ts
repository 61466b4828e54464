// Finds the resource type that a person or an object names, among what a cluster's discovery lists. Pure: the adapter
// asks the cluster. Follows kubectl's mappers (client-go restmapper, apimachinery api/meta) so that the same word means
// the same type, also where several groups serve it.

import { type Catalog, KubectlError, type Resource } from './api.ts';
import { quote } from './quote.ts';

/** One API group as discovery lists it, versions in the server's order, the preferred one first. */
export interface DiscoveredGroup {
  /** '' is the core group. */
  readonly name: string;
  readonly versions: readonly {
    readonly version: string;
    readonly resources: readonly Omit<Resource, 'group' | 'version'>[];
  }[];
}

/** The groups stand in the server's order of priority, the core group first. */
export function createCatalog(groups: readonly DiscoveredGroup[]): Catalog {
  const resources = groups.flatMap(listResources);
  const versions = groups.flatMap((group) =>
    group.versions.map(({ version }) => groupVersion(group.name, version)),
  );
  const resolve = (word: string) => resolveWord(resources, word);
  return {
    resources,
    versions: [...new Set(versions)].sort(),
    resolve,
    expand: (word) => {
      const members = membersOf(resources, word);
      return members.length === 0 ? [resolve(word)] : uniqueKinds(members.map(resolve));
    },
    byKind: (group, kind) => resources.find((each) => each.group === group && each.kind === kind),
  };
}

/** 'v1' for the core group, else 'group/version'. */
export function groupVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The `deployments.apps` of messages and of `-o name`; the plain plural in the core group. */
export function qualifiedName(resource: Pick<Resource, 'group' | 'resource'>): string {
  return resource.group === '' ? resource.resource : `${resource.resource}.${resource.group}`;
}

/** What a person may have meant by a word: not every part is always there. */
interface Partial {
  readonly word: string;
  readonly group: string;
  readonly version: string;
}

function listResources(group: DiscoveredGroup): Resource[] {
  return group.versions.flatMap(({ version, resources }) =>
    resources.map((each) => ({
      ...each,
      group: group.name,
      version,
      singular: each.singular === '' ? each.kind.toLowerCase() : each.singular,
    })),
  );
}

function resolveWord(resources: readonly Resource[], word: string): Resource {
  for (const partial of readings(word)) {
    const found = findByResource(resources, expandShortName(resources, partial));
    if (found) return mappingOfKind(resources, found);
  }
  for (const partial of readings(word)) {
    const found = findByKind(resources, partial);
    if (found) return found;
  }
  const [typed = ''] = word.split('.', 1);
  throw new KubectlError(`the server doesn't have a resource type ${quote(typed)}`);
}

/** `a.b.c` may be version b of group c, or group b.c. */
function readings(word: string): readonly Partial[] {
  const [first = '', second = '', ...rest] = word.split('.');
  if (first === '') return [];
  const short = { word: first, group: [second, ...rest].join('.'), version: '' };
  return rest.length === 0
    ? [short]
    : [{ word: first, group: rest.join('.'), version: second }, short];
}

/** A short name becomes its plural, unless it is somebody's full name; like kubectl's it loses the version. */
function expandShortName(resources: readonly Resource[], partial: Partial): Partial {
  const { word, group } = partial;
  const inGroup = resources.filter((each) => group === '' || each.group === group);
  if (inGroup.some((each) => each.resource === word || each.singular === word)) return partial;
  const exact = inGroup.find((each) => each.shortNames.includes(word));
  if (exact) return { word: exact.resource, group: exact.group, version: '' };
  if (group === '') return partial;
  const near = resources.find(
    (each) => each.group.startsWith(group) && each.shortNames.includes(word),
  );
  return near ? { ...partial, word: near.resource, group: near.group } : partial;
}

function findByResource(resources: readonly Resource[], partial: Partial): Resource | undefined {
  const { group, version } = partial;
  const word = partial.word.toLowerCase();
  return resources.find((each) => {
    if (each.resource !== word && each.singular !== word) return false;
    if (version !== '' && group !== '') return each.group === group && each.version === version;
    // `pods.v1.`: with a version alone kubectl takes whichever group has it.
    if (version !== '') return each.version === version;
    return each.group.startsWith(group);
  });
}

function findByKind(resources: readonly Resource[], partial: Partial): Resource | undefined {
  const { word, group, version } = partial;
  return resources.find(
    (each) =>
      (each.kind === word || each.kind.toLowerCase() === word) &&
      each.group === group &&
      (version === '' || each.version === version),
  );
}

/** Where two resources of one version share a kind, kubectl goes by the kind and so takes the last of them. */
function mappingOfKind(resources: readonly Resource[], found: Resource): Resource {
  const sameKind = resources.filter(
    (each) =>
      each.group === found.group && each.version === found.version && each.kind === found.kind,
  );
  return sameKind.at(-1) ?? found;
}

/** The words of a category's members, each once, in discovery's order. */
function membersOf(resources: readonly Resource[], category: string): readonly string[] {
  const members = resources.filter((each) => each.categories.includes(category));
  return [...new Set(members.map(qualifiedName))];
}

function uniqueKinds(resources: readonly Resource[]): readonly Resource[] {
  const unique = new Map(
    resources.map((each) => [`${each.group}/${each.version}/${each.kind}`, each]),
  );
  return [...unique.values()];
}
