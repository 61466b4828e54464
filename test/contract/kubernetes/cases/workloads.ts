// Requests of the contract: workloads.
import {
  APPS,
  type Case,
  deployment,
  get,
  isRolledOut,
  merge,
  post,
  put,
  strategic,
  table,
} from './case.ts';

export const WORKLOADS: readonly Case[] = [
  post('a deployment', `${APPS}/deployments`, deployment('web'), 201),
  post(
    'a deployment without anything',
    `${APPS}/deployments`,
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' }, spec: {} },
    422,
  ),
  post(
    'a deployment with many mistakes',
    `${APPS}/deployments`,
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'x' },
      spec: {
        selector: { matchLabels: { app: 'x' } },
        template: { metadata: { labels: { app: 'y' } }, spec: { containers: [{ name: 'Web' }] } },
      },
    },
    422,
  ),
  get('the deployment when it has rolled out', `${APPS}/deployments/web`, 200, {
    until: isRolledOut(2),
  }),
  table('deployments', `${APPS}/deployments`),
  table('a deployment', `${APPS}/deployments/web`),
  get('the scale', `${APPS}/deployments/web/scale`),
  merge('a negative scale', `${APPS}/deployments/web/scale`, { spec: { replicas: -1 } }, 422),
  merge('negative replicas', `${APPS}/deployments/web`, { spec: { replicas: -1 } }, 422),
  merge(
    'another selector',
    `${APPS}/deployments/web`,
    { spec: { selector: { matchLabels: { app: 'other' } } } },
    422,
    { differs: 'the API shows the new selector as Go prints it' },
  ),
  strategic(
    'a container without its name',
    `${APPS}/deployments/web`,
    { spec: { template: { spec: { containers: [{ image: 'x' }] } } } },
    500,
  ),
  strategic(
    'a new container without an image',
    `${APPS}/deployments/web`,
    { spec: { template: { spec: { containers: [{ name: 'new' }] } } } },
    422,
  ),
  strategic(
    'a quantity that is none',
    `${APPS}/deployments/web`,
    {
      spec: {
        template: {
          spec: { containers: [{ name: 'web', resources: { limits: { cpu: '10x' } } }] },
        },
      },
    },
    422,
  ),
  strategic(
    'a limit below its request',
    `${APPS}/deployments/web`,
    {
      spec: {
        template: {
          spec: { containers: [{ name: 'web', resources: { limits: { cpu: '10m' } } }] },
        },
      },
    },
    422,
  ),
  merge(
    'a label that may not be',
    `${APPS}/deployments/web`,
    { metadata: { labels: { 'a b': 'c' } } },
    422,
    { differs: 'the real server lists the same cause three times' },
  ),
  strategic(
    'a dry run of a restart',
    `${APPS}/deployments/web?dryRun=All&fieldManager=contract`,
    {
      spec: {
        template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } },
      },
    },
    200,
    {},
  ),
  strategic(
    'a merge of containers, env and tolerations',
    `${APPS}/deployments/web?dryRun=All`,
    {
      spec: {
        template: {
          spec: {
            tolerations: [{ key: 'a', operator: 'Exists' }],
            containers: [
              { name: 'side', image: 's:1' },
              {
                name: 'web',
                env: [
                  { name: 'C', value: '3' },
                  { name: 'A', $patch: 'delete' },
                  { name: 'B', valueFrom: null, value: 'x' },
                ],
              },
            ],
          },
        },
      },
    },
    200,
    {},
  ),
  merge('two more replicas', `${APPS}/deployments/web/scale`, { spec: { replicas: 3 } }, 200),
  get('the deployment with three', `${APPS}/deployments/web`, 200, {
    until: isRolledOut(3),
  }),
  put(
    'a scale of one',
    `${APPS}/deployments/web/scale`,
    {
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'web', namespace: '{ns}' },
      spec: { replicas: 1 },
    },
    200,
  ),
  get('the deployment with one', `${APPS}/deployments/web`, 200, {
    until: isRolledOut(1),
  }),
];
