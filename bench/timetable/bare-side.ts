// The other side, as a process: a loop that knows each workload and what it was, and does nothing but PATCH its scale. It reads nothing, keeps
// nothing, waits for nothing and is sure of nothing.

import { Agent, request } from 'undici';
import { createMeter, type Measured } from './job.ts';
import { EACH, NAMESPACES, nameOf, namespaceOf, replicasOf, WORKLOADS } from './world.ts';

export interface BareJob {
  readonly server: string;
  readonly certificateAuthority: string;
  readonly token: string;
  /** Requests that are under way together. */
  readonly atOnce: number;
}

const job = JSON.parse(process.argv[2] ?? '{}') as BareJob;
const meter = createMeter();
const dispatcher = new Agent({
  connections: job.atOnce,
  connect: { ca: job.certificateAuthority },
});
const measured: Measured[] = [];
for (const state of ['off', 'on'] as const) {
  measured.push(await meter.measure(() => scaleAll(state)));
}
process.stdout.write(JSON.stringify(measured));
await dispatcher.close();

async function scaleAll(state: 'off' | 'on'): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < WORKLOADS) {
      const [namespace, index] = [Math.floor(next / EACH) % NAMESPACES, next % EACH];
      next += 1;
      const replicas = state === 'off' ? 0 : replicasOf(index);
      await meter.counted('patch', () => scale(namespaceOf(namespace), nameOf(index), replicas));
    }
  };
  await Promise.all(Array.from({ length: job.atOnce }, work));
}

async function scale(namespace: string, name: string, replicas: number): Promise<void> {
  const url = `${job.server}/apis/apps/v1/namespaces/${namespace}/deployments/${name}/scale`;
  const { statusCode, body } = await request(url, {
    ...{ method: 'PATCH', dispatcher, body: JSON.stringify({ spec: { replicas } }) },
    headers: {
      authorization: `Bearer ${job.token}`,
      'content-type': 'application/merge-patch+json',
    },
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${name} in ${namespace}: ${text}`);
}
