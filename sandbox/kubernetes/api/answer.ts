// Finds who answers a request: authorises it, finds its resource and hands it on. It writes no bytes.
import { type Cluster, findType } from '../cluster.ts';
import type { ResourceType } from '../resources.ts';
import { methodNotAllowed, unknownResource } from '../status.ts';
import { answerCreate } from '../write/create.ts';
import { answerDelete, answerDeleteCollection } from '../write/delete.ts';
import { answerScale } from '../write/scale.ts';
import { answerPatch, answerUpdate } from '../write/update.ts';
import { assertMayCall, assertMayRead } from './authorize.ts';
import type { Answer, Call, ResourceCall, Route } from './call.ts';
import { answerDiscovery } from './discovery.ts';
import { answerEviction } from './eviction.ts';
import { answerList, getObject } from './list.ts';
import { answerLog } from './logs.ts';
import { answerMetrics } from './metrics.ts';
import { answerOpenApi } from './openapi.ts';
import { answerReview } from './reviews.ts';
import { parseRoute } from './route.ts';
import { asServed } from './served.ts';
import { answerWatch } from './watch.ts';

const NOWHERE: Answer = { kind: 'text', code: 404, text: '404 page not found\n' };

/** @param address the server's own host and port. @throws Refusal. */
export function answerCall(cluster: Cluster, call: Call, address: string): Answer {
  const route = parseRoute(call.method, call.path, call.query);
  if (route === undefined) {
    assertMayRead(cluster, call.user, call.method, call.path);
    return answerDiscovery(cluster, call, address) ?? answerOpenApi(cluster, call) ?? NOWHERE;
  }
  assertMayCall(cluster, call.user, route);
  const type = findType(cluster, route);
  if (type === undefined) return missingType(cluster, route);
  return withDeprecation(type, answerResource(cluster, { ...call, route, type }));
}

/** Served still, and said to be old at each answer. */
function withDeprecation(type: ResourceType, answer: Answer): Answer {
  const warning = DEPRECATED[type.storedAs];
  if (warning === undefined || (answer.kind !== 'json' && answer.kind !== 'object')) return answer;
  return { ...answer, warnings: [warning, ...(answer.warnings ?? [])] };
}

const DEPRECATED: Readonly<Record<string, string>> = {
  'Endpoints.': 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
};

/** A group that is not served at all is no path of the server; a missing kind of a served one is a Status. */
function missingType(cluster: Cluster, { group, version }: Route): Answer {
  const isServed = group === '' || findGroup(cluster, group, version);
  if (!isServed) return NOWHERE;
  throw unknownResource();
}

function findGroup(cluster: Cluster, group: string, version: string): boolean {
  const call = { path: `/apis/${group}/${version}`, accept: '' };
  return answerDiscovery(cluster, call as Call, '') !== undefined;
}

function answerResource(cluster: Cluster, call: ResourceCall): Answer {
  const { route, type } = call;
  assertPlace(route, type);
  if (route.subresource !== undefined) return answerSubresource(cluster, call);
  if (!type.verbs.includes(route.verb)) throw methodNotAllowed();
  if (type.group === 'metrics.k8s.io') return answerMetrics(cluster, call);
  switch (route.verb) {
    case 'get':
      return { kind: 'object', code: 200, object: asServed(type, getObject(cluster, call)) };
    case 'list':
      return answerList(cluster, call);
    case 'watch':
      return answerWatch(cluster, call);
    case 'create':
      if (route.name !== undefined) throw methodNotAllowed();
      return type.group.startsWith('auth')
        ? answerReview(cluster, call)
        : answerCreate(cluster, call);
    case 'update':
      if (route.name === undefined) throw methodNotAllowed();
      return answerUpdate(cluster, call);
    case 'patch':
      if (route.name === undefined) throw methodNotAllowed();
      return answerPatch(cluster, call);
    case 'delete':
      return answerDelete(cluster, call);
    case 'deletecollection':
      return answerDeleteCollection(cluster, call);
    default:
      throw methodNotAllowed();
  }
}

/** A namespaced thing must be asked for in a namespace, and a cluster's thing in none. */
function assertPlace({ namespace, name, verb }: Route, type: ResourceType): void {
  if (!type.namespaced && namespace !== undefined) throw unknownResource();
  if (!type.namespaced || namespace !== undefined) return;
  if (name !== undefined) throw unknownResource();
  if (verb !== 'list' && verb !== 'watch') throw methodNotAllowed();
}

function answerSubresource(cluster: Cluster, call: ResourceCall): Answer {
  const { route, type } = call;
  const subresource = type.subresources.find(({ name }) => name === route.subresource);
  if (subresource === undefined) throw unknownResource();
  if (!subresource.verbs.includes(route.verb)) throw methodNotAllowed();
  switch (subresource.name) {
    case 'scale':
      return answerScale(cluster, call);
    case 'log':
      return answerLog(cluster, call);
    case 'eviction':
      return answerEviction(cluster, call);
    case 'status':
      if (route.verb === 'get')
        return { kind: 'object', code: 200, object: getObject(cluster, call) };
      return route.verb === 'patch' ? answerPatch(cluster, call) : answerUpdate(cluster, call);
    default:
      throw unknownResource();
  }
}
