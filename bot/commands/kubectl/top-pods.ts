// `kubectl top pods`: the use of pods or of their containers, and why there is none to show.

import type { KubectlContext, Output } from '../../command.ts';
import { alignColumns } from '../../kubernetes/align-columns.ts';
import { KubectlError, type Resource } from '../../kubernetes/api.ts';
import { goSorted } from '../../kubernetes/go-sort.ts';
import type { TopArgs } from './top.ts';
import {
  addUsages,
  MEASURED,
  METRICS,
  printAmount,
  type ResourceList,
  readUsage,
  type Usage,
  usesMore,
} from './top-usage.ts';

interface PodObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly creationTimestamp?: string;
  };
  readonly containers?: readonly { readonly name: string; readonly usage?: ResourceList }[];
}

interface PodUse {
  readonly name: string;
  readonly namespace: string;
  readonly usage: Usage;
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[];
}

/** Until then the absence of metrics is nothing to speak of. */
const METRICS_DELAY_MS = 2 * 60_000;

export async function topPods(args: TopArgs, context: KubectlContext): Promise<Output> {
  const where = args.allNamespaces ? undefined : context.namespace;
  const metrics = await readPods({ ...METRICS, resource: 'pods' }, where, args, context);
  if (metrics.length === 0) return await explainNothing(args, context);
  const pods = sortUses(metrics.map(useOf), args);
  const rows = pods.flatMap((pod) => rowsOf(pod, args));
  const header = args.noHeaders ? [] : [headerOf(args)];
  const sum = args.sum ? sumRows(pods, args) : [];
  return { stdout: alignColumns([...header, ...rows, ...sum]), stderr: '', exitCode: 0 };
}

async function readPods(
  resource: Pick<Resource, 'group' | 'version' | 'resource'>,
  namespace: string | undefined,
  { name, selector, fieldSelector }: TopArgs,
  { api }: KubectlContext,
): Promise<readonly PodObject[]> {
  const where = namespace === undefined ? {} : { namespace };
  if (name !== undefined) {
    return [(await api.request({ verb: 'get', resource, ...where, name })).body as PodObject];
  }
  const query = {
    ...(selector === '' ? {} : { labelSelector: selector }),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
  };
  const { body } = await api.request({ verb: 'list', resource, ...where, query });
  return (body as { items?: readonly PodObject[] }).items ?? [];
}

/** As kubectl: it looks in the namespace in force, also where all were asked for. */
async function explainNothing(args: TopArgs, context: KubectlContext): Promise<Output> {
  const resource = { group: '', version: 'v1', resource: 'pods' };
  const pods = await readPods(resource, context.namespace, args, context);
  for (const { metadata } of pods) {
    const ageMs = context.nowMs() - Date.parse(metadata.creationTimestamp ?? '');
    if (ageMs > METRICS_DELAY_MS) {
      throw new KubectlError(
        `Metrics not available for pod ${metadata.namespace}/${metadata.name}, age: ${goDuration(ageMs)}`,
      );
    }
  }
  if (pods.length > 0) throw new KubectlError('metrics not available yet');
  const where = args.allNamespaces ? '' : ` in ${context.namespace} namespace.`;
  return { stdout: '', stderr: `No resources found${where}\n`, exitCode: 0 };
}

function useOf({ metadata, containers = [] }: PodObject): PodUse {
  const uses = containers.map(({ name, usage }) => ({ name, usage: readUsage(usage) }));
  const usage = addUsages(uses.map((each) => each.usage));
  return { name: metadata.name, namespace: metadata.namespace, usage, containers: uses };
}

function sortUses(pods: readonly PodUse[], { sortBy, allNamespaces }: TopArgs): readonly PodUse[] {
  return goSorted(pods, (a, b) => {
    if (sortBy === 'cpu' || sortBy === 'memory') return usesMore(sortBy, a.usage, b.usage);
    if (allNamespaces && a.namespace !== b.namespace) return a.namespace < b.namespace;
    return a.name < b.name;
  });
}

function headerOf({ allNamespaces, containers }: TopArgs): readonly string[] {
  return [
    ...(allNamespaces ? ['NAMESPACE'] : []),
    ...(containers ? ['POD'] : []),
    'NAME',
    'CPU(cores)',
    'MEMORY(bytes)',
    '',
  ];
}

/** Each cell ends with a tab, the last one too. */
function rowsOf(pod: PodUse, { allNamespaces, containers, sortBy }: TopArgs): string[][] {
  const place = allNamespaces ? [pod.namespace] : [];
  if (!containers) return [[...place, pod.name, ...amounts(pod.usage), '']];
  const sorted = goSorted(pod.containers, (a, b) =>
    sortBy === 'cpu' || sortBy === 'memory' ? usesMore(sortBy, a.usage, b.usage) : a.name < b.name,
  );
  return sorted.map(({ name, usage }) => [...place, pod.name, name, ...amounts(usage), '']);
}

/** kubectl widens these lines by the columns of the header alone: without a header they stand further left. */
function sumRows(pods: readonly PodUse[], args: TopArgs): string[][] {
  const width = args.noHeaders ? 3 : headerOf(args).length - 1;
  const total = addUsages(pods.map(({ usage }) => usage));
  return [
    [...blanks(width - 2), '________', '________', ''],
    [...blanks(width - 3), '', ...amounts(total), ''],
  ];
}

function blanks(count: number): string[] {
  return Array.from({ length: count }, () => '');
}

function amounts(usage: Usage): string[] {
  return MEASURED.map((resource) => printAmount(resource, usage));
}

/** As Go prints a duration, to the millisecond. */
function goDuration(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = (ms % 60_000) / 1000;
  return `${hours > 0 ? `${hours}h` : ''}${minutes}m${seconds}s`;
}
