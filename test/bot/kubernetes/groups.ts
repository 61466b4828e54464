// A small discovery to resolve words against: two groups that share a resource, a version that is not preferred, a kind whose
// singular is another word.

import type { DiscoveredGroup } from '../../../bot/kubernetes/catalog.ts';

const type = (
  resource: string,
  kind: string,
  rest: {
    shortNames?: string[];
    categories?: string[];
    namespaced?: boolean;
    singular?: string;
  } = {},
) => ({
  resource,
  kind,
  singular: kind.toLowerCase(),
  namespaced: true,
  shortNames: [],
  categories: [],
  verbs: ['get', 'list'],
  ...rest,
});

export const GROUPS: readonly DiscoveredGroup[] = [
  {
    name: '',
    versions: [
      {
        version: 'v1',
        resources: [
          type('events', 'Event', { shortNames: ['ev'] }),
          type('nodes', 'Node', { shortNames: ['no'], namespaced: false }),
          type('pods', 'Pod', { shortNames: ['po'], categories: ['all'] }),
          type('services', 'Service', { shortNames: ['svc'], categories: ['all'] }),
        ],
      },
    ],
  },
  {
    name: 'apps',
    versions: [
      {
        version: 'v1',
        resources: [
          type('deployments', 'Deployment', { shortNames: ['deploy'], categories: ['all'] }),
        ],
      },
      {
        version: 'v1beta1',
        resources: [type('deployments', 'Deployment'), type('relics', 'Relic')],
      },
    ],
  },
  { name: 'events.k8s.io', versions: [{ version: 'v1', resources: [type('events', 'Event')] }] },
  {
    name: 'metrics.k8s.io',
    versions: [{ version: 'v1beta1', resources: [type('pods', 'PodMetrics')] }],
  },
  {
    name: 'example.com',
    versions: [{ version: 'v1', resources: [type('oxen', 'OxKind', { singular: 'ox' })] }],
  },
];
