// The adapter against a server that misbehaves: every failure has an end and plain words, and nothing is sent that may not
// be sent.

import type { AddressInfo } from 'node:net';
import { createServer as createPlainServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type ClusterSettings,
  createClusters,
  type OpenClusters,
} from '../../../bot/adapters/kubernetes.ts';
import type { Access } from '../../../bot/command.ts';
import { OperatorError } from '../../../bot/errors.ts';
import { type ApiRequest, StatusError } from '../../../bot/kubernetes/api.ts';
import { UnnamedRequestError } from '../../../bot/kubernetes/guard.ts';
import { UnknownOutcomeError } from '../../../bot/unknown-outcome.ts';
import { type FakeServer, json, startFakeServer } from './fake-server.ts';

const PODS = { group: '', version: 'v1', resource: 'pods' };
const SECRETS = { group: '', version: 'v1', resource: 'secrets' };
const GET: ApiRequest = { verb: 'get', resource: PODS, namespace: 'shop', name: 'web' };
const LIST: ApiRequest = { verb: 'list', resource: PODS, namespace: 'shop' };
const PATCH: ApiRequest = { ...GET, verb: 'patch', patch: 'merge', body: { spec: {} } };
const ANYTHING: Access[] = (
  ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] as const
).flatMap((verb) =>
  ['pods', 'secrets', 'jobs'].flatMap((resource) =>
    [undefined, 'log', 'eviction', 'exec'].map((subresource) => ({
      verb,
      group: '',
      resource,
      ...(subresource === undefined ? {} : { subresource }),
    })),
  ),
);
/** Nothing listens there: it is reserved (RFC 6335). */
const CLOSED_PORT = 1;
const LIMITS = { answerBytes: 100_000, catalogCacheMs: 1000, discoveryMs: 60_000 };

let fake: FakeServer;
let open: OpenClusters[] = [];
let refused: unknown[] = [];
let nowMs = 0;

beforeAll(async () => {
  fake = await startFakeServer();
});
afterAll(async () => {
  await fake.close();
});
beforeEach(() => {
  fake.seen.length = 0;
  fake.answer = (_request, response) => json(response, 200, { kind: 'Pod' });
  refused = [];
});
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
});

function clusters(settings: Partial<ClusterSettings> = {}, limits = LIMITS): OpenClusters {
  const made = createClusters({
    clusters: [{ name: 'c', environment: 'test', kubeconfig: fake.kubeconfig, ...settings }],
    limits,
    clock: { nowMs: () => nowMs },
    log: { info: () => {}, warn: () => {}, error: (fields) => refused.push(fields) },
  });
  open.push(made);
  return made;
}

