// Asks a cluster which resource types it serves, in the aggregated form where it has one (Kubernetes 1.26 and later), else
// document by document. The order is the server's own, which is its order of preference.

import { z } from 'zod';
import type { PublicPath } from '../../kubernetes/api.ts';
import type { DiscoveredGroup } from '../../kubernetes/catalog.ts';

/** Reads one discovery document. */
export type ReadDocument = (path: PublicPath) => Promise<unknown>;

/** What to send as Accept for /api and /apis: the whole discovery at once. */
export const AGGREGATED_DISCOVERY = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

const strings = z.array(z.string()).optional().default([]);

const aggregatedList = z.object({
  kind: z.literal('APIGroupDiscoveryList'),
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string().optional().default('') }).optional(),
      versions: z
        .array(
          z.object({
            version: z.string(),
            freshness: z.string().optional(),
            resources: z
              .array(
                z.object({
                  resource: z.string(),
                  responseKind: z.object({ kind: z.string() }).nullish(),
                  scope: z.string(),
                  singularResource: z.string().optional().default(''),
                  verbs: strings,
                  shortNames: strings,
                  categories: strings,
                }),
              )
              .optional()
              .default([]),
          }),
        )
        .optional()
        .default([]),
    }),
  ),
});

const coreVersions = z.object({ versions: z.array(z.string()) });

const groupList = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      versions: z.array(z.object({ version: z.string() })),
      preferredVersion: z.object({ version: z.string() }).optional(),
    }),
  ),
});

const resourceList = z.object({
  resources: z.array(
    z.object({
      name: z.string(),
      singularName: z.string().optional().default(''),
      namespaced: z.boolean(),
      kind: z.string(),
      verbs: strings,
      shortNames: strings,
      categories: strings,
    }),
  ),
});

/** @throws whatever `read` throws for /api and /apis; ZodError when these are no discovery documents. */
export async function discover(
  read: ReadDocument,
  onFailure: (path: string, error: unknown) => void,
): Promise<readonly DiscoveredGroup[]> {
  const parts = await Promise.all([discoverCore(read, onFailure), discoverGroups(read, onFailure)]);
  return parts.flat();
}

async function discoverCore(
  read: ReadDocument,
  onFailure: (path: string, error: unknown) => void,
): Promise<readonly DiscoveredGroup[]> {
  const document = await read('/api');
  const aggregated = aggregatedList.safeParse(document);
  if (aggregated.success) return aggregatedGroups(aggregated.data);
  const { versions } = coreVersions.parse(document);
  return [
    await readGroup({ name: '', versions, path: (version) => `/api/${version}` }, read, onFailure),
  ];
}

async function discoverGroups(
  read: ReadDocument,
  onFailure: (path: string, error: unknown) => void,
): Promise<readonly DiscoveredGroup[]> {
  const document = await read('/apis');
  const aggregated = aggregatedList.safeParse(document);
  if (aggregated.success) return aggregatedGroups(aggregated.data);
  const { groups } = groupList.parse(document);
  return await Promise.all(
    groups.map(({ name, versions, preferredVersion }) => {
      const preferred = preferredVersion?.version;
      const others = versions.map((each) => each.version).filter((each) => each !== preferred);
      const ordered = preferred === undefined ? others : [preferred, ...others];
      const path = (version: string): PublicPath => `/apis/${name}/${version}`;
      return readGroup({ name, versions: ordered, path }, read, onFailure);
    }),
  );
}

/** A version that is stale (its aggregated server is gone) is left out, as kubectl leaves it out. */
function aggregatedGroups(list: z.infer<typeof aggregatedList>): readonly DiscoveredGroup[] {
  return list.items.map(({ metadata, versions }) => ({
    name: metadata?.name ?? '',
    versions: versions
      .filter(({ freshness }) => freshness !== 'Stale')
      .map(({ version, resources }) => ({
        version,
        resources: resources.flatMap(
          ({ resource, singularResource, responseKind, scope, ...rest }) =>
            responseKind?.kind
              ? [
                  {
                    ...rest,
                    resource,
                    singular: singularResource,
                    kind: responseKind.kind,
                    namespaced: scope === 'Namespaced',
                  },
                ]
              : [],
        ),
      })),
  }));
}

interface GroupToRead {
  readonly name: string;
  readonly versions: readonly string[];
  path(version: string): PublicPath;
}

/** One version that cannot be read must not take the others with it: it is reported and left out. */
async function readGroup(
  group: GroupToRead,
  read: ReadDocument,
  onFailure: (path: string, error: unknown) => void,
): Promise<DiscoveredGroup> {
  const versions = await Promise.all(
    group.versions.map(async (version) => {
      try {
        return [{ version, resources: plainResources(await read(group.path(version))) }];
      } catch (error) {
        onFailure(group.path(version), error);
        return [];
      }
    }),
  );
  return { name: group.name, versions: versions.flat() };
}

function plainResources(document: unknown) {
  return resourceList.parse(document).resources.flatMap(({ name, singularName, ...rest }) =>
    // A slash names a subresource.
    name.includes('/') ? [] : [{ ...rest, resource: name, singular: singularName }],
  );
}
