// Requests of the contract: more kinds.
import {
  APPS,
  type Case,
  get,
  isRolledOut,
  isSeen,
  merge,
  NS,
  post,
  remove,
  strategic,
  table,
} from './case.ts';

export const MORE_KINDS: readonly Case[] = [
  table('replica sets', `${APPS}/replicasets`),
  table('pods that run', `${NS}/pods?labelSelector=app%3Dweb`),
  table('pods that run, without objects', `${NS}/pods?labelSelector=app%3Dweb&includeObject=None`),
  table('services', `${NS}/services`),
  table('service accounts', `${NS}/serviceaccounts`),
  table('autoscalers', '/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers'),
  table('jobs that ended', '/apis/batch/v1/namespaces/{ns}/jobs', {
    until: (body) => JSON.stringify(body).includes('"Complete"'),
  }),
  table('nothing of an unknown include', `${NS}/pods?includeObject=Some`, { code: 400 }),
  post(
    'a stateful set',
    `${APPS}/statefulsets`,
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db' },
      spec: {
        serviceName: 'db',
        selector: { matchLabels: { app: 'db' } },
        template: {
          metadata: { labels: { app: 'db' } },
          spec: { containers: [{ name: 'db', image: 'db:1' }] },
        },
      },
    },
    201,
  ),
  merge('another service name', `${APPS}/statefulsets/db`, { spec: { serviceName: 'other' } }, 422),
  table('stateful sets when they run', `${APPS}/statefulsets`, {
    until: (body) => JSON.stringify(body).includes('"1/1"'),
  }),
  post(
    'a daemon set',
    `${APPS}/daemonsets`,
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'agent' },
      spec: {
        selector: { matchLabels: { app: 'agent' } },
        template: {
          metadata: { labels: { app: 'agent' } },
          spec: { containers: [{ name: 'agent', image: 'agent:1' }] },
        },
      },
    },
    201,
  ),
  table('daemon sets when they run', `${APPS}/daemonsets`, {
    until: (body) => JSON.stringify(body).includes('["agent",2,2,2,2,2'),
  }),
  table('controller revisions', `${APPS}/controllerrevisions`),
  post(
    'a claim',
    `${NS}/persistentvolumeclaims`,
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
    201,
  ),
  table('claims', `${NS}/persistentvolumeclaims`),
  get('the scale of a stateful set', `${APPS}/statefulsets/db/scale`),
  get('the scale of a daemon set', `${APPS}/daemonsets/agent/scale`, 404),
  get('the status of a deployment', `${APPS}/deployments/web/status`),
  merge(
    'another template for a job',
    '/apis/batch/v1/namespaces/{ns}/jobs/once',
    { spec: { template: { spec: { containers: null } } } },
    422,
    { differs: 'the API shows the new template as Go prints it' },
  ),
  strategic(
    'a restart',
    `${APPS}/deployments/web`,
    { spec: { template: { metadata: { annotations: { restarted: 'now' } } } } },
    200,
  ),
  get('the deployment after the restart', `${APPS}/deployments/web`, 200, {
    until: isRolledOut(1),
  }),
  table(
    'replica sets after the restart',
    `${APPS}/replicasets?labelSelector=app%3Dweb&includeObject=None`,
  ),
  merge('a pause', `${APPS}/deployments/web`, { spec: { paused: true } }, 200),
  get('the deployment that is paused', `${APPS}/deployments/web`, 200, {
    until: (body) => JSON.stringify(body).includes('DeploymentPaused') && isSeen(body),
  }),
  merge(
    'an image while it is paused',
    `${APPS}/deployments/web`,
    { spec: { template: { metadata: { annotations: { restarted: 'later' } } } } },
    200,
  ),
  get('the deployment that waits', `${APPS}/deployments/web`, 200, { until: isSeen }),
  merge('a resumption', `${APPS}/deployments/web`, { spec: { paused: null } }, 200),
  get('the deployment after it went on', `${APPS}/deployments/web`, 200, { until: isRolledOut(1) }),
  remove('pods by label', `${NS}/pods?labelSelector=app%3Dnobody`, '', 200),
  remove(
    'a pod with an unknown uid',
    `${NS}/pods/db-0`,
    { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: 'x' } },
    409,
  ),
  remove(
    'a deployment and leave its pods',
    `${APPS}/statefulsets/db`,
    { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Orphan' },
    200,
  ),
  post(
    'a namespace with a bad name',
    '/api/v1/namespaces',
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'Bad_Name' } },
    422,
  ),
  merge('a taint that is none on nothing', '/api/v1/nodes/no-such', {}, 404),
];
