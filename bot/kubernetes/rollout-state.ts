// How far a rollout is, in kubectl's words. Pure. Where the rules come from: k8s.io/kubectl pkg/polymorphichelpers,
// rollout_status.go.

import { KubectlError } from './api.ts';
import type { KubernetesObject } from './object.ts';

export interface RolloutState {
  /** One line, with its line break. */
  readonly text: string;
  readonly isDone: boolean;
}

/** @throws KubectlError for a rollout that failed, or that cannot be told. */
export function rolloutState(object: KubernetesObject, resource: string): RolloutState {
  const seen = {
    name: JSON.stringify(object.metadata?.name ?? ''),
    generation: object.metadata?.generation ?? 0,
    observed: count(object, 'observedGeneration'),
    object,
  };
  if (resource === 'deployments') return deploymentState(seen);
  const { type } = (object.spec?.updateStrategy ?? {}) as { type?: string };
  if (type !== 'RollingUpdate') {
    throw new KubectlError('rollout status is only available for RollingUpdate strategy type');
  }
  return resource === 'daemonsets' ? daemonSetState(seen) : statefulSetState(seen);
}

interface Seen {
  /** Quoted. */
  readonly name: string;
  readonly generation: number;
  readonly observed: number;
  readonly object: KubernetesObject;
}

function deploymentState({ name, generation, observed, object }: Seen): RolloutState {
  if (generation > observed) return waiting('Waiting for deployment spec update to be observed...');
  if (isPastDeadline(object)) {
    throw new KubectlError(`deployment ${name} exceeded its progress deadline`);
  }
  const wanted = replicasOf(object);
  const [updated, all] = [count(object, 'updatedReplicas'), count(object, 'replicas')];
  const available = count(object, 'availableReplicas');
  const begin = `Waiting for deployment ${name} rollout to finish:`;
  if (wanted !== undefined && updated < wanted) {
    return waiting(`${begin} ${updated} out of ${wanted} new replicas have been updated...`);
  }
  if (all > updated) {
    return waiting(`${begin} ${all - updated} old replicas are pending termination...`);
  }
  if (available < updated) {
    return waiting(`${begin} ${available} of ${updated} updated replicas are available...`);
  }
  return done(`deployment ${name} successfully rolled out`);
}

function daemonSetState({ name, generation, observed, object }: Seen): RolloutState {
  if (generation > observed) return waiting('Waiting for daemon set spec update to be observed...');
  const wanted = count(object, 'desiredNumberScheduled');
  const updated = count(object, 'updatedNumberScheduled');
  const available = count(object, 'numberAvailable');
  const begin = `Waiting for daemon set ${name} rollout to finish:`;
  if (updated < wanted) {
    return waiting(`${begin} ${updated} out of ${wanted} new pods have been updated...`);
  }
  if (available < wanted) {
    return waiting(`${begin} ${available} of ${wanted} updated pods are available...`);
  }
  return done(`daemon set ${name} successfully rolled out`);
}

function statefulSetState({ generation, observed, object }: Seen): RolloutState {
  if (observed === 0 || generation > observed) {
    return waiting('Waiting for statefulset spec update to be observed...');
  }
  const wanted = replicasOf(object);
  const [ready, updated] = [count(object, 'readyReplicas'), count(object, 'updatedReplicas')];
  if (wanted !== undefined && ready < wanted) {
    return waiting(`Waiting for ${wanted - ready} pods to be ready...`);
  }
  const { rollingUpdate } = (object.spec?.updateStrategy ?? {}) as {
    rollingUpdate?: { partition?: number };
  };
  if (rollingUpdate !== undefined) {
    const meant = (wanted ?? 0) - (rollingUpdate.partition ?? 0);
    if (wanted !== undefined && rollingUpdate.partition !== undefined && updated < meant) {
      return waiting(
        `Waiting for partitioned roll out to finish: ${updated} out of ${meant} new pods have been updated...`,
      );
    }
    return done(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  const { updateRevision = '', currentRevision = '' } = (object.status ?? {}) as Record<
    string,
    string
  >;
  if (updateRevision !== currentRevision) {
    return waiting(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${updateRevision}...`,
    );
  }
  const current = count(object, 'currentReplicas');
  return done(
    `statefulset rolling update complete ${current} pods at revision ${currentRevision}...`,
  );
}

function waiting(line: string): RolloutState {
  return { text: `${line}\n`, isDone: false };
}

function done(line: string): RolloutState {
  return { text: `${line}\n`, isDone: true };
}

function count({ status }: KubernetesObject, field: string): number {
  return Number(status?.[field] ?? 0);
}

function replicasOf({ spec }: KubernetesObject): number | undefined {
  return spec?.replicas === undefined ? undefined : Number(spec.replicas);
}

function isPastDeadline({ status }: KubernetesObject): boolean {
  const conditions = (status?.conditions ?? []) as readonly { type?: string; reason?: string }[];
  return conditions.some(
    ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
  );
}
