// What a deployment says of itself: counts, whether it is available and how its rollout goes.
import type { Cluster } from '../cluster.ts';
import type { Condition, Deployment, ReplicaSet } from '../objects.ts';
import { resolveShare } from './pod-state.ts';

export function describeStatus(
  { clock }: Cluster,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  again: (ms: number) => void,
): Deployment['status'] {
  const sum = (count: (set: ReplicaSet) => number | undefined) =>
    sets.reduce((all, set) => all + (count(set) ?? 0), 0);
  const counts = {
    replicas: sum(({ status }) => status.replicas),
    updatedReplicas: newest?.status.replicas ?? 0,
    readyReplicas: sum(({ status }) => status.readyReplicas),
    availableReplicas: sum(({ status }) => status.availableReplicas),
    terminatingReplicas: sum(({ status }) => status.terminatingReplicas),
  };
  const wanted = deployment.spec.replicas;
  const missing = Math.max(0, sum(({ spec }) => spec.replicas) - counts.availableReplicas);
  const facts = { ...counts, wanted, newest, now: clock.now(), stamp: clock.stamp() };
  const progressing = progressOf(deployment, facts, again);
  const conditions = mergeConditions(deployment.status.conditions ?? [], [
    availabilityOf(deployment, counts.availableReplicas, facts.stamp),
    ...(progressing === undefined ? [] : [progressing]),
  ]);
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...withoutZeros({
      replicas: counts.replicas,
      updatedReplicas: counts.updatedReplicas,
      readyReplicas: counts.readyReplicas,
      availableReplicas: counts.availableReplicas,
      unavailableReplicas: missing,
    }),
    terminatingReplicas: counts.terminatingReplicas,
    conditions,
  };
}

interface Facts {
  readonly wanted: number;
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly availableReplicas: number;
  readonly newest: ReplicaSet | undefined;
  readonly now: number;
  readonly stamp: string;
}

function availabilityOf(deployment: Deployment, available: number, stamp: string): Condition {
  const { replicas, strategy } = deployment.spec;
  const share = resolveShare(strategy.rollingUpdate?.maxUnavailable, replicas, 'down');
  const isAvailable = available >= replicas - share;
  return {
    type: 'Available',
    status: isAvailable ? 'True' : 'False',
    lastUpdateTime: stamp,
    lastTransitionTime: stamp,
    reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: isAvailable
      ? 'Deployment has minimum availability.'
      : 'Deployment does not have minimum availability.',
  };
}

function progressOf(
  deployment: Deployment,
  facts: Facts,
  again: (ms: number) => void,
): Condition | undefined {
  const { spec, status } = deployment;
  const known = status.conditions?.find(({ type }) => type === 'Progressing');
  const name = facts.newest?.metadata.name ?? '';
  const say = (is: string, reason: string, message: string): Condition => ({
    type: 'Progressing',
    status: is,
    lastUpdateTime: facts.stamp,
    lastTransitionTime: facts.stamp,
    reason,
    message,
  });
  const isComplete =
    facts.newest !== undefined &&
    facts.updatedReplicas === facts.wanted &&
    facts.replicas === facts.wanted &&
    facts.availableReplicas === facts.wanted;
  if (spec.paused && known?.reason !== 'DeploymentPaused')
    return say('Unknown', 'DeploymentPaused', 'Deployment is paused');
  if (spec.paused) return known;
  if (known?.reason === 'DeploymentPaused')
    return say('Unknown', 'DeploymentResumed', 'Deployment is resumed');
  if (isComplete)
    return say(
      'True',
      'NewReplicaSetAvailable',
      `ReplicaSet "${name}" has successfully progressed.`,
    );
  if (known === undefined)
    return say('True', 'NewReplicaSetCreated', `Created new replica set "${name}"`);
  // A deployment that has been complete and only misses pods is not rolling out anew.
  if (known.reason === 'NewReplicaSetAvailable' && known.message?.includes(`"${name}"`))
    return known;
  if (
    hasProgressed(deployment, facts) ||
    known.reason === 'NewReplicaSetAvailable' ||
    known.status === 'Unknown'
  )
    return say('True', 'ReplicaSetUpdated', `ReplicaSet "${name}" is progressing.`);
  const deadline =
    Date.parse(known.lastUpdateTime ?? '') + (spec.progressDeadlineSeconds ?? 600) * 1000;
  if (facts.now >= deadline)
    return say(
      'False',
      'ProgressDeadlineExceeded',
      `ReplicaSet "${name}" has timed out progressing.`,
    );
  if (known.status === 'True') again(deadline - facts.now + 1000);
  return known;
}

function hasProgressed({ status }: Deployment, facts: Facts): boolean {
  const old = (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    facts.updatedReplicas > (status.updatedReplicas ?? 0) ||
    facts.replicas - facts.updatedReplicas < old ||
    facts.availableReplicas > (status.availableReplicas ?? 0)
  );
}

/**
 * A condition whose reason stays keeps its times, and one whose status stays the time of its last change. What changed goes to
 * the end, as the real controller writes it.
 */
function mergeConditions(known: readonly Condition[], next: readonly Condition[]): Condition[] {
  const merged = next.map((condition) => {
    const before = known.find(({ type }) => type === condition.type);
    if (before === undefined) return condition;
    const isSame = before.status === condition.status && before.reason === condition.reason;
    if (before === condition || (isSame && condition.reason !== 'ReplicaSetUpdated')) return before;
    if (before.status !== condition.status) return condition;
    return { ...condition, ...keepTransition(before) };
  });
  const unchanged = known.filter((condition) => merged.includes(condition));
  return [...unchanged, ...merged.filter((condition) => !known.includes(condition))];
}

function keepTransition({ lastTransitionTime }: Condition): Partial<Condition> {
  return lastTransitionTime === undefined ? {} : { lastTransitionTime };
}

function withoutZeros(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}
