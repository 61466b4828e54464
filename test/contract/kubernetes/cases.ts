// The requests of the contract, in the order in which they are sent. Each is sent alike to every server, in a namespace of its own.
import type { Ask } from './servers.ts';

export interface Case {
  readonly title: string;
  readonly ask: Ask;
  readonly code: number;
  /** The whole message of the Status, where there is one. */
  readonly message?: string;
  /** Asked again until it holds: controllers need their time. */
  readonly until?: (body: unknown) => boolean;
  /** Said where the servers' answers are not the same in every word, and why. */
  readonly differs?: string;
}

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
const NS = '/api/v1/namespaces/{ns}';
const APPS = '/apis/apps/v1/namespaces/{ns}';
const AS_NOBODY = { 'impersonate-user': 'nobody' };

type More = Partial<Omit<Case, 'title' | 'ask' | 'code'>> & { headers?: Record<string, string> };

function get(title: string, path: string, code = 200, { headers, ...more }: More = {}): Case {
  return {
    title,
    ask: { method: 'GET', path, ...(headers === undefined ? {} : { headers }) },
    code,
    ...more,
  };
}

function table(
  title: string,
  path: string,
  { code = 200, ...more }: More & { code?: number } = {},
): Case {
  return get(`a Table of ${title}`, path, code, { ...more, headers: TABLE });
}

function write(method: string, contentType: string) {
  return (
    title: string,
    path: string,
    body: unknown,
    code: number,
    { headers, ...more }: More = {},
  ): Case => ({
    title,
    ask: {
      method,
      path,
      headers: { 'content-type': contentType, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    },
    code,
    ...more,
  });
}

const post = write('POST', 'application/json');
const put = write('PUT', 'application/json');
const merge = write('PATCH', 'application/merge-patch+json');
const strategic = write('PATCH', 'application/strategic-merge-patch+json');
const jsonPatch = write('PATCH', 'application/json-patch+json');
const remove = write('DELETE', 'application/json');

const config = (name: string, data?: unknown, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...more },
  ...(data === undefined ? {} : { data }),
});

const CONTAINER = {
  name: 'web',
  image: 'shop/web:1',
  ports: [{ containerPort: 80 }],
  env: [
    { name: 'A', value: '1' },
    { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ],
  resources: { requests: { cpu: '0.1', memory: '1024Ki' } },
  readinessProbe: { httpGet: { path: '/', port: 80 } },
};

const deployment = (name: string, replicas = 2) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: { app: name } },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [CONTAINER] } },
  },
});

const isRolledOut = (replicas: number) => (body: unknown) => {
  const { status, metadata } = body as {
    status?: {
      observedGeneration?: number;
      availableReplicas?: number;
      replicas?: number;
      updatedReplicas?: number;
      terminatingReplicas?: number;
      conditions?: { reason?: string }[];
    };
    metadata?: { generation?: number };
  };
  return (
    status?.observedGeneration === metadata?.generation &&
    (status?.availableReplicas ?? 0) === replicas &&
    (status?.replicas ?? 0) === replicas &&
    (status?.updatedReplicas ?? 0) === replicas &&
    (status?.terminatingReplicas ?? 0) === 0 &&
    (status?.conditions?.some(({ reason }) => reason === 'NewReplicaSetAvailable') ?? false)
  );
};

/** Whether the controller has seen the latest state of the spec. */
function isSeen(body: unknown): boolean {
  const { status, metadata } = body as {
    status?: { observedGeneration?: number };
    metadata?: { generation?: number };
  };
  return status?.observedGeneration === metadata?.generation;
}

const rowCount = (count: number) => (body: unknown) =>
  (body as { rows?: unknown[] }).rows?.length === count;
const review = (kind: string, spec: unknown) => ({
  apiVersion: 'authorization.k8s.io/v1',
  kind,
  spec,
});
const REVIEWS = '/apis/authorization.k8s.io/v1';

