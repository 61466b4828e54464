// What the server says of itself: version, groups and resources, in the old documents and in the aggregated one.
import { type Cluster, servedTypes } from '../cluster.ts';
import type { ResourceType, Subresource } from '../resources.ts';
import type { Answer, Call } from './call.ts';

const VERSION = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3',
  gitCommit: 'sandbox',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'sandbox/node',
};

/** Undefined for a path that is no document of discovery. */
export function answerDiscovery(cluster: Cluster, call: Call, address: string): Answer | undefined {
  const { path } = call;
  if (path === '/version') return json(VERSION);
  if (path === '/healthz' || path === '/livez' || path === '/readyz')
    return { kind: 'text', code: 200, text: 'ok' };
  const types = servedTypes(cluster);
  if (path === '/api') return isAggregated(call) ? aggregated(types, true) : coreVersions(address);
  if (path === '/apis') return isAggregated(call) ? aggregated(types, false) : groupList(types);
  const [, root, first, second, ...more] = path.split('/');
  if (more.length > 0) return undefined;
  if (root === 'api' && first !== undefined && second === undefined)
    return resourceList(types, '', first);
  if (root !== 'apis' || first === undefined) return undefined;
  return second === undefined ? oneGroup(types, first) : resourceList(types, first, second);
}

function json(body: unknown, headers?: Record<string, string>): Answer {
  return { kind: 'json', code: 200, body, ...(headers === undefined ? {} : { headers }) };
}

function isAggregated({ accept }: Call): boolean {
  return (accept.split(',')[0] ?? '').includes('as=APIGroupDiscoveryList');
}

function coreVersions(address: string): Answer {
  return json({
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  });
}

function groupList(types: readonly ResourceType[]): Answer {
  const groups = groupsOf(types).filter((group) => group !== '');
  return json({
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.map((group) => describeGroup(types, group)),
  });
}

function oneGroup(types: readonly ResourceType[], group: string): Answer | undefined {
  if (!groupsOf(types).includes(group)) return undefined;
  return json({ kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(types, group) });
}

function describeGroup(types: readonly ResourceType[], group: string) {
  const versions = versionsOf(types, group).map((version) => ({
    groupVersion: `${group}/${version}`,
    version,
  }));
  return { name: group, versions, preferredVersion: versions[0] };
}

function resourceList(
  types: readonly ResourceType[],
  group: string,
  version: string,
): Answer | undefined {
  const chosen = types.filter((type) => type.group === group && type.version === version);
  if (chosen.length === 0) return undefined;
  return json({
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: chosen.flatMap((type) => [
      describeType(type),
      ...type.subresources.map((subresource) => describeSubresource(type, subresource)),
    ]),
  });
}

function describeType(type: ResourceType) {
  return {
    name: type.plural,
    singularName: type.singular,
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: type.verbs,
    ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
    ...(type.categories.length === 0 ? {} : { categories: type.categories }),
  };
}

function describeSubresource(type: ResourceType, subresource: Subresource) {
  const { name, kind, group, version, verbs } = subresource;
  return {
    name: `${type.plural}/${name}`,
    singularName: '',
    namespaced: type.namespaced,
    ...(group === undefined ? {} : { group, version }),
    kind,
    verbs,
  };
}

function aggregated(types: readonly ResourceType[], isCore: boolean): Answer {
  const groups = groupsOf(types).filter((group) => (group === '') === isCore);
  const contentType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  return json(
    {
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      metadata: {},
      items: groups.map((group) => ({
        metadata: group === '' ? {} : { name: group },
        versions: versionsOf(types, group).map((version) => ({
          version,
          resources: types
            .filter((type) => type.group === group && type.version === version)
            .map(aggregatedType),
          freshness: 'Current',
        })),
      })),
    },
    { 'content-type': contentType },
  );
}

function aggregatedType(type: ResourceType) {
  const own = {
    group: type.definition ? type.group : '',
    version: type.definition ? type.version : '',
  };
  return {
    resource: type.plural,
    responseKind: { ...own, kind: type.kind },
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: type.verbs,
    ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
    ...(type.categories.length === 0 ? {} : { categories: type.categories }),
    ...(type.subresources.length === 0
      ? {}
      : {
          subresources: type.subresources.map(({ name, kind, group, version, verbs }) => ({
            subresource: name,
            responseKind: { group: group ?? own.group, version: version ?? own.version, kind },
            verbs,
          })),
        }),
  };
}

function groupsOf(types: readonly ResourceType[]): string[] {
  return [...new Set(types.map(({ group }) => group))];
}

function versionsOf(types: readonly ResourceType[], group: string): string[] {
  return [...new Set(types.filter((type) => type.group === group).map(({ version }) => version))];
}
