// What the recording API server answers: discovery, lists, objects, Tables, logs and reviews, all with hostile texts in
// them and with the canary in every Secret. It refuses nothing, so that nothing but the bot holds the bot back.

import type { ServerResponse } from 'node:http';
import { json, type Seen } from '../contract/adapter/fake-server.ts';
import { CALLS, CANARY, CONTAINERS, JOB_SPEC, KINDS, type Kind, OBJECT_UID } from './world.ts';

export interface ApiServer {
  answer(request: Seen, response: ServerResponse): void;
  /** What was deleted or evicted is there again. */
  forget(): void;
}

export function createApiServer(): ApiServer {
  const deleted = new Set<string>();
  const evicted = new Set<string>();
  return {
    answer: (request, response) => {
      response.setHeader('warning', '299 - "careful <!here>"');
      const { code, body } = deleted.has(request.url)
        ? refusal(404, 'NotFound', `gone ${CALLS}`)
        : withoutPods(answerTo(request), request, evicted);
      const [, pod] = /\/pods\/([^/]+)\/eviction\?(?!.*dryRun)/u.exec(request.url) ?? [];
      if (pod !== undefined) evicted.add(pod);
      if (request.method === 'DELETE' && !/"dryRun":\["All"\]/u.test(request.body)) {
        deleted.add(request.url);
      }
      if (typeof body === 'object') json(response, code, body);
      else response.writeHead(code, { 'content-type': 'text/plain' }).end(body);
    },
    forget: () => {
      deleted.clear();
      evicted.clear();
    },
  };
}

/** Once they were evicted they are no longer on their node. */
function withoutPods(answer: Answer, { url }: Seen, evicted: ReadonlySet<string>): Answer {
  if (!url.startsWith('/api/v1/pods?') || !url.includes('nodeName')) return answer;
  const { items, ...list } = answer.body as { items?: readonly { metadata: { name: string } }[] };
  const left = items?.filter(({ metadata }) => !evicted.has(metadata.name)) ?? [];
  return { ...answer, body: { ...list, items: left } };
}

interface Answer {
  readonly code: number;
  readonly body: object | string;
}

function answerTo(request: Seen): Answer {
  const url = URL.parse(request.url, 'https://server');
  if (url === null) return refusal(400, 'BadRequest', request.url);
  const found = readPath(url.pathname);
  if (found === undefined) return answerPublic(url.pathname);
  const { name, subresource } = found;
  if (subresource === 'log') {
    return { code: 200, body: `one ${CALLS}\ntwo \`\`\` *bold* \u202e\u001b[31m\nthree\n` };
  }
  if (request.method === 'POST' && found.kind === undefined) {
    return { code: 201, body: { status: { allowed: true, reason: CALLS, resourceRules: RULES } } };
  }
  if (name?.startsWith('missing') === true || found.kind === undefined) {
    return refusal(404, 'NotFound', `${found.plural} "${name}" not found`);
  }
  const place = { namespace: found.namespace, ...(name === undefined ? {} : { name }) };
  const isTable = request.method === 'GET' && request.headers.accept?.includes('as=Table') === true;
  if (name === undefined && request.method === 'GET') {
    const items = ['web-1', 'web-2'].map((each) => objectOf(found.kind, { ...place, name: each }));
    return { code: 200, body: isTable ? tableOf(items, url) : listOf(found.kind, items) };
  }
  const object = objectOf(found.kind, { name: 'web-1', ...place });
  return { code: 200, body: isTable ? tableOf([object], url) : object };
}

interface Found {
  readonly plural: string;
  /** Absent for what is not served, as the access reviews. */
  readonly kind: Kind | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

function readPath(pathname: string): Found | undefined {
  const match =
    /^\/(?:api|apis\/(?<group>[^/]+))\/(?<version>[^/]+)(?:\/namespaces\/(?<namespace>[^/]+)(?=\/))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+))?(?:\/(?<sub>[^/]+))?$/u.exec(
      pathname,
    );
  if (match?.groups === undefined) return undefined;
  const { group = '', namespace, plural = '', name, sub } = match.groups;
  const kind = KINDS.find((each) => each.group === group && each.plural === plural);
  return { plural, kind, namespace, name: decoded(name), subresource: sub };
}

function decoded(segment: string | undefined): string | undefined {
  return segment === undefined ? undefined : decodeURIComponent(segment);
}

function answerPublic(pathname: string): Answer {
  if (pathname === '/version') return { code: 200, body: { gitVersion: 'v1.36.3', major: '1' } };
  if (pathname === '/api') return { code: 200, body: discovery('') };
  if (pathname === '/apis') return { code: 200, body: discovery(undefined) };
  return refusal(404, 'NotFound', `no such path ${CALLS}`);
}

