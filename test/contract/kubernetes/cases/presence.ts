// Requests of the contract: what is there.
import { APPS, type Case, get, NS, table } from './case.ts';

export const PRESENCE: readonly Case[] = [
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
];
