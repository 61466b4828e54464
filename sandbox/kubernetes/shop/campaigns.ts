// The shop's own kind: advertising campaigns, as a custom resource with columns of its own.
import type { CustomResourceDefinition } from '../objects.ts';
import { builtIn, typesOfDefinition } from '../resources.ts';
import type { Seed } from './seed.ts';

const DEFINITION = builtIn('CustomResourceDefinition');
const GROUP = 'ads.shop.example';

export function seedCampaigns({ create, cluster }: Seed): void {
  const made = create(DEFINITION, {
    metadata: { name: `campaigns.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: {
        plural: 'campaigns',
        singular: 'campaign',
        kind: 'Campaign',
        listKind: 'CampaignList',
        shortNames: ['camp'],
      },
      conversion: { strategy: 'None' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: COLUMNS,
          schema: { openAPIV3Schema: SCHEMA },
        },
      ],
    },
  });
  const stamp = cluster.clock.stamp();
  const accepted = (type: string, reason: string, message: string) => ({
    type,
    status: 'True',
    lastTransitionTime: stamp,
    reason,
    message,
  });
  const { names } = (made as CustomResourceDefinition).spec;
  cluster.store.put(DEFINITION, {
    ...made,
    status: {
      acceptedNames: names,
      storedVersions: ['v1'],
      conditions: [
        accepted('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        accepted('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
    },
  });
  const [type] = typesOfDefinition(made as CustomResourceDefinition);
  if (type === undefined) return;
  for (const [name, budgetCents, spentCents, phase] of CAMPAIGNS) {
    const campaign = create(type, {
      metadata: { name, namespace: 'ads' },
      spec: { budgetCents, channel: 'search' },
    });
    cluster.store.put(type, { ...campaign, status: { phase, spentCents } });
  }
}

const CAMPAIGNS = [
  ['gift-season', 500_000, 212_450, 'Running'],
  ['mugs-brand', 80_000, 80_000, 'Exhausted'],
  ['spring-sale', 250_000, 0, 'Planned'],
] as const;

const COLUMNS = [
  { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
  { name: 'Budget', type: 'integer', jsonPath: '.spec.budgetCents', description: 'In cents' },
  { name: 'Spent', type: 'integer', jsonPath: '.status.spentCents', description: 'In cents' },
  { name: 'Channel', type: 'string', jsonPath: '.spec.channel', priority: 1 },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];

const SCHEMA = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: { budgetCents: { type: 'integer' }, channel: { type: 'string' } },
    },
    status: {
      type: 'object',
      properties: { phase: { type: 'string' }, spentCents: { type: 'integer' } },
    },
  },
};
