// Makes the Deployments of the benchmark on an API server on which nothing acts: their status, which else their controller writes, is
// written once. It says that every change was seen, and that none of the pods ever ran, so that each look at a tier is passed the first time.

import { Agent, request } from 'undici';
import type { Cluster } from '../../test/cluster/cluster.ts';
import { BESIDE, EACH, NAMESPACES, nameOf, namespaceOf, replicasOf } from './world.ts';

const AT_ONCE = 16;
/** No object of the benchmark is changed as often. */
const EVERY_CHANGE = 1_000_000;

export async function fill(cluster: Cluster): Promise<void> {
  const dispatcher = new Agent({
    connections: AT_ONCE,
    connect: { ca: cluster.certificateAuthority },
  });
  const send = async (method: 'POST' | 'PATCH', path: string, body: object) => {
    const answer = await request(`${cluster.server}${path}`, {
      ...{ method, dispatcher, body: JSON.stringify(body) },
      headers: {
        authorization: `Bearer ${cluster.adminToken}`,
        'user-agent': 'helm',
        'content-type': method === 'POST' ? 'application/json' : 'application/merge-patch+json',
      },
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${text}`);
  };
  const namespaces = Array.from({ length: NAMESPACES }, (_, index) => namespaceOf(index));
  let waiting = [...namespaces, BESIDE];
  const work = async () => {
    for (;;) {
      const [namespace, ...rest] = waiting;
      if (namespace === undefined) return;
      waiting = rest;
      await send('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
      for (let index = 0; index < EACH; index += 1) {
        const all = `/apis/apps/v1/namespaces/${namespace}/deployments`;
        await send('POST', all, deployment(index));
        await send('PATCH', `${all}/${nameOf(index)}/status`, { status: STATUS });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await dispatcher.close();
}

const STATUS = {
  observedGeneration: EVERY_CHANGE,
  conditions: [
    {
      ...{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' },
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
  ],
};

/** About as large as one that a chart makes. */
function deployment(index: number): object {
  const name = nameOf(index);
  const labels = {
    ...{ app: name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/managed-by': 'Helm' },
  };
  const probe = { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 };
  const container = {
    ...{ name: 'app', image: 'registry.test/app:1', ports: [{ containerPort: 8080 }] },
    env: Array.from({ length: 8 }, (_, at) => ({ name: `SETTING_${at}`, value: `value ${at}` })),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    ...{ readinessProbe: probe, livenessProbe: probe },
  };
  return {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels } },
    spec: {
      replicas: replicasOf(index),
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}
