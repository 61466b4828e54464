// Runs the controllers: each change names the objects to look at again, and they are looked at until nothing is left to do.
import type { Cluster } from '../cluster.ts';
import { builtIn } from '../resources.ts';
import { CLAIMS } from './claims.ts';
import type { Controller, Key } from './controller.ts';
import { createCronJobs } from './cron-jobs.ts';
import { DAEMON_SETS } from './daemon-sets.ts';
import { DEPLOYMENTS } from './deployments.ts';
import { BUDGETS } from './disruption-budgets.ts';
import { ENDPOINTS } from './endpoints.ts';
import { COLLECTOR } from './garbage.ts';
import { JOBS } from './jobs.ts';
import { createKubelet } from './kubelet.ts';
import { NAMESPACES } from './namespaces.ts';
import { REPLICA_SETS } from './replica-sets.ts';
import { SCHEDULER } from './scheduler.ts';
import { STATEFUL_SETS } from './stateful-sets.ts';

export interface RunningControllers {
  /** Works until nothing is left that can be done now. */
  settle(): void;
  stop(): void;
}

/** A controller that never comes to rest is a fault of the stand-in; it is stopped and said aloud. */
const MOST_STEPS = 20_000;

export function startControllers(cluster: Cluster): RunningControllers {
  const controllers: readonly Controller[] = [
    NAMESPACES,
    DEPLOYMENTS,
    REPLICA_SETS,
    STATEFUL_SETS,
    DAEMON_SETS,
    createCronJobs(),
    JOBS,
    SCHEDULER,
    createKubelet(),
    ENDPOINTS,
    BUDGETS,
    CLAIMS,
    COLLECTOR,
  ];
  const queue = new Map<string, { controller: Controller; key: Key }>();
  let isScheduled = false;
  let isStopped = false;

  const add = (controller: Controller, key: Key) => {
    queue.set(`${controller.name} ${key.namespace ?? ''}/${key.name}`, { controller, key });
    if (isScheduled || isStopped || !cluster.clock.isLive()) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      if (!isStopped) settle();
    });
  };
  const settle = () => {
    for (let step = 0; queue.size > 0; step += 1) {
      if (step > MOST_STEPS)
        throw new Error('The controllers of the stand-in do not come to rest.');
      const [entry] = queue;
      if (entry === undefined) return;
      const [id, { controller, key }] = entry;
      queue.delete(id);
      controller.reconcile(cluster, key, (ms) => {
        cluster.clock.after(ms, () => add(controller, key));
      });
    }
  };
  const stopListening = cluster.store.onChange((change) => {
    if (change.storedAs === EVENTS) return;
    for (const controller of controllers)
      for (const key of controller.keysOf(cluster, change)) add(controller, key);
  });
  return {
    settle,
    stop() {
      isStopped = true;
      stopListening();
      queue.clear();
    },
  };
}

/** No controller acts on events, and there are many. */
const EVENTS = builtIn('Event', '').storedAs;