export const CASES: readonly Case[] = [
  // --- what is there -------------------------------------------------------------------------------------------------
  get('the versions of the core group', '/api'),
  get('a path that is nothing', '/nowhere', 404),
  get('a group that nobody serves', '/apis/nobody.example/v1/things', 404),
  get('a kind that a served group lacks', `${NS}/things`, 404, {
    message: 'the server could not find the requested resource',
  }),
  get('a subresource that is none', `${APPS}/deployments/web/thing`, 404),
  get('a namespaced kind by name without its namespace', '/api/v1/pods/web', 404),
  get('a namespace that is not there', '/api/v1/namespaces/no-such', 404, {
    message: 'namespaces "no-such" not found',
  }),
  get('an empty list', `${NS}/pods`),
  get('a list in a namespace that is not there', '/api/v1/namespaces/no-such/pods'),
  ...['pods', 'services', 'endpoints', 'events', 'secrets', 'persistentvolumeclaims'].map(
    (plural) => table(`no ${plural}`, `${NS}/${plural}`),
  ),
  ...['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'controllerrevisions'].map(
    (plural) => table(`no ${plural}`, `${APPS}/${plural}`),
  ),
  ...['jobs', 'cronjobs'].map((plural) =>
    table(`no ${plural}`, `/apis/batch/v1/namespaces/{ns}/${plural}`),
  ),
  table('no autoscalers', '/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers'),
  table('no ingresses', '/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses'),
  table('no disruption budgets', '/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets'),
  table('no endpoint slices', '/apis/discovery.k8s.io/v1/namespaces/{ns}/endpointslices'),
  table('no roles', '/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles'),
  table('no role bindings', '/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings'),
  table('no leases', '/apis/coordination.k8s.io/v1/namespaces/{ns}/leases'),
  table('the namespace itself', NS),
  // --- reading with mistakes -----------------------------------------------------------------------------------------
  get('a pod that is not there', `${NS}/pods/nope`, 404, { message: 'pods "nope" not found' }),
  get('a deployment that is not there', `${APPS}/deployments/nope`, 404, {
    message: 'deployments.apps "nope" not found',
  }),
  get('the scale of nothing', `${APPS}/deployments/nope/scale`, 404),
  get('the log of nothing', `${NS}/pods/nope/log`, 404),
  get('a label selector with too many words', `${NS}/pods?labelSelector=a%20b%20c`, 400),
  get('a label selector with a bad key', `${NS}/pods?labelSelector=-a%3Db`, 400),
  get('a label selector with a bad value', `${NS}/pods?labelSelector=a%3D-b`, 400),
  get('a label selector without its bracket', `${NS}/pods?labelSelector=a%20in%20(b`, 400),
  get('a field selector of an unknown field', `${NS}/pods?fieldSelector=spec.foo%3Dbar`, 400, {
    message: 'field label not supported: spec.foo',
  }),
  get('a field selector of a kind that has none', `${NS}/configmaps?fieldSelector=data%3Dbar`, 400),
  get(
    'a field selector of a deployment',
    `${APPS}/deployments?fieldSelector=spec.replicas%3D1`,
    400,
  ),
  get('a field selector without a value', `${NS}/pods?fieldSelector=foo`, 400, {
    message: "invalid selector: 'foo'; can't understand 'foo'",
  }),
  get('a limit that is no number', `${NS}/pods?limit=x`, 400),
  get('a continue token that is none', `${NS}/pods?continue=abc`, 400),
  get('a version that is no number', `${NS}/pods?resourceVersion=abc`, 400),
  get('a version of the future', `${NS}/pods?resourceVersion=99999999`, 504),
  // --- access --------------------------------------------------------------------------------------------------------
  get('a list by somebody without rights', `${NS}/pods`, 403, { headers: AS_NOBODY }),
  get('a list everywhere by somebody without rights', '/api/v1/pods', 403, { headers: AS_NOBODY }),
  get('an object by somebody without rights', `${APPS}/deployments/web`, 403, {
    headers: AS_NOBODY,
  }),
  get('a log by somebody without rights', `${NS}/pods/p1/log`, 403, { headers: AS_NOBODY }),
  get('a path by somebody without rights', '/nowhere', 403, { headers: AS_NOBODY }),
  get('the version for somebody without rights', '/api', 200, { headers: AS_NOBODY }),
  post('a create by somebody without rights', `${APPS}/deployments`, deployment('web'), 403, {
    headers: AS_NOBODY,
  }),
  get('groups without a user', `${NS}/pods`, 400, { headers: { 'impersonate-group': 'devs' } }),
  get('a wrong token', `${NS}/pods`, 401, {
    headers: { authorization: 'Bearer wrong' },
    message: 'Unauthorized',
  }),
  post(
    'may I',
    `${REVIEWS}/selfsubjectaccessreviews`,
    review('SelfSubjectAccessReview', {
      resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'x' },
    }),
    201,
  ),
  post(
    'may nobody',
    `${REVIEWS}/selfsubjectaccessreviews`,
    review('SelfSubjectAccessReview', {
      resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'x' },
    }),
    201,
    { headers: AS_NOBODY },
  ),
  post(
    'may I, about nothing',
    `${REVIEWS}/selfsubjectaccessreviews`,
    review('SelfSubjectAccessReview', {}),
    422,
  ),
  post(
    'may somebody',
    `${REVIEWS}/subjectaccessreviews`,
    review('SubjectAccessReview', {
      user: 'zed',
      resourceAttributes: { verb: 'delete', resource: 'pods' },
    }),
    201,
  ),
  post(
    'what may nobody',
    `${REVIEWS}/selfsubjectrulesreviews`,
    review('SelfSubjectRulesReview', { namespace: 'default' }),
    201,
    {
      headers: AS_NOBODY,
      differs: 'the real server merges the rules of several roles in an order of its own',
    },
  ),
  // --- writing simple things -----------------------------------------------------------------------------------------
  post('a config map', `${NS}/configmaps`, config('settings', { a: '1' }), 201),
  post('a config map that is there', `${NS}/configmaps`, config('settings', { a: '1' }), 409, {
    message: 'configmaps "settings" already exists',
  }),
  post('a config map of a dry run', `${NS}/configmaps?dryRun=All`, config('dry', { a: '1' }), 201),
  get('which kept nothing', `${NS}/configmaps/dry`, 404),
  post('a dry run of another kind', `${NS}/configmaps?dryRun=Some`, config('dry'), 422),
  post('a bad name', `${NS}/configmaps`, config('A_b'), 422),
  post('no name', `${NS}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap' }, 422),
  post(
    'bad labels and annotations',
    `${NS}/configmaps`,
    config('x', undefined, { labels: { 'bad key': 'v v' }, annotations: { '-x': '1' } }),
    422,
  ),
  post(
    'the namespace of another',
    `${NS}/configmaps`,
    config('x', undefined, { namespace: 'other' }),
    400,
  ),
  post('a namespace that is not there', '/api/v1/namespaces/no-such/configmaps', config('x'), 404),
  post('a number for a text', `${NS}/configmaps`, config('x', { a: 1 }), 400),
  post(
    'another kind',
    `${NS}/configmaps`,
    { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'x' } },
    400,
  ),
  post(
    'another version',
    `${APPS}/deployments`,
    { ...deployment('x'), apiVersion: 'apps/v1beta1' },
    400,
  ),
  post('to a name', `${NS}/configmaps/settings`, config('settings'), 405),
  put('to a collection', `${NS}/configmaps`, config('settings'), 405),
  put(
    'an old version',
    `${NS}/configmaps/settings`,
    config('settings', { a: '2' }, { resourceVersion: '1' }),
    409,
  ),
  put('another name', `${NS}/configmaps/settings`, config('other'), 400),
  put('what is not there', `${NS}/configmaps/none?dryRun=All`, config('none'), 404),
  put('new data', `${NS}/configmaps/settings`, config('settings', { a: '2' }), 200),
  merge('a merge patch', `${NS}/configmaps/settings`, { data: { a: null, b: '2' } }, 200),
  merge(
    'a merge patch of labels',
    `${NS}/configmaps/settings`,
    { metadata: { labels: { team: 'shop', gone: null } } },
    200,
  ),
  merge(
    'a merge patch of an old version',
    `${NS}/configmaps/settings`,
    { metadata: { resourceVersion: '1' }, data: { c: '1' } },
    409,
  ),
  merge(
    'a merge patch of the name',
    `${NS}/configmaps/settings`,
    { metadata: { name: 'other' } },
    400,
  ),
  merge('a merge patch of nothing', `${NS}/configmaps/none`, {}, 404),
  merge('a patch that is no JSON', `${NS}/configmaps/settings`, '[1', 400),
  write('PATCH', 'application/json')(
    'a patch without its type',
    `${NS}/configmaps/settings`,
    {},
    415,
  ),
  jsonPatch(
    'a JSON patch',
    `${NS}/configmaps/settings`,
    [{ op: 'add', path: '/data/c', value: '1' }],
    200,
  ),
  jsonPatch(
    'a JSON patch whose test fails',
    `${NS}/configmaps/settings`,
    [{ op: 'test', path: '/data/b', value: '1' }],
    422,
  ),
  strategic(
    'a strategic patch',
    `${NS}/configmaps/settings`,
    { data: { d: '4' }, metadata: { annotations: { note: 'x' } } },
    200,
  ),
  table('config maps', `${NS}/configmaps?labelSelector=team%3Dshop`),
  table(
    'config maps without objects',
    `${NS}/configmaps?labelSelector=team%3Dshop&includeObject=None`,
  ),
  table(
    'config maps with objects',
    `${NS}/configmaps?labelSelector=team%3Dshop&includeObject=Object`,
  ),
  get('config maps by label', `${NS}/configmaps?labelSelector=team%20in%20(shop,ads),!gone`),
  get('config maps by name', `${NS}/configmaps?fieldSelector=metadata.name%3Dsettings`),
  get('the first page', `${NS}/configmaps?limit=1`),
  get(
    'a watch that ends',
    `${NS}/configmaps?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dsettings`,
  ),
  remove('a dry run of a deletion', `${NS}/configmaps/settings?dryRun=All`, '', 200),
  remove('a policy that is none', `${NS}/configmaps/settings?propagationPolicy=Foo`, '', 422),
  remove('a config map', `${NS}/configmaps/settings`, '', 200),
  remove('what is gone', `${NS}/configmaps/settings`, '', 404),
  post(
    'a secret in clear',
    `${NS}/secrets`,
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' }, stringData: { a: 'b' } },
    201,
  ),
  table('secrets', `${NS}/secrets`),
  post(
    'a service',
    `${NS}/services`,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    },
    201,
  ),
  post(
    'a service with a bad name',
    `${NS}/services`,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'Web_1' },
      spec: { ports: [{ port: 80 }] },
    },
    422,
  ),
  // --- workloads -----------------------------------------------------------------------------------------------------
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
  // --- pods ----------------------------------------------------------------------------------------------------------
  post(
    'a pod that is too big',
    `${NS}/pods`,
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'big' },
      spec: {
        containers: [
          { name: 'a', image: 'x:1', resources: { requests: { cpu: '900' } } },
          { name: 'b', image: 'y' },
        ],
      },
    },
    201,
  ),
  get('the pod that waits', `${NS}/pods/big`, 200, {
    until: (body) => JSON.stringify(body).includes('Unschedulable'),
  }),
  table('the pod that waits', `${NS}/pods/big`),
  get('a log without a container', `${NS}/pods/big/log`, 400, {
    message: 'a container name must be specified for pod big, choose one of: [a b]',
  }),
  get('a log of another container', `${NS}/pods/big/log?container=zz`, 400),
  get('a log of a pod that waits', `${NS}/pods/big/log?container=a`, 204),
  get('a log with a negative tail', `${NS}/pods/big/log?container=a&tailLines=-1`, 422),
  get('a log with a tail that is no number', `${NS}/pods/big/log?container=a&tailLines=x`, 400),
  get('a log since no time', `${NS}/pods/big/log?container=a&sinceSeconds=0`, 422),
  get(
    'a log since two times',
    `${NS}/pods/big/log?container=a&sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z`,
    422,
  ),
  get('a log of no bytes', `${NS}/pods/big/log?container=a&limitBytes=0`, 422),
  merge(
    'another name for a container',
    `${NS}/pods/big`,
    { spec: { nodeSelector: { a: 'b' } } },
    422,
    { differs: 'the real server shows how the pod would differ' },
  ),
  post(
    'an eviction of nothing',
    `${NS}/pods/nope/eviction`,
    { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'nope', namespace: '{ns}' } },
    404,
  ),
  post(
    'an eviction of a pod that waits',
    `${NS}/pods/big/eviction`,
    { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'big', namespace: '{ns}' } },
    201,
  ),
  get('the pod that was evicted', `${NS}/pods/big`, 404),
  // --- jobs ----------------------------------------------------------------------------------------------------------
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
  // --- more kinds ----------------------------------------------------------------------------------------------------
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
  // --- the end -------------------------------------------------------------------------------------------------------
  remove(
    'the deployment',
    `${APPS}/deployments/web`,
    { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' },
    200,
  ),
  table('no pods of it when they have gone', `${NS}/pods?labelSelector=app%3Dweb`, {
    until: rowCount(0),
  }),
];
