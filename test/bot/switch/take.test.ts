// Which workload is meant where several namespaces have one of the same name.

import { expect, test } from '@jest/globals';
import type { KubectlContext } from '../../../bot/command.ts';
import { readSettings } from '../../../bot/config.ts';
import type { ApiRequest } from '../../../bot/kubernetes/api.ts';
import { switchesOf } from '../../../bot/switch/of-settings.ts';
import { findTaken } from '../../../bot/switch/take.ts';

const MARK = JSON.stringify({ switch: 'nights', kind: 'replicas', replicas: 3 });
const NAMESPACES = ['shop', 'web'];
const settings = readSettings(
  {
    clusters: { staging: { environment: 'staging', kubeconfig: 'k' } },
    switches: {
      nights: {
        cluster: 'staging',
        tiers: [{ name: 'all', workloads: NAMESPACES.map((namespace) => ({ namespace })) }],
      },
    },
  },
  'the test',
);

/** In each namespace a Deployment "web" that was off and was set by hand. */
const context = {
  catalog: {
    byKind: (_: string, kind: string) => (kind === 'Deployment' ? { kind } : undefined),
  },
  api: {
    request: async ({ namespace }: ApiRequest) => ({
      body: {
        items: [
          {
            metadata: {
              name: 'web',
              namespace,
              annotations: { 'quartermaster.dev/original': MARK },
            },
            spec: { replicas: 5 },
          },
        ],
      },
    }),
  },
} as unknown as KubectlContext;

async function taken(namespace: string | undefined) {
  const of = switchesOf(settings).nights;
  if (of === undefined) throw new Error('there is no switch');
  return await findTaken(
    { name: 'nights', kind: 'deployment', object: 'web', namespace },
    of,
    context,
  );
}

test('one of several is not guessed: the namespace is asked for', async () => {
  await expect(taken(undefined)).rejects.toMatchObject({
    what: 'It is not said which deployment/web is meant.',
    why: 'There are several, in shop and web.',
    fix: expect.stringContaining('-n shop'),
  });
});

test.each(NAMESPACES)('the one in %s is found by its namespace', async (namespace) => {
  expect((await taken(namespace)).target.namespace).toBe(namespace);
});
