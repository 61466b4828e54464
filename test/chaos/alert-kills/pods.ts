// Workloads of a real API server whose Pods crash-loop and are taken away again, written by whoever plays their controllers and kubelets. Each write is
// made until it is there, however often the API server is killed meanwhile.

import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../../cluster/cluster.ts';
import { podOf } from '../crashing-pod.ts';
import type { Expected } from './sender.ts';

export interface PodsWish {
  readonly workloads: number;
  /** How often a Pod of each is seen to have restarted. */
  readonly restarts: number;
  /** It goes on with restarts, until then. */
  readonly isOver: () => boolean;
  readonly random: () => number;
}

const PODS = '/api/v1/namespaces/storm/pods';
const EACH = 2;
const AT_ONCE = 3;
const PAUSE_MS = 600;
const AGAIN_MS = 300;
/** Longer than any server is away. */
const GIVEN_UP_MS = 600_000;

export async function crashPods(cluster: Cluster, wish: PodsWish): Promise<readonly Expected[]> {
  const { workloads, restarts, isOver, random } = wish;
  await write(cluster, 'POST', '/api/v1/namespaces', { metadata: { name: 'storm' } });
  // No controller makes it here, and without it no Pod is taken.
  await write(cluster, 'POST', '/api/v1/namespaces/storm/serviceaccounts', {
    metadata: { name: 'default' },
  });
  const living = new Map<number, Set<number>>();
  let [next, restart] = [0, 0];
  const crash = async (workload: number, pod: number) => {
    restart += 1;
    const { metadata, status } = podOf(workload, pod, restart);
    await write(cluster, 'PATCH', `${PODS}/${metadata.name}/status`, { status });
    await delay(random() * PAUSE_MS);
  };
  const work = async () => {
    const own: number[] = [];
    for (let workload = next; workload < workloads; workload = next) {
      next += 1;
      own.push(workload);
      for (let pod = 0; pod < EACH; pod += 1) {
        const { metadata, spec } = podOf(workload, pod, 0);
        const { uid: _, creationTimestamp: __, ...named } = metadata;
        await write(cluster, 'POST', PODS, { metadata: named, spec });
        for (let count = 0; count < restarts; count += 1) await crash(workload, pod);
      }
      // Of a third nothing is left, of a third one Pod.
      const left = new Set(
        Array.from({ length: EACH }, (_, pod) => pod).slice(workload % (EACH + 1)),
      );
      living.set(workload, left);
      for (let pod = 0; pod < EACH; pod += 1) {
        if (left.has(pod)) continue;
        const { name } = podOf(workload, pod, 0).metadata;
        await write(cluster, 'DELETE', `${PODS}/${name}?gracePeriodSeconds=0`);
      }
    }
    while (!isOver()) {
      const workload = own[Math.floor(random() * own.length)] ?? 0;
      const [pod] = living.get(workload) ?? [];
      if (pod === undefined) await delay(PAUSE_MS);
      else await crash(workload, pod);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return [...living].map(([workload, left]) => ({
    key: `kubernetes staging StatefulSet/storm/db${workload}`,
    firing: left.size,
  }));
}

/** What an API server says that has just come up, and does not know its service accounts yet, or of a write that another overtook. */
const NOT_READY = [403, 409, 429];

type Method = 'POST' | 'PATCH' | 'DELETE';

/** What is there already, or is gone already, came through unseen the time before. @throws Error when it is refused for another reason, or never taken */
async function write(cluster: Cluster, method: Method, path: string, body?: object): Promise<void> {
  for (const untilMs = Date.now() + GIVEN_UP_MS; Date.now() < untilMs; ) {
    const answer = await ask(cluster, method, path, body).catch(() => undefined);
    if (answer !== undefined && answer.status < 300) return;
    if (answer?.status === 409 && method === 'POST') return;
    if (answer?.status === 404 && method === 'DELETE') return;
    if (answer !== undefined && answer.status < 500 && !NOT_READY.includes(answer.status)) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    }
    await delay(AGAIN_MS);
  }
  throw new Error(`${method} ${path} was never taken`);
}

function ask(
  { server, adminToken, certificateAuthority }: Cluster,
  method: Method,
  path: string,
  body: object | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const asking = request(`${server}${path}`, {
      ...{ method, ca: certificateAuthority, timeout: 10_000 },
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': type },
    });
    asking
      .on('response', (answer) => {
        const status = answer.statusCode ?? 0;
        text(answer).then((said) => resolve({ status, text: said }), reject);
      })
      .on('timeout', () => asking.destroy(new Error('the API server gives no answer')))
      .on('error', reject)
      .end(body === undefined ? undefined : JSON.stringify(body));
  });
}