function api(
  accesses: readonly Access[] = ANYTHING,
  options: { settings?: Partial<ClusterSettings>; signal?: AbortSignal; user?: string } = {},
) {
  const as = options.user === undefined ? undefined : { user: options.user, groups: ['a', 'b'] };
  const signal = options.signal ?? AbortSignal.timeout(60_000);
  return clusters(options.settings).open('c', accesses, as, signal);
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    (value) => {
      throw new Error(`It did not fail: ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

describe('what is sent', () => {
  test('has the path, the identity and the form that were asked for', async () => {
    await api(ANYTHING, { user: 'alice@example.com' }).request({ ...GET, as: 'table' });
    expect(fake.seen).toHaveLength(1);
    expect(fake.seen[0]).toMatchObject({
      method: 'GET',
      url: '/api/v1/namespaces/shop/pods/web?includeObject=None',
      headers: {
        authorization: 'Bearer the-token-of-the-bot',
        'impersonate-user': 'alice@example.com',
        'impersonate-group': 'a, b',
      },
    });
    expect(fake.seen[0]?.headers.accept).toContain('as=Table');
  });

  test('is a dry run only where that was said, and names its manager', async () => {
    await api().request({ ...PATCH, dryRun: true });
    await api().request(PATCH);
    expect(fake.seen.map(({ url }) => url.split('?')[1])).toEqual([
      'dryRun=All&fieldManager=quartermaster',
      'fieldManager=quartermaster',
    ]);
    expect(fake.seen[0]?.headers['content-type']).toBe('application/merge-patch+json');
  });

  test('is nothing that no access names', async () => {
    const narrow = api([{ verb: 'get', group: '', resource: 'pods', namespace: 'other' }]);
    expect(await failure(narrow.request(GET))).toBeInstanceOf(UnnamedRequestError);
    expect(fake.seen).toEqual([]);
    expect(refused).toEqual([{ cluster: 'c', request: 'get pods web in shop' }]);
  });

  test.each<[string, ApiRequest]>([
    ['a name with a slash', { ...GET, name: 'web/exec' }],
    ['a name of dots', { ...GET, name: '..' }],
    ['a name with a percent sign', { ...GET, name: 'a%2fb' }],
    ['a name with a newline', { ...GET, name: 'a\nb' }],
    ['a namespace with a slash', { ...GET, namespace: 'a/b' }],
    ['an empty namespace', { ...GET, namespace: '' }],
    ['a resource with a slash', { ...GET, resource: { ...PODS, resource: 'pods/web' } }],
    ['a version of dots', { ...GET, resource: { ...PODS, version: '..' } }],
    ['exec', { ...GET, verb: 'create', subresource: 'exec' }],
    ['a deletion of everything', { verb: 'delete', resource: PODS, namespace: 'shop' }],
    ['a list of one', { ...GET, verb: 'list' }],
    ['a hidden watch', { ...LIST, query: { watch: 'true' } }],
    ['a hidden dry run', { ...PATCH, query: { dryRun: 'All' } }],
    ['a Secret as text', { ...GET, resource: SECRETS, as: 'text' }],
  ])('is never %s, even where an access names it', async (_what, request) => {
    const names = { ...request.resource, ...request };
    const access = {
      verb: request.verb,
      group: request.resource.group,
      resource: names.resource.resource,
      ...(request.subresource === undefined ? {} : { subresource: request.subresource }),
    };
    await failure(api([access]).request(request));
    expect(fake.seen).toEqual([]);
  });

  test.each([
    '/api/v1/secrets',
    '/apis/apps/v1/deployments',
    '/openapi/v3/../../api/v1/secrets',
    '/logs',
    '/api/v1?x=1',
    '/apis/../api/v1/pods',
  ])('is no public path beyond discovery: %s', async (path) => {
    await failure(api().read(path as '/version'));
    expect(fake.seen).toEqual([]);
  });

  test('is no change to a cluster that is read-only, dry or not', async () => {
    const readOnly = api(ANYTHING, { settings: { readOnly: true } });
    for (const request of [
      PATCH,
      { ...PATCH, dryRun: true },
      { ...GET, verb: 'delete' } as const,
    ]) {
      expect(await failure(readOnly.request(request))).toBeInstanceOf(OperatorError);
    }
    expect(fake.seen).toEqual([]);
    await readOnly.request(GET);
    expect(fake.seen).toHaveLength(1);
  });

  test.each(['', ' ', 'a\nImpersonate-Group: system:masters', 'ä'])(
    'is nothing under an identity that a header cannot carry: %j',
    async (user) => {
      expect(await failure(api(ANYTHING, { user }).request(GET))).toBeInstanceOf(OperatorError);
      expect(fake.seen).toEqual([]);
    },
  );
});

describe('what comes back', () => {
  test('is a refusal in the words of the server', async () => {
    const status = { kind: 'Status', message: 'no', reason: 'Forbidden', details: { name: 'web' } };
    fake.answer = (_request, response) => json(response, 403, status);
    const error = await failure(api().request(GET));
    expect(error).toBeInstanceOf(StatusError);
    expect((error as StatusError).status).toMatchObject({
      message: 'no',
      reason: 'Forbidden',
      code: 403,
    });
  });

  test.each([
    [404, 'page', 'the server could not find the requested resource (get pods web)'],
    [503, 'page', 'the server is currently unable to handle the request (get pods web)'],
    [
      500,
      'bo"om',
      'an error on the server ("bo\\"om") has prevented the request from succeeding (get pods web)',
    ],
  ])('is worded by client-go where a %d has no status', async (code, text, message) => {
    fake.answer = (_request, response) => response.writeHead(code).end(text);
    expect(((await failure(api().request(GET))) as StatusError).status.message).toBe(message);
  });

  test.each<[string, (fake: FakeServer) => void, string]>([
    [
      'is no JSON',
      (it) => (it.answer = (_q, response) => response.end('<html>')),
      'It is not the JSON',
    ],
    [
      'is no object',
      (it) => (it.answer = (_q, response) => response.end('7')),
      'It is not the JSON',
    ],
    [
      'leads elsewhere',
      (it) => (it.answer = (_q, response) => response.writeHead(302).end()),
      'It is not the JSON',
    ],
    [
      'is cut off',
      (it) => {
        it.answer = (_q, response) => {
          response.writeHead(200, { 'content-length': '100' }).write('{"kind":');
          setTimeout(() => response.destroy(), 20);
        };
      },
      'It closed the connection.',
    ],
    [
      'is cut off between chunks',
      (it) => {
        it.answer = (_q, response) => {
          response.write('{"kind":');
          setTimeout(() => response.destroy(), 20);
        };
      },
      'It closed the connection.',
    ],
    [
      'is too large',
      (it) => (it.answer = (_q, response) => json(response, 200, { a: 'x'.repeat(200_000) })),
      'It is larger than',
    ],
    [
      'refuses the credentials',
      (it) => (it.answer = (_q, response) => json(response, 401, {})),
      '401',
    ],
  ])('and %s is told in plain words', async (_what, misbehave, why) => {
    misbehave(fake);
    const error = await failure(api().request(GET));
    expect(error).toBeInstanceOf(OperatorError);
    expect((error as OperatorError).why).toContain(why);
  });

  test('keeps the digits of long integers, and the warnings', async () => {
    fake.answer = (_request, response) => {
      response.setHeader('warning', ['299 - "old \\"thing\\""', '299 - "other"']);
      response.end(
        '{"big":9007199254740993,"huge":99999999999999999999,"part":0.1,"text":"9007199254740993"}',
      );
    };
    const answer = await api().request(GET);
    expect(answer.body).toEqual({
      big: 9007199254740993n,
      huge: 1e20,
      part: 0.1,
      text: '9007199254740993',
    });
    expect(answer.warnings).toEqual(['old "thing"', 'other']);
    await api().request({ ...PATCH, body: answer.body });
    expect(fake.seen.at(-1)?.body).toContain('"big":9007199254740993,');
  });

  test('holds no value of a Secret, in whatever form it was asked for', async () => {
    const secret = { kind: 'Secret', data: { a: 'c2VjcmV0' } };
    const list = {
      kind: 'Table',
      rows: [{ cells: ['a'], object: secret }],
      items: [{ data: secret.data }],
    };
    fake.answer = (_request, response) => json(response, 200, list);
    const handle = api();
    const requests: ApiRequest[] = [
      { ...LIST, resource: SECRETS },
      { ...LIST, resource: SECRETS, as: 'table+object' },
      { ...LIST, resource: SECRETS, secretSizes: true },
      { ...PATCH, resource: SECRETS, dryRun: true },
    ];
    for (const request of requests) {
      expect(JSON.stringify((await handle.request(request)).body)).not.toContain('c2VjcmV0');
    }
    fake.answer = (_request, response) => json(response, 200, { kind: 'List', items: [secret] });
    expect(JSON.stringify((await handle.request(LIST)).body)).not.toContain('c2VjcmV0');
  });

  test('holds no value of a Secret in a watch, however its lines arrive', async () => {
    const line = JSON.stringify({
      type: 'ADDED',
      object: { kind: 'Secret', data: { a: 'c2VjcmV0' } },
    });
    fake.answer = (_request, response) => {
      response.write(line.slice(0, 30));
      setTimeout(() => response.write(`${line.slice(30)}\n${line}`), 20);
      setTimeout(() => response.end(), 40);
    };
    let text = '';
    for await (const chunk of api().stream({ ...LIST, verb: 'watch', resource: SECRETS })) {
      text += Buffer.from(chunk).toString();
    }
    expect(text.split('\n')).toHaveLength(2);
    expect(text).not.toContain('c2VjcmV0');
    expect(fake.seen[0]?.url).toContain('watch=true');
  });

  test('is no stream of anything but logs and watches', async () => {
    const read = async () => {
      for await (const _chunk of api().stream({ ...GET, resource: SECRETS })) return;
    };
    await failure(read());
    expect(fake.seen).toEqual([]);
  });
});

describe('a server that does not answer', () => {
  test('is left when the signal says so, for the reason it gives', async () => {
    fake.answer = () => {};
    const controller = new AbortController();
    const reason = new Error('the deadline of the run');
    setTimeout(() => controller.abort(reason), 50);
    expect(await failure(api(ANYTHING, { signal: controller.signal }).request(GET))).toBe(reason);
  });

  test('leaves the outcome of a change unknown, but not that of a dry run', async () => {
    fake.answer = (_request, response) => response.destroy();
    expect(await failure(api().request(PATCH))).toBeInstanceOf(UnknownOutcomeError);
    expect(fake.seen).toHaveLength(1);
    const dry = await failure(api().request({ ...PATCH, dryRun: true }));
    expect(dry).toBeInstanceOf(OperatorError);
    expect(dry).not.toBeInstanceOf(UnknownOutcomeError);
    const controller = new AbortController();
    fake.answer = () => controller.abort(new Error('the deadline of the run')); // it has arrived
    const { signal } = controller;
    expect(await failure(api(ANYTHING, { signal }).request(PATCH))).toBeInstanceOf(
      UnknownOutcomeError,
    );
  });

  test('is asked once more for a read when it had closed a kept connection', async () => {
    const handle = api();
    await handle.request(GET);
    let failures = 0;
    fake.answer = (_request, response) => {
      failures += 1;
      if (failures === 1) response.socket?.destroy();
      else json(response, 200, { kind: 'Pod' });
    };
    expect((await handle.request(GET)).status).toBe(200);
    fake.answer = (_request, response) => response.socket?.destroy();
    fake.seen.length = 0;
    expect(await failure(handle.request(GET))).toBeInstanceOf(OperatorError);
    expect(fake.seen).toHaveLength(2);
  });

  test.each<[string, (it: FakeServer) => Promise<string>, string]>([
    [
      'that is gone',
      (it) => it.writeKubeconfig((config) => at(config, `https://127.0.0.1:${CLOSED_PORT}`)),
      'Nothing listens at its address.',
    ],
    [
      'whose name does not resolve',
      (it) => it.writeKubeconfig((config) => at(config, 'https://nowhere.invalid')),
      '(DNS)',
    ],
    [
      'whose certificate is not trusted',
      (it) =>
        it.writeKubeconfig((config) => {
          delete config.clusters[0]?.cluster['certificate-authority-data'];
        }),
      'Its TLS certificate',
    ],
  ])('%s is named so', async (_what, make, why) => {
    const kubeconfig = await make(fake);
    const cluster = clusters({ kubeconfig });
    expect(await cluster.check('c', AbortSignal.timeout(60_000))).toContain(why);
    const error = await failure(
      cluster.open('c', ANYTHING, undefined, AbortSignal.timeout(60_000)).request(PATCH),
    );
    // It cannot have arrived, so its outcome is known.
    expect(error).not.toBeInstanceOf(UnknownOutcomeError);
  });

  test('that speaks something else is named so', async () => {
    const plain = createPlainServer((socket) => socket.end('220 mail ready\r\n'));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const { port } = plain.address() as AddressInfo;
    const kubeconfig = await fake.writeKubeconfig((config) =>
      at(config, `https://127.0.0.1:${port}`),
    );
    const why = await clusters({ kubeconfig }).check('c', AbortSignal.timeout(60_000));
    plain.close();
    expect(why).toContain('TLS');
  });

  test('is not waited for longer than discovery may take', async () => {
    fake.answer = () => {};
    const hasty = clusters({}, { ...LIMITS, discoveryMs: 400 });
    expect(await hasty.check('c', AbortSignal.timeout(60_000))).toContain('did not answer');
  });
});

