// Client-node as the bot's own process loads it: Jest's loader is another one.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const READER = new URL('../../../bot/adapters/kubernetes/client-node.ts', import.meta.url).href;

const LOADED = `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
  const { KubeConfig } = await import(${JSON.stringify(READER)});
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'c', server: 'https://shop.test' }],
    users: [{ name: 'u', token: 'secret-1' }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  });
  const options = {};
  await config.applyToHTTPSOptions(options);
  const models = loaded.filter((url) => url.includes('/client-node/dist/gen/models/'));
  console.log(JSON.stringify({ models: models.length, headers: options.headers }));
`;

test('the reader of kubeconfigs works without the generated classes of every kind', async () => {
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, LOADED]);
  expect(JSON.parse(stdout)).toEqual({
    models: 0,
    headers: { Authorization: 'Bearer secret-1' },
  });
});
