// Answers pods/eviction: a pod is deleted only where its disruption budgets allow it.
import type { Cluster } from '../cluster.ts';
import type { Pod, PodDisruptionBudget } from '../objects.ts';
import { isObject } from '../patch/json.ts';
import { builtIn } from '../resources.ts';
import { selects } from '../selectors.ts';
import { badRequest, Refusal } from '../status.ts';
import { parseBody } from '../write/decode.ts';
import { deleteObject } from '../write/delete.ts';
import { readDryRun } from '../write/options.ts';
import type { Answer, ResourceCall } from './call.ts';
import { getObject } from './list.ts';

const BUDGET = builtIn('PodDisruptionBudget');

export function answerEviction(cluster: Cluster, call: ResourceCall): Answer {
  const eviction = parseBody(call);
  const { name } = isObject(eviction.metadata) ? eviction.metadata : {};
  if (name !== undefined && name !== call.route.name)
    throw badRequest('name in URL does not match name in Eviction object');
  const given = isObject(eviction.deleteOptions) ? eviction.deleteOptions : {};
  const dryRuns = Array.isArray(given.dryRun) ? given.dryRun.map(String) : [];
  const dryRun = readDryRun([...call.query.getAll('dryRun'), ...dryRuns], 'CreateOptions');
  const pod = getObject(cluster, call) as Pod;
  const budget = isOver(pod) ? undefined : chargeBudget(cluster, pod);
  if (!dryRun) {
    if (budget !== undefined) cluster.store.put(BUDGET, budget);
    const grace = given.gracePeriodSeconds;
    const graceSeconds = typeof grace === 'number' ? grace : undefined;
    deleteObject(cluster, call.type, pod, { graceSeconds, propagation: undefined });
  }
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return { kind: 'json', code: 201, body };
}

/** Pods that do not run, or are on their way out, count for no budget. */
function isOver({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp !== undefined ||
    ['Pending', 'Succeeded', 'Failed'].includes(status.phase)
  );
}

/** The budget with one disruption less. @throws Refusal (429) when it has none left. */
function chargeBudget({ store, clock }: Cluster, pod: Pod): PodDisruptionBudget | undefined {
  const budgets = (store.list(BUDGET, pod.metadata.namespace) as PodDisruptionBudget[]).filter(
    ({ spec }) => selects(spec.selector, pod.metadata.labels),
  );
  if (budgets.length > 1)
    throw new Refusal(
      500,
      'InternalError',
      'Internal error occurred: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  const [budget] = budgets;
  if (budget === undefined) return undefined;
  const { disruptionsAllowed, desiredHealthy, currentHealthy } = budget.status;
  const isReady = pod.status.conditions?.some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
  if (!isReady && currentHealthy >= desiredHealthy && desiredHealthy > 0) return undefined;
  if (disruptionsAllowed <= 0) throw tooManyDisruptions(budget);
  return {
    ...budget,
    status: {
      ...budget.status,
      disruptionsAllowed: disruptionsAllowed - 1,
      disruptedPods: { ...budget.status.disruptedPods, [pod.metadata.name]: clock.stamp() },
    },
  };
}

function tooManyDisruptions({ metadata, status }: PodDisruptionBudget): Refusal {
  const { desiredHealthy, currentHealthy } = status;
  const message = `The disruption budget ${metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  return new Refusal(
    429,
    'TooManyRequests',
    "Cannot evict pod as it would violate the pod's disruption budget.",
    { causes: [{ reason: 'DisruptionBudget', message }] },
  );
}
