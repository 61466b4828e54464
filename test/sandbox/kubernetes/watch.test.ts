import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Agent, request } from 'undici';
import { type RunningKubernetes, startKubernetes } from '../../../sandbox/kubernetes/server.ts';
import { type Client, createClient, until } from './http.ts';

let cluster: RunningKubernetes;
let client: Client;
const MAPS = '/api/v1/namespaces/default/configmaps';
const MERGE = { 'content-type': 'application/merge-patch+json' };

beforeAll(async () => {
  cluster = await startKubernetes({ name: 'watched', seed: 'empty', speed: 20 });
  client = createClient(cluster);
  for (const name of ['one', 'two', 'three'])
    await client.ask('POST', MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
});

afterAll(async () => {
  await client.close();
  await cluster.close();
});

interface WatchEvent {
  type: string;
  object: {
    metadata?: { name?: string; labels?: Record<string, string> };
    code?: number;
    reason?: string;
  };
}

/** Collects what a watch says until it is stopped. */
async function watch(query: string) {
  const dispatcher = new Agent({ connect: { ca: cluster.certificate } });
  const gone = new AbortController();
  const { body } = await request(`${cluster.url}${MAPS}?watch=true&${query}`, {
    dispatcher,
    headers: { authorization: `Bearer ${cluster.token}` },
    signal: gone.signal,
  });
  const events: WatchEvent[] = [];
  let rest = '';
  body.on('error', () => {});
  body.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    events.push(...lines.map((line) => JSON.parse(line) as WatchEvent));
  });
  const stop = async () => {
    gone.abort();
    await dispatcher.close();
  };
  return { events, stop };
}

test('tells of objects that come to match a selector and cease to', async () => {
  const { events, stop } = await watch('labelSelector=chosen%3Dyes');
  for (const chosen of ['yes', 'no'])
    await client.ask('PATCH', `${MAPS}/one`, { metadata: { labels: { chosen } } }, MERGE);
  await until(async () => events.length === 2);
  expect(events.map(({ type, object }) => [type, object.metadata?.name])).toEqual([
    ['ADDED', 'one'],
    ['DELETED', 'one'],
  ]);
  await stop();
});

test('begins after the version that a list had', async () => {
  const list = await client.ask('GET', MAPS);
  const { resourceVersion } = list.body.metadata as { resourceVersion: string };
  await client.ask('PATCH', `${MAPS}/two`, { data: { a: '1' } }, MERGE);
  const { events, stop } = await watch(`resourceVersion=${resourceVersion}`);
  await until(async () => events.length === 1);
  expect(events[0]).toMatchObject({ type: 'MODIFIED', object: { metadata: { name: 'two' } } });
  await stop();
});

test('marks the end of the first objects for a caller that asks', async () => {
  const { events, stop } = await watch(
    'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
  );
  await until(async () => events.some(({ type }) => type === 'BOOKMARK'));
  expect(events.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'ADDED', 'ADDED', 'BOOKMARK']);
  expect(JSON.stringify(events.at(-1))).toContain('"k8s.io/initial-events-end":"true"');
  await stop();
});

test('gives a list in pages that are all of it', async () => {
  const names: string[] = [];
  for (let token = ''; ; ) {
    const { body } = await client.ask(
      'GET',
      `${MAPS}?limit=2${token === '' ? '' : `&continue=${token}`}`,
    );
    names.push(
      ...(body.items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name),
    );
    token = (body.metadata as { continue?: string }).continue ?? '';
    if (token === '') break;
  }
  expect(names).toEqual(['kube-root-ca.crt', 'one', 'three', 'two']);
});

test('says that a version and a continue token are too old once their history is gone', async () => {
  const list = await client.ask('GET', `${MAPS}?limit=1`);
  const { resourceVersion, continue: token } = list.body.metadata as Record<string, string>;
  for (let number = 0; number < 3200; number += 40)
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        client.ask('PATCH', `${MAPS}/three`, { data: { count: `${number + index}` } }, MERGE),
      ),
    );
  const { events, stop } = await watch(`resourceVersion=${resourceVersion}`);
  await until(async () => events.length === 1);
  expect(events[0]).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  await stop();
  expect(await client.ask('GET', `${MAPS}?limit=1&continue=${token}`)).toMatchObject({
    code: 410,
    body: { reason: 'Expired' },
  });
});

test('refuses a caller without a right token', async () => {
  const wrong = await client.ask('GET', MAPS, undefined, { authorization: 'Bearer wrong' });
  expect(wrong).toMatchObject({ code: 401, body: { reason: 'Unauthorized' } });
});