function at(config: { clusters: { cluster: Record<string, unknown> }[] }, server: string): void {
  for (const { cluster } of config.clusters) cluster.server = server;
}

describe('discovery', () => {
  const aggregated = (group: string, resource: string) => ({
    kind: 'APIGroupDiscoveryList',
    items: [
      {
        metadata: { name: group },
        versions: [
          {
            version: 'v1',
            resources: [
              { resource, responseKind: { kind: 'K' }, scope: 'Namespaced', verbs: ['get'] },
            ],
          },
          { version: 'v0', freshness: 'Stale', resources: [] },
        ],
      },
    ],
  });

  test('is asked for in its aggregated form, kept for a while, and shared', async () => {
    fake.answer = ({ url }, response) =>
      json(response, 200, url === '/api' ? aggregated('', 'things') : aggregated('g', 'others'));
    const cluster = clusters();
    nowMs = 0;
    const [first, second] = await Promise.all([cluster.catalog('c'), cluster.catalog('c')]);
    expect(first).toBe(second);
    expect(first.versions).toEqual(['g/v1', 'v1']);
    expect(fake.seen).toHaveLength(2);
    nowMs = LIMITS.catalogCacheMs - 1;
    await cluster.catalog('c');
    expect(fake.seen).toHaveLength(2);
    await cluster.catalog('c', { fresh: true });
    nowMs = 3 * LIMITS.catalogCacheMs;
    await cluster.catalog('c');
    expect(fake.seen).toHaveLength(6);
  });

  test('is put together from single documents where the server is old, without those that fail', async () => {
    const documents: Record<string, unknown> = {
      '/api': { kind: 'APIVersions', versions: ['v1'] },
      '/apis': {
        kind: 'APIGroupList',
        groups: [
          {
            name: 'g',
            versions: [{ version: 'v1' }, { version: 'v2' }],
            preferredVersion: { version: 'v2' },
          },
          { name: 'broken', versions: [{ version: 'v1' }] },
        ],
      },
      '/api/v1': {
        resources: [
          { name: 'things', namespaced: true, kind: 'Thing' },
          { name: 'things/status', namespaced: true, kind: 'Thing' },
        ],
      },
      '/apis/g/v1': { resources: [{ name: 'others', namespaced: false, kind: 'Other' }] },
      '/apis/g/v2': { resources: [{ name: 'others', namespaced: false, kind: 'Other' }] },
    };
    fake.answer = ({ url }, response) =>
      url in documents ? json(response, 200, documents[url]) : json(response, 503, {});
    const { resources, versions } = await clusters().catalog('c');
    expect(resources.map(({ group, version, resource }) => [group, version, resource])).toEqual([
      ['', 'v1', 'things'],
      ['g', 'v2', 'others'],
      ['g', 'v1', 'others'],
    ]);
    expect(versions).toEqual(['g/v1', 'g/v2', 'v1']);
  });

  test('that failed is asked for again', async () => {
    fake.answer = (_request, response) => json(response, 200, { kind: 'Nonsense' });
    const cluster = clusters();
    expect(await failure(cluster.catalog('c'))).toBeInstanceOf(OperatorError);
    fake.answer = (_request, response) => json(response, 200, aggregated('', 'things'));
    expect((await cluster.catalog('c')).resources).not.toEqual([]);
  });
});

