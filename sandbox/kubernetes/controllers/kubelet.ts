// The kubelets of all nodes: they start the containers of a placed pod, restart them with back-off and end them with grace.

import { END_OF_RUN } from '../api/logs.ts';
import type { Cluster } from '../cluster.ts';
import type { Pod } from '../objects.ts';
import { builtIn } from '../resources.ts';
import { type Controller, keyOf } from './controller.ts';
import { createRun, type PodRun } from './pod-run.ts';

const POD = builtIn('Pod');
/** How long a pod takes to end when it is asked to, if its grace is not shorter. */
const STOP_MS = 1500;

export function createKubelet(): Controller {
  const runs = new Map<string, PodRun>();
  return {
    name: 'kubelet',
    keysOf: (_cluster, { storedAs, object }) => (storedAs === POD.storedAs ? [keyOf(object)] : []),
    reconcile(cluster, { namespace, name }) {
      const pod = cluster.store.get(POD, namespace, name) as Pod | undefined;
      const uid = pod?.metadata.uid ?? '';
      forgetGone(cluster, runs, { namespace, name, uid });
      if (pod === undefined || !pod.spec.nodeName) return;
      const known = runs.get(uid);
      if (pod.metadata.deletionTimestamp !== undefined) return stop(cluster, pod, known);
      if (known === undefined) {
        const run = createRun(cluster, pod);
        runs.set(uid, run);
        run.start();
      } else known.notice(pod);
    },
  };
}

function forgetGone(
  cluster: Cluster,
  runs: Map<string, PodRun>,
  { namespace, name, uid }: { namespace: string | undefined; name: string; uid: string },
): void {
  for (const [key, run] of runs) {
    if (run.namespace !== namespace || run.name !== name || key === uid) continue;
    run.stop();
    runs.delete(key);
    cluster.logs.forget(key);
  }
}

function stop(cluster: Cluster, pod: Pod, run: PodRun | undefined): void {
  const grace = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000;
  if (run?.isStopping) return;
  run?.stop();
  for (const { name, ready } of pod.status.containerStatuses ?? []) {
    if (!ready) continue;
    cluster.events.record(pod, {
      type: 'Normal',
      reason: 'Killing',
      message: `Stopping container ${name}`,
      component: 'kubelet',
      host: pod.spec.nodeName ?? '',
      fieldPath: `spec.containers{${name}}`,
    });
  }
  cluster.clock.after(Math.min(grace, STOP_MS), () => {
    const { namespace, name, uid } = pod.metadata;
    const current = cluster.store.get(POD, namespace, name);
    if (current?.metadata.uid !== uid) return;
    for (const container of pod.spec.containers)
      cluster.logs.write(uid, container.name, { at: cluster.clock.now(), text: END_OF_RUN });
    if ((current.metadata.finalizers ?? []).length === 0) cluster.store.remove(POD, current);
  });
}
