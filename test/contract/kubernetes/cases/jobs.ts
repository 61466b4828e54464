// Requests of the contract: jobs.
import { type Case, get, post, table } from './case.ts';

export const JOBS: readonly Case[] = [
  post(
    'a job',
    '/apis/batch/v1/namespaces/{ns}/jobs',
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'once' },
      spec: {
        template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'x:1' }] } },
      },
    },
    201,
  ),
  post(
    'a job that starts again for ever',
    '/apis/batch/v1/namespaces/{ns}/jobs',
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'bad' },
      spec: { template: { spec: { containers: [{ name: 'a', image: 'x:1' }] } } },
    },
    422,
  ),
  post(
    'a cron job',
    '/apis/batch/v1/namespaces/{ns}/cronjobs',
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'nightly' },
      spec: {
        schedule: '0 3 * * *',
        jobTemplate: {
          spec: {
            template: {
              spec: { restartPolicy: 'OnFailure', containers: [{ name: 'a', image: 'x:1' }] },
            },
          },
        },
      },
    },
    201,
  ),
  table('cron jobs', '/apis/batch/v1/namespaces/{ns}/cronjobs'),
  post(
    'a disruption budget',
    '/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets',
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web' },
      spec: { minAvailable: 3, selector: { matchLabels: { app: 'web' } } },
    },
    201,
  ),
  table('disruption budgets', '/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets'),
  get(
    'the budget when it is counted',
    '/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets/web',
    200,
    {
      until: (body) => (body as { status?: { expectedPods?: number } }).status?.expectedPods === 1,
    },
  ),
  post(
    'an ingress',
    '/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses',
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web' },
      spec: {
        rules: [
          {
            host: 'shop.example',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'web', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    },
    201,
  ),
  table('ingresses', '/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses'),
  post(
    'an autoscaler',
    '/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers',
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: {
        maxReplicas: 3,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'gone' },
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
          },
        ],
      },
    },
    201,
  ),
];