describe('a kubeconfig', () => {
  const refusal = (settings: Partial<ClusterSettings>) => {
    try {
      clusters(settings);
    } catch (error) {
      return error instanceof OperatorError ? error.why : String(error);
    }
    return 'accepted';
  };

  test('that is missing, or names no such context, is refused', () => {
    expect(refusal({ kubeconfig: '/nowhere/config' })).toContain('cannot be read');
    expect(refusal({ context: 'nope' })).toContain('no context named nope');
    expect(refusal({ context: 'x' })).toBe('accepted');
  });

  test.each<[string, Record<string, unknown>]>([
    ['exec', { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'touch' } }],
    ['gcp', { 'auth-provider': { name: 'gcp', config: { 'cmd-path': 'touch' } } }],
    ['an unknown provider', { 'auth-provider': { name: 'other', config: {} } }],
  ])('that would run a program (%s) is refused unless that is allowed', async (_what, user) => {
    const kubeconfig = await fake.writeKubeconfig((config) => {
      config.users = [{ name: 'u', user }];
    });
    expect(refusal({ kubeconfig })).toContain('running a program');
    expect(refusal({ kubeconfig, allowExecCredentials: true })).toBe('accepted');
  });

  test('without TLS is refused', async () => {
    const kubeconfig = await fake.writeKubeconfig((config) => at(config, 'http://127.0.0.1:1'));
    expect(refusal({ kubeconfig })).toContain('no https address');
  });
});
