import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AppsV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { type RunningKubernetes, startKubernetes } from '../../../sandbox/kubernetes/server.ts';
import { type Client, createClient, until } from './http.ts';

let cluster: RunningKubernetes;
let client: Client;

beforeAll(async () => {
  cluster = await startKubernetes({ name: 'staging', speed: 30 });
  client = createClient(cluster);
});

afterAll(async () => {
  await client.close();
  await cluster.close();
});

const PODS = '/api/v1/namespaces/shop/pods';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/shop/deployments';
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

async function rows(path: string): Promise<unknown[][]> {
  const { body } = await client.ask('GET', path, undefined, TABLE);
  return (body.rows as { cells: unknown[] }[]).map(({ cells }) => cells);
}

describe('the shop', () => {
  test('has a pod that crashes again and again, and says why', async () => {
    const [[name, , , restarts] = []] = await rows(`${PODS}?labelSelector=app%3Drecommender`);
    expect(restarts).toMatch(/^1\d \(.+ ago\)$/);
    const log = await client.text(`${PODS}/${String(name)}/log?previous=true`);
    expect(log).toContain('cannot reach feature store');
    await until(async () => {
      const [[, , status] = []] = await rows(`${PODS}?labelSelector=app%3Drecommender`);
      return status === 'CrashLoopBackOff';
    });
  });

  test('has a pod that fits on no node', async () => {
    const [cells = []] = await rows(`${PODS}?labelSelector=app%3Dimage-resizer`);
    expect(cells.slice(1, 4)).toEqual(['0/1', 'Pending', '0']);
    const events = await client.ask(
      'GET',
      '/api/v1/namespaces/shop/events?fieldSelector=reason%3DFailedScheduling',
    );
    expect(JSON.stringify(events.body)).toContain('Insufficient cpu');
  });

  test('keeps no event older than an hour', async () => {
    const { body } = await client.ask('GET', '/api/v1/events');
    const times = (body.items as { lastTimestamp: string }[]).map(({ lastTimestamp }) =>
      Date.parse(lastTimestamp),
    );
    expect(times.length).toBeGreaterThan(5);
    expect(Math.min(...times)).toBeGreaterThan(Date.now() - 3_700_000);
  });

  test('replaces a deleted pod, and shows it ending', async () => {
    const [[name] = []] = await rows(`${PODS}?labelSelector=app%3Dcart`);
    const { body } = await client.ask('DELETE', `${PODS}/${String(name)}`);
    expect((body.metadata as { deletionTimestamp?: string }).deletionTimestamp).toBeDefined();
    await until(async () => {
      const left = await rows(`${PODS}?labelSelector=app%3Dcart`);
      return left.length === 2 && left.every(([other, ready]) => other !== name && ready === '1/1');
    });
  });

  test('holds a paused rollout back until it is resumed', async () => {
    const patch = async (body: unknown) =>
      await client.ask('PATCH', `${DEPLOYMENTS}/payments`, body, {
        'content-type': 'application/merge-patch+json',
      });
    const sets = async () =>
      (await rows('/apis/apps/v1/namespaces/shop/replicasets?labelSelector=app%3Dpayments')).length;
    const before = await sets();
    await patch({ spec: { paused: true } });
    await patch({ spec: { template: { metadata: { annotations: { a: 'b' } } } } });
    await until(async () =>
      JSON.stringify((await client.ask('GET', `${DEPLOYMENTS}/payments`)).body).includes(
        'DeploymentPaused',
      ),
    );
    expect(await sets()).toBe(before);
    await patch({ spec: { paused: false } });
    await until(async () => (await sets()) === before + 1);
  });

  test('shows an image that no registry has', async () => {
    const containers = [{ name: 'web', image: 'registry.shop.example/web:does-not-exist' }];
    const body = { spec: { template: { spec: { containers } } } };
    await client.ask('PATCH', `${DEPLOYMENTS}/web`, body, {
      'content-type': 'application/strategic-merge-patch+json',
    });
    await until(async () =>
      (await rows(`${PODS}?labelSelector=app%3Dweb`)).some(
        ([, , status]) => status === 'ImagePullBackOff',
      ),
    );
    // The old pods go on serving.
    const ready = (await rows(`${PODS}?labelSelector=app%3Dweb`)).filter(
      ([, cell]) => cell === '1/1',
    );
    expect(ready).toHaveLength(3);
  });

  test('runs a job of the cron job to its end', async () => {
    const jobs = '/apis/batch/v1/namespaces/shop/jobs';
    const cron = await client.ask('GET', '/apis/batch/v1/namespaces/shop/cronjobs/nightly-report');
    const { jobTemplate } = cron.body.spec as { jobTemplate: { spec: unknown } };
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'by-hand' },
      spec: jobTemplate.spec,
    };
    expect((await client.ask('POST', jobs, job)).code).toBe(201);
    await until(async () => (await rows(`${jobs}/by-hand`))[0]?.[1] === 'Complete');
  });

  test('refuses an eviction that its budget does not allow', async () => {
    const [[name] = []] = await rows(`${PODS}?labelSelector=app%3Dcheckout`);
    const body = {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace: 'shop' },
    };
    const refused = await client.ask('POST', `${PODS}/${String(name)}/eviction`, body);
    expect(refused).toMatchObject({ code: 429, body: { reason: 'TooManyRequests' } });
  });

  test('lets each group do what its role says, and records who asked', async () => {
    const as = { 'impersonate-user': 'carol', 'impersonate-group': 'viewers' };
    expect((await client.ask('GET', PODS, undefined, as)).code).toBe(200);
    expect((await client.ask('GET', '/api/v1/namespaces/shop/secrets', undefined, as)).code).toBe(
      403,
    );
    expect((await client.ask('DELETE', `${PODS}/db-0`, undefined, as)).code).toBe(403);
    expect(cluster.requests().at(-1)).toMatchObject({
      method: 'DELETE',
      code: 403,
      user: { name: 'carol', impersonatedBy: 'sandbox-admin' },
    });
  });

  test('answers the client library, which sends the token', async () => {
    const config = new KubeConfig();
    config.loadFromString(cluster.kubeconfig);
    const pods = await config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace: 'shop' });
    expect(pods.items.length).toBeGreaterThan(10);
    const scale = { spec: { replicas: 3 } };
    const api = config.makeApiClient(AppsV1Api);
    const scaled = await api.replaceNamespacedDeploymentScale({
      name: 'search',
      namespace: 'shop',
      body: { metadata: { name: 'search', namespace: 'shop' }, ...scale },
    });
    expect(scaled.spec?.replicas).toBe(3);
  });

  test('follows a log until the caller goes', async () => {
    const [[name] = []] = await rows(`${PODS}?labelSelector=app%3Dsearch`);
    const { promise, resolve } = Promise.withResolvers<string>();
    const { request } = await import('undici');
    const { Agent } = await import('undici');
    const dispatcher = new Agent({ connect: { ca: cluster.certificate } });
    const gone = new AbortController();
    const { body } = await request(
      `${cluster.url}${PODS}/${String(name)}/log?follow=true&tailLines=0`,
      {
        dispatcher,
        headers: { authorization: `Bearer ${cluster.token}` },
        signal: gone.signal,
      },
    );
    body.on('error', () => {});
    body.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8')));
    expect(await promise).toMatch(/\n$/);
    gone.abort();
    await dispatcher.close();
  });

  test('begins anew at a reset', async () => {
    await client.ask('DELETE', `${DEPLOYMENTS}/cart`);
    cluster.reset();
    expect((await client.ask('GET', `${DEPLOYMENTS}/cart`)).code).toBe(200);
    expect((await rows(`${PODS}?labelSelector=app%3Dweb`)).map(([, ready]) => ready)).toEqual([
      '1/1',
      '1/1',
      '1/1',
    ]);
  });
});
