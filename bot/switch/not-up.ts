// What of a switch has not come up, looked at now: the workloads that a turn named, and why their pods are not ready.

import type { Pipelines } from '../pipelines.ts';
import type { Clock, Clusters } from '../ports.ts';
import { lookAccesses, podAccesses } from './accesses.ts';
import { openInTime } from './in-time.ts';
import { listObjects } from './list-objects.ts';
import type { NamedSwitch } from './of-settings.ts';
import { isOff, originalOf, readMark } from './original.ts';
import { openPipelines } from './pipelines.ts';
import { keyOf, type Target } from './plan.ts';
import { type TroubledPod, troubleOf } from './pod-troubles.ts';
import { readTargets } from './read-found.ts';
import { unsettled } from './settled.ts';

const PODS = 3;

interface Looking {
  readonly of: NamedSwitch;
  /** As `keyOf` writes them. */
  readonly named: ReadonlySet<string>;
  readonly clusters: Clusters;
  readonly pipelines: Pick<Pipelines, 'open'>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly signal: AbortSignal;
}

/**
 * A line for each workload, and beneath it a line for some of its pods.
 * @throws StatusError or OperatorError where the cluster does not say.
 */
export async function notUp(looking: Looking): Promise<readonly string[]> {
  const { of, named, clusters, clock, signal } = looking;
  const { cluster } = of.settings;
  const catalog = await clusters.catalog(cluster);
  const accesses = [...lookAccesses(of, catalog), ...podAccesses(of)];
  const api = openInTime(clusters, { cluster, accesses, clock, signal });
  const pipelines = openPipelines(looking.pipelines, signal);
  const all = await readTargets(of, { api, catalog, pipelines });
  const targets = all.filter((each) => named.has(keyOf(each)));
  const late = targets.flatMap((target) => {
    const why = missingOf(target);
    return why === undefined ? [] : [{ target, why }];
  });
  const lines: string[] = [];
  for (const { target, why } of late) {
    lines.push(`${keyOf(target)}: ${why}`);
    const labelSelector = selectorOf(target);
    const resource = catalog.byKind('', 'Pod');
    if (labelSelector === undefined || resource === undefined) continue;
    const where = { namespace: target.namespace, query: { labelSelector } };
    lines.push(...troublesOf(await listObjects<TroubledPod>(resource, where, { api })));
  }
  return lines;
}

function missingOf({ kind, object }: Target): string | undefined {
  const mark = readMark(object);
  if (mark !== undefined && isOff(originalOf(kind, object))) return 'it is off still';
  return unsettled('on', kind, object);
}

/** By labels alone: what a selector says in other ways is left out, and its pods are not told. */
function selectorOf({ object }: Target): string | undefined {
  const labels = object.spec?.selector?.matchLabels;
  if (labels === undefined) return undefined;
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

function troublesOf(pods: readonly TroubledPod[]): readonly string[] {
  const troubles = pods.flatMap((pod) => troubleOf(pod) ?? []);
  const rest = troubles.length - PODS;
  return [
    ...troubles.slice(0, PODS).map((line) => `  ${line}`),
    ...(rest > 0 ? [`  and ${rest} more pods`] : []),
  ];
}