/** @param group '' for the core group, undefined for all the others. */
function discovery(group: '' | undefined): object {
  const kinds = KINDS.filter((each) => (each.group === '') === (group === ''));
  const groups = [...new Set(kinds.map((each) => each.group))];
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    items: groups.map((name) => ({
      metadata: { name },
      versions: [
        {
          version: kinds.find((each) => each.group === name)?.version,
          resources: kinds.filter((each) => each.group === name).map(discovered),
        },
      ],
    })),
  };
}

function discovered({ plural, kind, isNamespaced, short, categories, singular }: Kind): object {
  return {
    resource: plural,
    responseKind: { kind },
    scope: isNamespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
    shortNames: short,
    categories,
  };
}

const RULES = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];
const SECRET_DATA = { password: Buffer.from(CANARY).toString('base64') };

function objectOf(kind: Kind | undefined, place: { namespace?: string | undefined; name: string }) {
  const { group = '', version = 'v1', kind: name = 'Thing' } = kind ?? {};
  const isSecret = kind?.kind === 'Secret';
  return {
    kind: name,
    apiVersion: group === '' ? version : `${group}/${version}`,
    metadata: {
      ...(kind?.isNamespaced === false ? {} : { namespace: place.namespace ?? 'shop' }),
      name: place.name,
      uid: OBJECT_UID,
      resourceVersion: '7',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app: 'web' },
      ownerReferences: [{ kind: 'Deployment', name: 'web', uid: OBJECT_UID, controller: true }],
      annotations: {
        note: CALLS,
        ...(kind?.kind === 'ReplicaSet' ? { [REVISION]: place.name.slice(-1) } : {}),
        ...(isSecret ? { [LAST_APPLIED]: JSON.stringify({ data: SECRET_DATA }) } : {}),
      },
    },
    ...partsOf(kind, place.name),
  };
}

const REVISION = 'deployment.kubernetes.io/revision';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function partsOf(kind: Kind | undefined, name: string): object {
  switch (kind?.kind) {
    case 'Secret':
      return { type: 'Opaque', data: SECRET_DATA, stringData: { token: CANARY } };
    case 'Vault':
      return { spec: { template: { kind: 'Secret', data: SECRET_DATA } }, status: {} };
    case 'Event':
      return {
        involvedObject: { kind: 'Pod', name: 'web-1', namespace: 'shop' },
        type: 'Warning',
        reason: 'BackOff',
        message: `failed ${CALLS}`,
        lastTimestamp: '2026-01-01T00:00:00Z',
      };
    case 'ControllerRevision':
      return { revision: Number(name.slice(-1)), data: { spec: { template: templateOf(name) } } };
    case 'ReplicaSet':
      return { spec: { ...WORKLOAD, template: templateOf(name) }, status: {} };
    case 'Node':
      return { spec: { unschedulable: name.startsWith('cordoned') }, status: { conditions: [] } };
    case 'PodMetrics':
      return { containers: [{ name: 'app', usage: USAGE }] };
    case 'NodeMetrics':
      return { usage: USAGE };
    default:
      return {
        spec: { ...WORKLOAD, paused: name.startsWith('paused') },
        status: { phase: CALLS, conditions: [], ...ROLLED_OUT },
        data: { note: CALLS },
      };
  }
}

const USAGE = { cpu: '12m', memory: '34Mi' };
const ROLLED_OUT = {
  ...{ replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2 },
  ...{ desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 },
};
/** Enough of a spec for every kind that is asked for one. */
const WORKLOAD = {
  replicas: 2,
  nodeName: 'node-1',
  containers: CONTAINERS,
  selector: { matchLabels: { app: 'web' } },
  template: { metadata: { labels: { app: 'web' } }, spec: { containers: CONTAINERS } },
  jobTemplate: { spec: JOB_SPEC },
};

/** Each revision has another image. */
function templateOf(name: string): object {
  const containers = CONTAINERS.map((each) => ({ ...each, image: `shop/${name}` }));
  return { metadata: { labels: { app: 'web' } }, spec: { containers }, $patch: 'replace' };
}

function listOf(kind: Kind | undefined, items: readonly object[]): object {
  const { group = '', version = 'v1', kind: name = 'Thing' } = kind ?? {};
  const apiVersion = group === '' ? version : `${group}/${version}`;
  return { kind: `${name}List`, apiVersion, metadata: { resourceVersion: '9' }, items };
}

function tableOf(items: readonly ReturnType<typeof objectOf>[], url: URL): object {
  const include = url.searchParams.get('includeObject') ?? 'Metadata';
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {},
    columnDefinitions: ['Name', 'Status', 'Age'].map((name) => ({ name, type: 'string' })),
    rows: items.map((item) => ({
      cells: [item.metadata.name, CALLS, '3d'],
      ...(include === 'None' ? {} : { object: include === 'Object' ? item : metadataOf(item) }),
    })),
  };
}

function metadataOf({ metadata }: ReturnType<typeof objectOf>): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

function refusal(code: number, reason: string, message: string): Answer {
  return {
    code,
    body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message },
  };
}
